"""The facts of the room `notices`: its contract upwards. They carry no number, no address and no wording."""

from __future__ import annotations

from tongban.ledger.facts import FactKind

NOTICE_SENT = FactKind(kind="notice.sent", text="已发消息", primary="notice", public=False)
NOTICE_QUEUED = FactKind(kind="notice.queued", text="短信或邮件待发", primary="notice", public=False)
NOTICE_READ = FactKind(kind="notice.read", text="消息已读", primary="notice", public=False)
NOTICE_DELIVERED = FactKind(kind="notice.delivered", text="短信或邮件已发出", primary="notice", public=False)
NOTICE_REFUSED = FactKind(kind="notice.refused", text="短信或邮件被拒收", primary="notice", public=False)
TEMPLATE_REVISED = FactKind(
    kind="notice.template_revised", text="已修订消息模板", primary="notice_template", public=False
)
