"""Acceptance, its refusal, and acceptance by force of law."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from tongban.cases import errors, facts, policies
from tongban.cases.policies import promises
from tongban.cases.services import _breach, _clocks
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant, verb
from tongban.cases.services._plan import lay_plan
from tongban.cases.services._promises import begin_tolerance
from tongban.cases.states import CASE_LIFECYCLE, NOTICE, Instrument, Outcome
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactKind


@verb
def accept_case(*, case_uid: UUID | str, actor: Actor, opinion: str = "") -> str:
    """Accept; returns the number of the 受理通知书, "" for an instant item (no receipt voucher, 安阳 36).

    Where the one-time notice is overdue the case counts as accepted from receipt, and the clocks say so. Secondary
    materials that are missing must be promised (安阳 24): then their own clock and notice begin.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    policies.check_action("accept", actor, case, version)
    deemed = policies.notice_overdue(case)
    if not deemed and case.noticed_at is None:
        given = promises.provided(case)
        policies.check_materials(version, given | promises.excused(case, version))
        promises.check_secondary(case, version, given)
    return _accepted(loaded, actor, facts.CASE_ACCEPTED, "accept", deemed=deemed, opinion=opinion)


@verb
def deem_accepted(*, case_uid: UUID | str, actor: Actor) -> str:
    """视为受理: no notice in time, so the application counts as accepted from the day of receipt.

    Does nothing (returns "") where an officer acted first; the worker calls it when the duty is overdue.
    """
    loaded = load(case_uid)
    if not (loaded.case.state == "submitted" and policies.notice_overdue(loaded.case)):
        return ""
    return _accepted(loaded, actor, facts.CASE_DEEMED_ACCEPTED, "deem_accepted", deemed=True, opinion="")


def _accepted(loaded: Loaded, actor: Actor, kind: FactKind, verb: str, *, deemed: bool, opinion: str) -> str:
    case = loaded.case
    now = clock.now()
    starts_at: dt.datetime = (case.received_at or now) if deemed else now
    _clocks.stop(loaded, actor, NOTICE, at=now)
    CASE_LIFECYCLE.advance(
        case, verb, accepted_at=starts_at, deemed=deemed, prepared_by_id=actor.officer_id, opinion=opinion
    )
    lay_plan(loaded, starts_at, actor)
    promise = _clocks.start_decision(loaded, actor, starts_at)
    number = ""
    if not case.instant or deemed:
        tell_applicant(loaded, "case_accepted", actor)
        content: dict[str, object] = {
            "accepted_on": clock.local(starts_at).date().isoformat(),
            "deemed": deemed,
            "limit": str(promise.limit),
            "promise_due": promise.due.due_on.isoformat() if promise.due.due_on else "",
        }
        # The number comes last: the series is locked from here to the commit, for every clerk of the department.
        number = new_instrument(loaded, Instrument.ACCEPTANCE_NOTICE, content).number
    begin_tolerance(loaded, actor, starts_at)
    record(kind, loaded, actor, {"deemed": deemed, "instrument": number})
    return number


@verb
def refuse_acceptance(*, case_uid: UUID | str, reason: str, actor: Actor, false_materials: bool = False) -> str:
    """Refuse acceptance in writing with reasons and remedies; returns the number of the 不予受理决定书.

    `false_materials`: because facts were hidden or materials are false; then the refusal warns, and the credit file
    is told (行政许可法 78).
    """
    loaded = load(case_uid)
    policies.check_action("refuse_acceptance", actor, loaded.case, loaded.version)
    if not reason.strip():
        raise errors.ReasonMissing(verb="不予受理")
    now = clock.now()
    _clocks.cancel_all(loaded, actor)
    CASE_LIFECYCLE.advance(
        loaded.case,
        "refuse_acceptance",
        outcome=Outcome.NOT_ACCEPTED,
        reason=reason.strip(),
        ended_at=now,
        prepared_by_id=actor.officer_id,
    )
    found = _breach.false_materials(loaded, actor) if false_materials else {}
    instrument = new_instrument(loaded, Instrument.ACCEPTANCE_REFUSAL, {"reason": reason.strip(), **found})
    record(facts.ACCEPTANCE_REFUSED, loaded, actor, {"instrument": instrument.number})
    tell_applicant(loaded, "case_not_accepted", actor)
    return instrument.number
