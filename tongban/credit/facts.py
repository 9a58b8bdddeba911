"""The facts of the room `credit`: its contract upwards. `data` holds kinds, states and numbers, never what was written.

Facts of a record touch the party it is about; the ledger of a person's record says no more than that it exists.
"""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

RECORD = "credit_record"

CREDIT_PROPOSED = FactKind("credit.proposed", text="报送信用信息", primary=RECORD)
CREDIT_BARRED = FactKind("credit.barred", text="记入再次申请的限制", primary=RECORD)
CREDIT_NOTICED = FactKind("credit.noticed", text="列入严重失信前告知", primary=RECORD)
CREDIT_DEFENDED = FactKind("credit.defended", text="陈述申辩", primary=RECORD)
CREDIT_HEARD = FactKind("credit.heard", text="陈述申辩期满", primary=RECORD)
CREDIT_WEIGHED = FactKind("credit.weighed", text="复核陈述申辩", primary=RECORD)
CREDIT_CONFIRMED = FactKind("credit.confirmed", text="信用信息核查通过", primary=RECORD)
CREDIT_RETURNED = FactKind("credit.returned", text="信用信息核查退回", primary=RECORD)
CREDIT_RESUBMITTED = FactKind("credit.resubmitted", text="信用信息更正后重报", primary=RECORD)
CREDIT_DROPPED = FactKind("credit.dropped", text="信用信息不再记入", primary=RECORD)
CREDIT_OBJECTED = FactKind("credit.objected", text="提出信用异议", primary=RECORD)
CREDIT_UPHELD = FactKind("credit.upheld", text="信用异议不成立", primary=RECORD)
CREDIT_CORRECTED = FactKind("credit.corrected", text="信用信息更正", primary=RECORD)
CREDIT_REPAIR_ASKED = FactKind("credit.repair_asked", text="申请信用修复", primary=RECORD)
CREDIT_REPAIRED = FactKind("credit.repaired", text="信用修复", primary=RECORD)
CREDIT_REPAIR_REFUSED = FactKind("credit.repair_refused", text="不予信用修复", primary=RECORD)
CREDIT_REVOKED = FactKind("credit.revoked", text="撤销信用信息", primary=RECORD)
CREDIT_LAPSED = FactKind("credit.lapsed", text="信用信息期满转为档案", primary=RECORD)
CREDIT_VIEWED = FactKind("credit.viewed", text="查看信用信息", primary=RECORD)
CREDIT_PAPER_GIVEN = FactKind("credit.paper_given", text="下载信用文书", primary=RECORD)

FACT_OF = {
    "give_notice": CREDIT_NOTICED,
    "state_defence": CREDIT_DEFENDED,
    "end_hearing": CREDIT_HEARD,
    "weigh_defence": CREDIT_WEIGHED,
    "heed_defence": CREDIT_DROPPED,
    "confirm": CREDIT_CONFIRMED,
    "refuse": CREDIT_RETURNED,
    "resubmit": CREDIT_RESUBMITTED,
    "drop": CREDIT_DROPPED,
    "object": CREDIT_OBJECTED,
    "uphold": CREDIT_UPHELD,
    "correct": CREDIT_CORRECTED,
    "annul": CREDIT_REVOKED,
    "apply_for_repair": CREDIT_REPAIR_ASKED,
    "repair": CREDIT_REPAIRED,
    "refuse_repair": CREDIT_REPAIR_REFUSED,
    "revoke": CREDIT_REVOKED,
    "lapse": CREDIT_LAPSED,
}
"""Every move of the lifecycle has its fact."""


def record_ref(uid: object) -> ObjectRef:
    """A credit record as an object of facts and duties."""
    return ObjectRef(RECORD, str(uid))


def party_ref(party_id: int) -> ObjectRef:
    """Whom it is about."""
    return ObjectRef("party", str(party_id), "subject")
