"""The check before anything counts: another officer, five working days (河南省社会信用条例 17)."""

from __future__ import annotations

from uuid import UUID

from tongban.credit import policies
from tongban.credit.selectors import CreditRecordView, record_view
from tongban.credit.services._common import chinese_day, done, load, move, tell
from tongban.credit.states import CHECK
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger


@ledger.act
def confirm_record(*, record_uid: UUID | str, note: str = "", actor: Actor) -> CreditRecordView:
    """Lawful, true, exact: the record comes into force and, of an organisation, is shown until its day.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `TwoSeatsOnCredit`, `CreditNotHeard`, the refusals of the
    note.
    """
    row = load(record_uid)
    policies.check_action("confirm", actor, row)
    said = policies.required_text(note, "核查意见") if note.strip() else ""
    until = policies.end_of_publication(row, clock.today())
    move(
        row,
        "confirm",
        actor,
        {"public_until": until.isoformat() if until else None},
        checked_by=actor.officer_id,
        check_note=said,
        in_force_at=clock.now(),
        public_until=until,
    )
    done(row, [CHECK], actor)
    tell(row, "credit_in_force", actor, by_phone=not policies.is_good(row), until=chinese_day(until))
    return record_view(row, viewer=actor)


@ledger.act
def refuse_record(*, record_uid: UUID | str, reason: str, actor: Actor) -> CreditRecordView:
    """Back to the department, which puts it right or gives it up (art. 17: 通知提供单位重新提供).

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `TwoSeatsOnCredit`, the refusals of the text.
    """
    row = load(record_uid)
    policies.check_action("refuse", actor, row)
    why = policies.required_text(reason, "退回的理由")
    move(row, "refuse", actor, checked_by=actor.officer_id, check_note=why)
    done(row, [CHECK], actor)
    return record_view(row, viewer=actor)
