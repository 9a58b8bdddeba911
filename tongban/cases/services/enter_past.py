"""Back entry: a case that was handled outside the system, entered afterwards with its real dates, and seen as such.

Handling outside the system is itself an irregularity, so an entry is flagged for ever, counted per department and
settled by two people: whoever entered it does not confirm it, and issues no licence from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tongban.cases import facts, policies
from tongban.cases.errors import ReasonMissing, UploadMissing
from tongban.cases.errors.steps import PastDatesWrong
from tongban.cases.models import Case, CaseMaterial
from tongban.cases.permissions import ACCEPT
from tongban.cases.services import _clocks
from tongban.cases.services._begin import begun
from tongban.cases.services._common import Loaded, load, record, tell_applicant, verb
from tongban.cases.services._plan import lay_plan
from tongban.cases.states import CASE_LIFECYCLE, NOTICE, PROMISE, STATUTORY, CaseState, Outcome
from tongban.catalogue import selectors as catalogue
from tongban.files.selectors import stored_files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.kernel.standards.case_no import make_case_no
from tongban.ledger import services as ledger

EVIDENCE_ORDER = 0
"""Where among the materials the scanned record of what was done off the system stands."""
EVIDENCE_NAME = "补录依据（系统外办理的原始材料）"


@dataclass(frozen=True, slots=True)
class PastDates:
    """When it really happened; no decision yet: the case goes on here."""

    received_at: dt.datetime
    accepted_at: dt.datetime
    decided_at: dt.datetime | None = None


@verb
def enter_past_case(
    *,
    version_id: int,
    applicant_id: int,
    form_data: Mapping[str, object],
    dates: PastDates,
    reason: str,
    evidence_digest: str,
    actor: Actor,
    granted: bool = True,
    decision_reason: str = "",
) -> UUID:
    """Enter a case handled off the system; returns its uid. What was owed on it is opened and ended at the real
    instants, so that lateness shows as it was.

    `evidence_digest`: the scanned file of what was done. A decided case then waits for a second officer
    (`confirm_past_case`); one that was only accepted goes on by the ordinary road. Raises `PastDatesWrong`,
    `ReasonMissing`, `UploadMissing`, `InvalidInput`, `PermissionDenied`.
    """
    actor.require(ACCEPT)
    version = catalogue.version(version_id)
    case, kind = begun(version, applicant_id, None, actor)
    _check_dates(dates)
    if not reason.strip():
        raise ReasonMissing(verb="补录")
    if dates.decided_at is not None and not granted and not decision_reason.strip():
        raise ReasonMissing(verb="不予批准")
    evidence = stored_files((evidence_digest,)).get(evidence_digest)
    if evidence is None:
        raise UploadMissing(material=EVIDENCE_NAME)
    cleaned, problems = catalogue.clean_form(catalogue.for_applicant(version.form_schema, kind), form_data)
    if problems:
        raise InvalidInput(errors=problems)
    case.form_data = cleaned
    _fill(case, dates, reason.strip()[:200], actor)
    if dates.decided_at is not None:
        case.outcome = Outcome.GRANTED if granted else Outcome.REFUSED
        case.reason = decision_reason.strip()
    loaded = Loaded(case, version)
    _number(loaded, dates.received_at)
    case.save(force_insert=True)
    CaseMaterial.objects.create(
        case=case, order=EVIDENCE_ORDER, name=EVIDENCE_NAME, provision="upload", digest=evidence.digest,
        file_name=evidence.name, provided_at=clock.now(),
    )  # fmt: skip
    _owe(loaded, dates, actor)
    data: dict[str, object] = {
        "received_at": dates.received_at.isoformat(),
        "accepted_at": dates.accepted_at.isoformat(),
        "decided_at": dates.decided_at.isoformat() if dates.decided_at else "",
        "evidence": evidence.digest,
    }
    record(facts.CASE_ENTERED, loaded, actor, data)
    tell_applicant(loaded, "case_entered", actor)
    return case.uid


@verb
def confirm_past_case(*, case_uid: UUID | str, confirmed: bool, actor: Actor, reason: str = "") -> None:
    """A second officer compares the entry with the original file: the decision stands as it was taken, or the entry
    is refused with a reason. No instrument issues: the decision has its own paper. Raises `NotPast`, `TwoSeats`.
    """
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("confirm_past", actor, case, loaded.version)
    if not confirmed:
        if not reason.strip():
            raise ReasonMissing(verb="退回补录")
        why = f"补录不实：{reason.strip()}"[:500]
        CASE_LIFECYCLE.advance(case, "withdraw", outcome=Outcome.WITHDRAWN, reason=why, ended_at=clock.now())
        record(facts.ENTRY_REFUSED, loaded, actor)
        return
    CASE_LIFECYCLE.advance(case, "decide", decided_by_id=actor.officer_id)
    if case.decided_at is not None:
        _clocks.start_delivery(loaded, actor, case.decided_at)
    record(facts.CASE_DECIDED, loaded, actor, {"outcome": str(case.outcome), "instrument": "", "entered": True})


def _check_dates(dates: PastDates) -> None:
    last = dates.decided_at or dates.accepted_at
    if dates.received_at > dates.accepted_at:
        raise PastDatesWrong(reason="受理早于收件")
    if last < dates.accepted_at:
        raise PastDatesWrong(reason="决定早于受理")
    if last > clock.now():
        raise PastDatesWrong(reason="还没有到的时间不能补录")


def _fill(case: Case, dates: PastDates, reason: str, actor: Actor) -> None:
    """The row as it stands once it is entered: decided cases wait for the second seat, others are examined here."""
    case.received_at, case.accepted_at, case.decided_at = dates.received_at, dates.accepted_at, dates.decided_at
    case.created_at = case.entered_at = clock.now()
    case.entered_reason, case.prepared_by_id = reason, actor.officer_id
    case.state = CaseState.ACCEPTED
    if dates.decided_at is not None:
        case.state, case.examined_at = CaseState.EXAMINED, dates.decided_at


def _number(loaded: Loaded, received_at: dt.datetime) -> None:
    """The next number of the day on which it was really received."""
    day = clock.local(received_at).date()
    code = loaded.version.handling_code or loaded.version.task_code
    loaded.case.case_no = make_case_no(code, day, ledger.next_serial(f"case:{code}:{day:%Y%m%d}"))


def _owe(loaded: Loaded, dates: PastDates, actor: Actor) -> None:
    """What was owed, from and until the real instants. A notice that came too late makes acceptance begin with
    receipt here as everywhere (行政许可法 32).
    """
    case = loaded.case
    notice = _clocks.start_notice(loaded, actor, dates.received_at)
    _clocks.stop(loaded, actor, NOTICE, at=dates.accepted_at)
    starts_at = dates.accepted_at
    if notice.due_at is not None and dates.accepted_at > notice.due_at:
        starts_at = dates.received_at
    deemed = starts_at != dates.accepted_at
    case.notice_due_at, case.accepted_at, case.deemed = notice.due_at, starts_at, deemed
    case.save(update_fields=["notice_due_at", "accepted_at", "deemed"])
    _clocks.start_decision(loaded, actor, starts_at)
    if dates.decided_at is not None:
        _clocks.stop(loaded, actor, PROMISE, STATUTORY, at=dates.decided_at)
    else:
        lay_plan(loaded, dates.accepted_at, actor)
