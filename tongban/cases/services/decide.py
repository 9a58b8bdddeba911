"""Decision: another seat than the one that examined, unless the version gives an instant item to one."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import errors, facts, policies
from tongban.cases.policies import promises
from tongban.cases.policies.time import hearings_held
from tongban.cases.services import _breach, _clocks
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant, verb
from tongban.cases.services._promises import end_promises
from tongban.cases.services.submit import provided_orders
from tongban.cases.states import CASE_LIFECYCLE, NOTICE, PROMISE, STATUTORY, Instrument, Outcome
from tongban.kernel import clock
from tongban.kernel.actor import Actor


@verb
def decide_case(
    *, case_uid: UUID | str, granted: bool, actor: Actor, reason: str = "", false_materials: bool = False
) -> str:
    """Grant or refuse; returns the number of the decision. A refusal states its reasons (行政许可法 38).

    `false_materials`: refused because facts were hidden or materials are false; then the decision warns, and the credit
    file is told (行政许可法 78).
    """
    loaded = load(case_uid)
    policies.check_action("decide", actor, loaded.case, loaded.version)
    return _decided(loaded, actor, "decide", granted=granted, reason=reason, false_materials=false_materials)


@verb
def decide_on_the_spot(
    *, case_uid: UUID | str, granted: bool, actor: Actor, reason: str = "", false_materials: bool = False
) -> str:
    """An instant item of one seat: accepted, examined and decided in one step, without a receipt voucher.

    安阳 38: materials complete and in lawful form are decided on the spot; so completeness is checked here.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    policies.check_action("decide_on_the_spot", actor, case, version)
    if granted:
        policies.check_materials(version, provided_orders(loaded))
    now = clock.now()
    _clocks.stop(loaded, actor, NOTICE, at=now)
    starts_at = case.received_at if policies.notice_overdue(case) and case.received_at else now
    _clocks.start_decision(loaded, actor, starts_at)
    case.accepted_at = starts_at
    case.save(update_fields=["accepted_at"])
    verb = "decide_on_the_spot"
    return _decided(loaded, actor, verb, granted=granted, reason=reason, false_materials=false_materials)


def _decided(
    loaded: Loaded, actor: Actor, verb: str, *, granted: bool, reason: str, false_materials: bool = False
) -> str:
    if not granted and not reason.strip():
        raise errors.ReasonMissing(verb="不予批准")
    _breach.check_finding(granted=granted, false_materials=false_materials)
    if granted:
        promises.check_grantable(loaded.case, loaded.version)
    now = clock.now()
    _clocks.stop(loaded, actor, PROMISE, STATUTORY, at=now)
    outcome = Outcome.GRANTED if granted else Outcome.REFUSED
    CASE_LIFECYCLE.advance(
        loaded.case, verb, decided_at=now, decided_by_id=actor.officer_id, outcome=outcome, reason=reason.strip()
    )
    end_promises(loaded, actor)
    _clocks.start_delivery(loaded, actor, now)
    kind = Instrument.DECISION_GRANTED if granted else Instrument.DECISION_REFUSED
    content: dict[str, object] = {"reason": reason.strip()}
    if false_materials:
        content |= _breach.false_materials(loaded, actor)
    if held := hearings_held(loaded.case):
        content["hearings"] = [step.expected_on.isoformat() for step in held if step.expected_on]
    instrument = new_instrument(loaded, kind, content)
    record(facts.CASE_DECIDED, loaded, actor, {"outcome": str(outcome), "instrument": instrument.number})
    tell_applicant(loaded, "case_granted" if granted else "case_refused", actor)
    return instrument.number
