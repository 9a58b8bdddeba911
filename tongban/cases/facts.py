"""What this room publishes. `data` holds codes and numbers of cases, never names or numbers of people."""

from __future__ import annotations

from tongban.ledger.facts import FactKind

CASE = "case"

CASE_DRAFTED = FactKind("case.drafted", text="开始填写申请", primary=CASE)
CASE_SUBMITTED = FactKind("case.submitted", text="提交申请", primary=CASE)
SUPPLEMENT_NOTIFIED = FactKind("case.supplement_notified", text="一次性告知补正", primary=CASE)
CASE_SUPPLEMENTED = FactKind("case.supplemented", text="提交补正材料", primary=CASE)
CASE_ACCEPTED = FactKind("case.accepted", text="受理", primary=CASE)
CASE_DEEMED_ACCEPTED = FactKind("case.deemed_accepted", text="视为受理", primary=CASE)
ACCEPTANCE_REFUSED = FactKind("case.refused_acceptance", text="不予受理", primary=CASE)
CASE_EXAMINED = FactKind("case.examined", text="审查", primary=CASE)
CASE_DECIDED = FactKind("case.decided", text="作出决定", primary=CASE)
RESULT_ISSUED = FactKind("case.result_issued", text="制作结果", primary=CASE)
RESULT_DELIVERED = FactKind("case.delivered", text="送达", primary=CASE)
CASE_CLOSED = FactKind("case.closed", text="办结", primary=CASE)
CASE_WITHDRAWN = FactKind("case.withdrawn", text="撤回", primary=CASE)
CASE_VIEWED = FactKind("case.viewed", text="工作人员查看", primary=CASE)
