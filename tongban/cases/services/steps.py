"""Steps under way: taken from the queue, signed, finished, given back, sent back to the step before.

Every change of a step happens under the lock of its case, so that two people never meet in the middle of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tongban.cases import facts, policies
from tongban.cases.errors import ReasonMissing
from tongban.cases.errors.steps import NoStepBefore, NothingWaits, StepHeld
from tongban.cases.models import Case, CaseStep, StepHand, steps_of
from tongban.cases.permissions import EXAMINE
from tongban.cases.policies import steps as step_law
from tongban.cases.services import _step_clocks
from tongban.cases.services._common import Loaded, load, record, verb
from tongban.cases.services._hands import own_step, record_step
from tongban.cases.services._plan import add_steps, copies, go_on, open_steps
from tongban.cases.services._standing import run_again
from tongban.cases.states import CASE_LIFECYCLE, STEP_LIFECYCLE, StepState
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.waiting import awaited


@dataclass(frozen=True, slots=True)
class TakenStep:
    """What was taken: the step and its case."""

    step_id: int
    case_uid: UUID


@verb
def take_step(*, case_uid: UUID | str, step_id: int, actor: Actor) -> None:
    """Take a running step of the own department into one's own hands. Raises `StepHeld`, `NotFound`."""
    loaded = load(case_uid)
    _take(loaded, own_step(loaded, step_id, actor), actor)


@verb
def take_next(*, department_id: int, actor: Actor) -> TakenStep:
    """Take the step that has waited longest in the department's queue, urgent cases first.

    Several officers may ask at once: each gets another step; whoever finds all waiting ones locked by others asks again
    until they are through, so that none is left lying. Raises `NothingWaits`, `StepHeld` after `PATIENCE`.
    """
    actor.require(EXAMINE)
    if actor.officer_id is None or not actor.covers_department(department_id):
        raise NotFound()
    which = [department_id, actor.officer_id]
    found = awaited(lambda: statements.ask(_HEAD, which) or _none_waits(which), seconds=PATIENCE, every=0.02)
    if not found:
        raise StepHeld()
    step_id, case_uid = found[0]
    if step_id is None:
        raise NothingWaits()
    loaded = load(case_uid)
    _take(loaded, own_step(loaded, step_id, actor), actor)
    return TakenStep(step_id, case_uid)


def _none_waits(which: list[int]) -> list[statements.Row]:
    """An answer that there is nothing; no answer while others hold the locks of what still waits."""
    return [] if statements.ask(f"SELECT 1 {_QUEUE} LIMIT 1", which) else [(None, None)]


PATIENCE = 5
"""Seconds until somebody who finds nothing but locks is told so."""
_QUEUE = (
    f"FROM {CaseStep._meta.db_table} s JOIN {Case._meta.db_table} c ON c.id = s.case_id "  # noqa: S608  # our names
    "WHERE s.department_id = %s AND s.state = 'running' AND s.holder_id IS NULL "
    "AND c.state IN ('accepted', 'suspended') AND NOT EXISTS "
    f"(SELECT 1 FROM {StepHand._meta.db_table} h WHERE h.step_id = s.id AND h.officer_id = %s)"
)
#: The head of the queue. Case and step are locked together, so that what was read of either is still true; nobody
#: waits for a lock here, because whoever waited would keep the locks of what it had to pass over.
_HEAD = (
    f"SELECT s.id, c.uid {_QUEUE} "
    "ORDER BY (c.urgent_reason = ''), s.since, s.id LIMIT 1 FOR NO KEY UPDATE OF c, s SKIP LOCKED"
)


@verb
def give_back(*, case_uid: UUID | str, step_id: int, actor: Actor) -> None:
    """Put a step one has taken back into the queue."""
    loaded = load(case_uid)
    step = own_step(loaded, step_id, actor)
    step_law.check_in_hand(actor, step)
    STEP_LIFECYCLE.advance(step, "give_back", holder_id=None)
    record_step(facts.STEP_GIVEN_BACK, loaded, step, actor)


@verb
def finish_step(*, case_uid: UUID | str, step_id: int, opinion: str, actor: Actor, passed: bool = True) -> bool:
    """Sign a step with one's opinion; returns whether it is done with that (facts are looked at by two: 行政许可法 34).

    The last step of a wave opens the next one, the last of all brings the case to decision. A step whose time stood
    still lets it run again. Raises `StepHeld`, `SignedAlready`, `ReasonMissing`, `NotFound`.
    """
    loaded = load(case_uid)
    return _sign(loaded, own_step(loaded, step_id, actor), actor, passed=passed, opinion=opinion)


