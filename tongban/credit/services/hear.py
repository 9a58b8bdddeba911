"""Before a serious record: the party speaks, and somebody else weighs what was said (河南省社会信用条例 28)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tongban.credit import policies
from tongban.credit.models import CreditRecord
from tongban.credit.selectors import CreditRecordView, Evidence, record_view
from tongban.credit.services import _pleas
from tongban.credit.services._common import done, load, move, nothing_owed, open_clock, tell
from tongban.credit.states import CHECK, DEFENCE, Outcome, PleaKind, RecordState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger


@ledger.act
def state_defence(
    *, record_uid: UUID | str, text: str, evidence: Sequence[Evidence] = (), actor: Actor
) -> CreditRecordView:
    """The party states its case before it is put on the list.

    Raises `NotFound` for everybody else, `MoveNotAllowed`, the refusals of the text.
    """
    row = load(record_uid)
    policies.check_action("state_defence", actor, row)
    _pleas.make(row, PleaKind.DEFENCE, text=text, evidence=evidence, actor=actor)
    move(row, "state_defence", actor, {"files": len(evidence)})
    done(row, [DEFENCE], actor)
    return record_view(row, viewer=actor)


@ledger.act
def end_hearing(*, record_uid: UUID | str, actor: Actor) -> CreditRecordView:
    """The time to speak has passed unused: the record goes on to the check. A second call changes nothing.

    Only the platform itself (its clock) does this. Raises `PermissionDenied`, `NotFound`.
    """
    row = load(record_uid)
    if row.state == RecordState.NOTICED:
        policies.check_action("end_hearing", actor, row)
        nothing_owed(row, actor)
        move(row, "end_hearing", actor, heard_at=clock.now())
        _go_on(row, actor)
    return record_view(row, viewer=actor)


@ledger.act
def weigh_defence(*, record_uid: UUID | str, heeded: bool, reason: str, actor: Actor) -> CreditRecordView:
    """Another officer answers what the party said: heeded, and nothing is recorded; or it goes on to the check.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `TwoSeatsOnCredit`, the refusals of the text.
    """
    row = load(record_uid)
    verb = "heed_defence" if heeded else "weigh_defence"
    policies.check_action(verb, actor, row)
    why = policies.required_text(reason, "复核的理由")
    outcome = Outcome.HEEDED if heeded else Outcome.UNHEEDED
    _pleas.answer(row, outcome, why, actor)
    if heeded:
        move(row, verb, actor, end_reason=why, ended_at=clock.now())
    else:
        move(row, verb, actor, heard_at=clock.now())
        _go_on(row, actor)
    tell(row, "credit_answered", actor, what="陈述申辩", outcome=str(outcome.label), answer=why)
    return record_view(row, viewer=actor)


def _go_on(row: CreditRecord, actor: Actor) -> None:
    open_clock(row, CHECK, "credit.check", actor)
