"""Repair: the party has put it right and proves it; within one working day it is decided (河南省社会信用条例 43)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tongban.credit import policies
from tongban.credit.selectors import CreditRecordView, Evidence, record_view
from tongban.credit.services import _pleas
from tongban.credit.services._common import chinese_day, done, load, move, new_paper, open_clock, tell
from tongban.credit.states import REPAIR, Outcome, PaperKind, PleaKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger


@ledger.act
def apply_for_repair(
    *, record_uid: UUID | str, text: str, evidence: Sequence[Evidence], actor: Actor
) -> CreditRecordView:
    """Ask for repair with the proof that the breach was put right.

    Raises `NotFound` for everybody but the party, `MoveNotAllowed`, `CreditNothingToRepair`, `CreditPeriodOver`,
    `CreditProofMissing`, the refusals of the text.
    """
    row = load(record_uid)
    policies.check_action("apply_for_repair", actor, row)
    _pleas.make(row, PleaKind.REPAIR, text=text, evidence=evidence, actor=actor)
    move(row, "apply_for_repair", actor, {"files": len(evidence)})
    open_clock(row, REPAIR, "credit.repair", actor)
    return record_view(row, viewer=actor)


@ledger.act
def decide_repair(*, record_uid: UUID | str, granted: bool, answer: str, actor: Actor) -> CreditRecordView:
    """Granted, the record is shown and used no more and a sealed proof is issued; refused, it stays as it was.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `TwoSeatsOnCredit`, the refusals of the text.
    """
    row = load(record_uid)
    verb = "repair" if granted else "refuse_repair"
    policies.check_action(verb, actor, row)
    why = policies.required_text(answer, "决定的理由")
    outcome = Outcome.GRANTED if granted else Outcome.REFUSED
    move(row, verb, actor, **({"end_reason": why, "ended_at": clock.now()} if granted else {}))
    _pleas.answer(row, outcome, why, actor)
    done(row, [REPAIR], actor)
    if granted:
        in_force = clock.local(row.in_force_at).date() if row.in_force_at else None
        content = {"in_force": chinese_day(in_force), "repaired": chinese_day(clock.today()), "reason": why}
        new_paper(row, PaperKind.REPAIR_PROOF, content)
    tell(row, "credit_answered", actor, what="信用修复申请", outcome=str(outcome.label), answer=why)
    return record_view(row, viewer=actor)
