"""The facts this room publishes: its contract upwards. Their objects are the duty and its subject."""

from __future__ import annotations

from tongban.ledger.facts import FactKind

DUTY_OPENED = FactKind("duty.opened", text="开始计时", primary="duty", public=False)
DUTY_PAUSED = FactKind("duty.paused", text="暂停计时", primary="duty")
DUTY_RESUMED = FactKind("duty.resumed", text="恢复计时", primary="duty")
DUTY_EXTENDED = FactKind("duty.extended", text="延长期限", primary="duty")
DUTY_SHORTENED = FactKind("duty.shortened", text="缩短期限", primary="duty")
DUTY_MOVED = FactKind("duty.moved", text="改由别的部门负责", primary="duty")
DUTY_DISCHARGED = FactKind("duty.discharged", text="按期限完成", primary="duty", public=False)
DUTY_CANCELLED = FactKind("duty.cancelled", text="停止计时", primary="duty", public=False)
DUTY_WARNED = FactKind("duty.warned", text="临近到期", primary="duty", public=False)
DUTY_OVERDUE = FactKind("duty.overdue", text="超过期限", primary="duty")
DUTY_DUE_CHANGED = FactKind("duty.due_changed", text="放假安排变动，重新计算到期日", primary="duty")
DUTY_TAKEN_OVER = FactKind("duty.taken_over", text="收录原系统的期限", primary="duty", public=False)
