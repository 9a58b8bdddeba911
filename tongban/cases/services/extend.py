"""Extension (延期): asked for with reasons, granted once by the head of the authority, told to the applicant."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import errors, facts, policies
from tongban.cases.errors import time as refusals
from tongban.cases.models import CaseExtension
from tongban.cases.policies import time as law
from tongban.cases.services import _rows
from tongban.cases.services._common import (
    Loaded,
    instrument_series,
    load,
    record,
    tell_applicant,
    unsaved_instrument,
    verb,
)
from tongban.cases.services._standing import CLOCKS
from tongban.cases.states import Instrument
from tongban.duties import selectors as duty_questions
from tongban.duties import services as duties
from tongban.duties.selectors import DutyView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger import services as ledger
from tongban.reference import selectors as reference


@verb
def ask_extension(*, case_uid: UUID | str, days: int, reason: str, actor: Actor) -> int:
    """Ask the head of the authority for `days` more working days; returns the id of what was asked.

    Before the limit is over, never after it; once (行政许可法 42). Raises `ExtensionUnderWay`, `ExtensionTooLong`,
    `ExtensionTooLate`, `ExtensionOtherUnit`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    policies.check_action("ask_extension", actor, case, version)
    if not reason.strip():
        raise errors.ReasonMissing(verb="提请延长期限")
    most = law.most_days(version)
    if not 1 <= days <= most:
        basis = reference.parameter("joint_decision_extension" if law.is_joint(version) else "decision_extension")
        raise refusals.ExtensionTooLong(most=most, days=days, basis=basis.citation)
    running = _running(loaded)
    law.check_before_the_end(running)
    if not law.lengthened(running):
        raise refusals.ExtensionOtherUnit()
    row = CaseExtension.objects.create(
        case=case, days=days, reason=reason.strip(), asked_by_id=actor.officer_id, asked_at=clock.now()
    )
    record(facts.EXTENSION_ASKED, loaded, actor, {"days": days})
    return row.pk


@verb
def answer_extension(*, case_uid: UUID | str, granted: bool, actor: Actor, answer: str = "") -> str:
    """The head of the authority (for joint handling of the people's government) grants or refuses; returns the number
    of the 延长办理期限告知书, "" for a refusal, which states its reasons.

    Both clocks lengthen by the notice, which tells the applicant the reasons. Raises `ExtensionNotAsked`, `WrongHead`,
    `TwoSeats`, `ExtensionTooLate`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    policies.check_action("answer_extension", actor, loaded.case, loaded.version)
    row = CaseExtension.objects.select_for_update(no_key=True).get(case=loaded.case, granted=None)
    if not granted and not answer.strip():
        raise errors.ReasonMissing(verb="不批准延期")
    row.granted, row.answered_by_id, row.answered_at = granted, actor.officer_id, clock.now()
    row.answer = answer.strip()
    if granted:
        row.document_no = _lengthen(loaded, row, actor)
    row.save()
    data: dict[str, object] = {"days": row.days, "instrument": row.document_no}
    record(facts.EXTENSION_GRANTED if granted else facts.EXTENSION_REFUSED, loaded, actor, data)
    return row.document_no


def _lengthen(loaded: Loaded, row: CaseExtension, actor: Actor) -> str:
    """Number the notice, lengthen both clocks by it, tell the applicant."""
    running = _running(loaded)
    law.check_before_the_end(running)
    kind = Instrument.EXTENSION_NOTICE
    notice = unsaved_instrument(loaded.case, kind, {}, ledger.next_serial(instrument_series(loaded.case, kind)))
    by = Limit(row.days, LimitUnit.WORKING_DAY)
    ends: dict[str, str] = {}
    for duty in law.lengthened(running):
        for changed in duties.extend_duty(
            subject=loaded.ref, kind=duty.kind, by=by, document_no=notice.number, reason=row.reason, actor=actor
        ):
            ends[changed.kind] = changed.due.due_on.isoformat() if changed.due.due_on else ""
    notice.content = {"days": row.days, "reason": row.reason, "joint": law.is_joint(loaded.version), "ends": ends}
    _rows.insert_instrument(notice)
    tell_applicant(loaded, "case_extended", actor, days=row.days, reason=row.reason.rstrip("。"))
    return notice.number


def _running(loaded: Loaded) -> list[DutyView]:
    """The two clocks of the decision that still run or stand still."""
    return [duty for duty in duty_questions.duties_of(loaded.ref) if duty.running and duty.kind in CLOCKS]
