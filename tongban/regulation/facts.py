"""The facts of the room `regulation`: its contract upwards. `data` holds codes, digests and dates, nobody's name."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

HANDOVER, PLAN, INSPECTION = "handover", "inspection_plan", "inspection"
OBJECT, INSPECTOR, RULE = "regulated_object", "inspector", "oversight_rule"

RULE_SET = FactKind("regulation.rule_set", text="规定监管分工", primary=RULE, public=False)
RULE_ENDED = FactKind("regulation.rule_ended", text="停用监管分工", primary=RULE, public=False)
HANDOVER_PUSHED = FactKind("regulation.handover_pushed", text="审批结果推送监管部门", primary=HANDOVER)
HANDOVER_ACKNOWLEDGED = FactKind("regulation.handover_acknowledged", text="监管部门签收", primary=HANDOVER)
HANDOVER_RETURNED = FactKind("regulation.handover_returned", text="监管部门退回", primary=HANDOVER, public=False)
HANDOVER_ROUTED = FactKind("regulation.handover_routed", text="改派监管部门", primary=HANDOVER, public=False)
HANDOVER_TAKEN = FactKind("regulation.handover_taken", text="纳入监管", primary=HANDOVER)
HANDOVER_LICENSED = FactKind("regulation.handover_licensed", text="记下证照", primary=HANDOVER, public=False)
HANDOVER_CLOSED = FactKind("regulation.handover_closed", text="结束监管", primary=HANDOVER)
OBJECT_REGISTERED = FactKind("regulation.object_registered", text="列入检查对象名录", primary=OBJECT)
OBJECT_CHANGED = FactKind("regulation.object_changed", text="变更检查对象", primary=OBJECT, public=False)
OBJECT_ENDED = FactKind("regulation.object_ended", text="移出检查对象名录", primary=OBJECT)
INSPECTOR_REGISTERED = FactKind("regulation.inspector_registered", text="列入检查人员名录", primary=INSPECTOR)
INSPECTOR_RETIRED = FactKind("regulation.inspector_retired", text="移出检查人员名录", primary=INSPECTOR)
INSPECTOR_RECUSED = FactKind("regulation.inspector_recused", text="登记回避", primary=INSPECTOR, public=False)
PLAN_MADE = FactKind("regulation.plan_made", text="编制抽查计划", primary=PLAN)
DRAW_COMMITTED = FactKind("regulation.draw_committed", text="锁定抽查名单", primary=PLAN)
DRAW_MADE = FactKind("regulation.draw_made", text="公布抽查结果", primary=PLAN)
PLAN_CANCELLED = FactKind("regulation.plan_cancelled", text="取消抽查计划", primary=PLAN)
INSPECTION_OPENED = FactKind("regulation.inspection_opened", text="安排检查", primary=INSPECTION, public=False)
INSPECTION_RECORDED = FactKind("regulation.inspection_recorded", text="记录检查情况", primary=INSPECTION, public=False)
RECORD_RETURNED = FactKind("regulation.record_returned", text="退回重新记录", primary=INSPECTION, public=False)
INSPECTION_SIGNED = FactKind("regulation.inspection_signed", text="检查人员签字", primary=INSPECTION)
RESULT_PUBLISHED = FactKind("regulation.result_published", text="公示检查结果", primary=INSPECTION)
MEND_ORDERED = FactKind("regulation.mend_ordered", text="责令限期整改", primary=INSPECTION)
MEND_ENDED = FactKind("regulation.mend_ended", text="整改复查结论", primary=INSPECTION)
PROPOSED = FactKind("regulation.proposed", text="提出处理建议", primary=INSPECTION, public=False)
PROPOSAL_DECIDED = FactKind("regulation.proposal_decided", text="决定处理建议", primary=INSPECTION)


def handover_ref(uid: object) -> ObjectRef:
    """A handover as an object of facts."""
    return ObjectRef(HANDOVER, str(uid))


def plan_ref(uid: object) -> ObjectRef:
    """An inspection plan."""
    return ObjectRef(PLAN, str(uid))


def inspection_ref(uid: object) -> ObjectRef:
    """An inspection."""
    return ObjectRef(INSPECTION, str(uid))


def object_ref(code: str) -> ObjectRef:
    """An object under regulation, by its public code."""
    return ObjectRef(OBJECT, code)


def inspector_ref(code: str) -> ObjectRef:
    """An inspector, by the public code."""
    return ObjectRef(INSPECTOR, code)
