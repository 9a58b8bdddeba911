"""Objection and its answer (河南省社会信用条例 41). While it runs, the record bears its mark wherever it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tongban.credit import policies
from tongban.credit.errors import CreditAnswerUnknown
from tongban.credit.models import CreditRecord
from tongban.credit.selectors import CreditRecordView, Evidence, record_view
from tongban.credit.services import _pleas
from tongban.credit.services._common import done, load, move, open_clock, tell
from tongban.credit.states import ANSWERS, OBJECTION_CLOCKS, Outcome, PleaKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger

_VERBS = {Outcome.UPHELD.value: "uphold", Outcome.CORRECTED.value: "correct", Outcome.REVOKED.value: "annul"}


@ledger.act
def object_record(
    *, record_uid: UUID | str, ground: str, text: str, evidence: Sequence[Evidence] = (), actor: Actor
) -> CreditRecordView:
    """The party says that the record is wrong; the clocks of its ground begin to run.

    Raises `NotFound` for everybody else, `MoveNotAllowed`, `CreditGroundUnknown`, the refusals of the text.
    """
    row = load(record_uid)
    policies.check_action("object", actor, row)
    chosen = policies.check_ground(ground)
    _pleas.make(row, PleaKind.OBJECTION, text=text, evidence=evidence, actor=actor, ground=chosen.value)
    move(row, "object", actor, {"ground": chosen.value, "files": len(evidence)})
    for owed in OBJECTION_CLOCKS[chosen]:
        open_clock(row, owed.kind, owed.parameter, actor, by_platform=owed.by_platform)
    return record_view(row, viewer=actor)


@ledger.act
def answer_objection(
    *, record_uid: UUID | str, outcome: str, answer: str, corrected_text: str = "", actor: Actor
) -> CreditRecordView:
    """Upheld, corrected or revoked, by another officer than the one who recorded; the party is told at once.

    `outcome` is `upheld`, `corrected` (with the text that replaces it) or `revoked`. Raises `PermissionDenied`,
    `NotFound`, `MoveNotAllowed`, `TwoSeatsOnCredit`, `CreditAnswerUnknown`, the refusals of the texts.
    """
    row = load(record_uid)
    if (verb := _VERBS.get(outcome)) is None:
        raise CreditAnswerUnknown()
    policies.check_action(verb, actor, row)
    why = policies.required_text(answer, "答复")
    move(row, verb, actor, {"outcome": outcome}, **_changes(row, verb, why, corrected_text))
    _pleas.answer(row, Outcome(outcome), why, actor)
    done(row, ANSWERS, actor)
    tell(row, "credit_answered", actor, what="异议", outcome=str(Outcome(outcome).label), answer=why)
    return record_view(row, viewer=actor)


def _changes(row: CreditRecord, verb: str, why: str, corrected_text: str) -> dict[str, object]:
    if verb == "correct":
        written = policies.required_text(corrected_text, "更正后的内容")
        policies.check_collectable(written, row.party.kind)
        return {"text": written}
    return {"end_reason": why, "ended_at": clock.now()} if verb == "annul" else {}
