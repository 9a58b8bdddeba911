"""Time that stands still because a step is under way (行政许可法 45): one step, one document, one pause."""

from __future__ import annotations

from tongban.cases import facts
from tongban.cases.errors import time as errors
from tongban.cases.models import CaseStep, forget_steps, steps_of
from tongban.cases.policies import time as law
from tongban.cases.services import _plan, _step_clocks
from tongban.cases.services._common import Loaded, new_instrument, record
from tongban.cases.states import (
    CASE_LIFECYCLE,
    PROMISE,
    SPECIAL_PROCEDURE,
    STATUTORY,
    STEP,
    STEP_KIND_LABELS,
    STEP_LIFECYCLE,
    CaseState,
    Instrument,
    StepKind,
    StepState,
)
from tongban.duties import services as duties
from tongban.duties.services import DutyView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit

CLOCKS = (PROMISE.code, STATUTORY.code)
#: What stands still: the case's clocks, and those of the steps that run beside the procedure.
_STILL = (*CLOCKS, STEP.code)


def order_step(loaded: Loaded, kind: StepKind, actor: Actor) -> CaseStep:
    """The step of a special procedure: the one of this kind that the plan has under way without a notice, else a new
    one beside the steps under way. Not saved yet."""
    running = [step for step in _plan.open_steps(loaded) if step.state == StepState.RUNNING]
    steps = steps_of(loaded.case)
    for step in running:
        if step.kind == kind and not step.document_no:
            return step
    return CaseStep(
        case=loaded.case,
        kind=kind,
        name=STEP_KIND_LABELS[kind],
        # Facts on the spot are looked at by two (行政许可法 34); tests are mostly made by technical bodies (28).
        hands=2 if kind == StepKind.SITE_INSPECTION else 1,
        wave=max((step.wave for step in running or steps), default=1),
        planned=False,
        department_id=loaded.case.department_id,
        state=StepState.RUNNING,
        since=clock.now(),
        ordered_by_id=actor.officer_id,
    )


def stand_still(loaded: Loaded, step: CaseStep, notice: Instrument, content: dict[str, object], actor: Actor) -> str:
    """From this instant time stands still for a running step, by the notice that names reason and expected end
    (`step.reason`, `step.expected_on`); returns its number.

    The state becomes suspended; a duty of its own runs to the expected end and goes red after it.
    """
    now, case, expected_on = clock.now(), loaded.case, step.expected_on
    if expected_on is None or not step.reason.strip():
        raise ValueError("a notice names reason and expected end")
    step.ordered_by_id = step.ordered_by_id or actor.officer_id
    label = STEP_KIND_LABELS[step.kind]
    told = {"procedure": label, "reason": step.reason, "expected_on": expected_on.isoformat(), **content}
    step.document_no = new_instrument(loaded, notice, told).number
    paused = duties.pause_duties(
        subject=loaded.ref,
        reason=f"{label}：{step.reason}"[:60],
        document_no=step.document_no,
        since=now,
        kinds=_STILL,
        actor=actor,
    )
    step.left_number, step.left_of = _left(paused)
    step.stood_department_id, step.stood_item = case.department_id, case.item_name
    step.stood_times = sum(bool(one.document_no) for one in steps_of(case) if one.pk != step.pk) + 1
    step.save()
    forget_steps(case)
    duties.open_duty(
        kind=SPECIAL_PROCEDURE,
        subject=loaded.ref,
        department_id=case.department_id,
        region_code=case.region_code,
        starts_at=now,
        limit=Limit((expected_on - clock.today()).days, LimitUnit.NATURAL_DAY),
        dedupe_key=_key(step),
        actor=actor,
    )
    CASE_LIFECYCLE.advance(case, "suspend")
    data = {"step": str(step.kind), "instrument": step.document_no, "expected_on": expected_on.isoformat()}
    record(facts.CASE_SUSPENDED, loaded, actor, data)
    return step.document_no


def _left(paused: tuple[DutyView, ...]) -> tuple[int | None, int | None]:
    """What is left of the promise in its own unit when time begins to stand still, and of how much."""
    promise = next((duty for duty in paused if duty.kind == PROMISE.code), None)
    if promise is None:
        return None, None
    return int(promise.remaining), int(promise.remaining + promise.used)


def _key(step: CaseStep) -> str:
    return f"{SPECIAL_PROCEDURE}:{step.pk}"


def run_again(loaded: Loaded, step: CaseStep, actor: Actor) -> bool:
    """A step has ended: the pause that its document made ends with it, and with the last one the case goes on.

    Returns whether the case goes on; a step that made nothing stand still changes nothing. Raises `RecordMissing` for
    a hearing that leaves no minutes.
    """
    if step.kind == StepKind.HEARING and step.state == StepState.DONE and not step.record_digest:
        raise errors.RecordMissing()
    if not step.document_no:
        return False
    case, at = loaded.case, clock.now()
    forget_steps(case)
    duties.resume_duties(subject=loaded.ref, at=at, kinds=_STILL, document_no=step.document_no, actor=actor)
    duties.discharge_duty(subject=loaded.ref, kind=SPECIAL_PROCEDURE, at=at, dedupe_key=_key(step), actor=actor)
    last = case.state == CaseState.SUSPENDED and not law.standing_steps(case)
    if last:
        CASE_LIFECYCLE.advance(case, "resume" if case.examined_at is None else "resume_to_decision")
    record(facts.CASE_RESUMED, loaded, actor, {"step": str(step.kind), "document_no": step.document_no, "last": last})
    return last


def cancel_steps(loaded: Loaded, actor: Actor) -> None:
    """The case ends before its steps do (withdrawn, lapsed): what runs or waits is cancelled; its pauses end with the
    duties."""
    if any(step.limit_number is not None for step in steps_of(loaded.case)):
        _step_clocks.drop(loaded, actor)
    for step in steps_of(loaded.case):
        if step.state in (StepState.WAITING, StepState.RUNNING):
            STEP_LIFECYCLE.advance(step, "cancel", ended_at=clock.now())


def end_ordered(loaded: Loaded, step: CaseStep, actor: Actor, *, opinion: str) -> None:
    """End a step that nobody signs (a hearing, by its minutes); what waited in the plan for it goes on."""
    STEP_LIFECYCLE.advance(step, "finish", ended_at=clock.now(), opinion=opinion)
    _step_clocks.end(loaded, step, actor)
    run_again(loaded, step, actor)
    if any(one.planned for one in steps_of(loaded.case)):
        _plan.go_on(loaded, actor, opinion=loaded.case.opinion)