@verb
def examine_case(*, case_uid: UUID | str, opinion: str, actor: Actor) -> None:
    """Record the examiner's opinion where examination is the only step under way; the decision is another seat's."""
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("examine", actor, case, loaded.version)
    running = [step for step in open_steps(loaded) if step.state == StepState.RUNNING]
    step_law.check_sole_examination(case)
    if running:
        _sign(loaded, running[0], actor, passed=True, opinion=opinion)
        return
    _check_opinion(opinion)
    CASE_LIFECYCLE.advance(
        case, "examine", examined_at=clock.now(), opinion=opinion.strip(), prepared_by_id=actor.officer_id
    )
    record(facts.CASE_EXAMINED, loaded, actor)


@verb
def return_step(*, case_uid: UUID | str, step_id: int, reason: str, actor: Actor) -> None:
    """Send the case from a running step back to the wave before it, whose steps are done once more."""
    loaded = load(case_uid)
    step = own_step(loaded, step_id, actor)
    _check_reason(reason, "退回上一环节")
    step_law.check_in_hand(actor, step, free=True)
    earlier = [one for one in steps_of(loaded.case) if one.planned and one.wave < step.wave and one.since]
    if not earlier:
        raise NoStepBefore()
    wave, now = max(one.wave for one in earlier), clock.now()
    again = {(one.kind, one.name, one.department_id): one for one in earlier if one.wave == wave}
    stopped = [one for one in open_steps(loaded) if one.state == StepState.RUNNING]
    for one in stopped:
        why = reason.strip() if one.pk == step.pk else f"同批环节退回：{reason.strip()}"
        STEP_LIFECYCLE.advance(one, "return", ended_at=now, reason=why[:2000])
        _step_clocks.end(loaded, one, actor)
        run_again(loaded, one, actor)
    repeated = [*again.values(), *(one for one in stopped if one.planned)]
    add_steps(loaded, copies(repeated), first=wave, at=now, actor=actor)
    record_step(facts.STEP_RETURNED, loaded, step, actor, {"wave": wave})


def _take(loaded: Loaded, step: CaseStep, actor: Actor) -> None:
    if step.holder_id == actor.officer_id:
        return
    step_law.check_hand(actor, step, signed=_signed(step))
    STEP_LIFECYCLE.advance(step, "take", holder_id=actor.officer_id)
    record_step(facts.STEP_TAKEN, loaded, step, actor)


def _sign(loaded: Loaded, step: CaseStep, actor: Actor, *, passed: bool, opinion: str) -> bool:
    _check_opinion(opinion)
    signed, now, words = _signed(step), clock.now(), opinion.strip()
    step_law.check_hand(actor, step, signed=signed)
    StepHand.objects.create(step=step, officer_id=actor.officer_id or 0, at=now, passed=passed, opinion=words)
    if len(signed) + 1 < step.hands:
        STEP_LIFECYCLE.advance(step, "sign", holder_id=None)
        record_step(facts.STEP_SIGNED, loaded, step, actor)
        return False
    whole = [*(hand.opinion for hand in signed), words]
    STEP_LIFECYCLE.advance(
        step,
        "finish",
        ended_at=now,
        holder_id=actor.officer_id,
        passed=passed and all(hand.passed for hand in signed),
        opinion="\n".join(dict.fromkeys(whole)),
    )
    _step_clocks.end(loaded, step, actor)
    run_again(loaded, step, actor)
    if not go_on(loaded, actor, opinion=step.opinion, step=step):
        record_step(facts.STEP_FINISHED, loaded, step, actor, {"passed": step.passed})
    return True


def _signed(step: CaseStep) -> list[StepHand]:
    """Who has signed so far; a step of one hand that still runs has been signed by nobody."""
    return list(step.signed.all()) if step.hands > 1 else []


def _check_opinion(opinion: str) -> None:
    if not opinion.strip():
        raise ReasonMissing(verb="审查意见")


def _check_reason(reason: str, verb: str) -> None:
    if not reason.strip():
        raise ReasonMissing(verb=verb)
