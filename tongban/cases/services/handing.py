"""A case or a step goes to somebody else: another department, a colleague, back to examination, or out for help."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import facts, policies
from tongban.cases.errors import ReasonMissing
from tongban.cases.errors.steps import OfficerElsewhere, SameDepartment
from tongban.cases.models import Case, CaseStep, steps_of
from tongban.cases.policies import steps as step_law
from tongban.cases.services import _clocks
from tongban.cases.services._common import load, record, tell_applicant, verb
from tongban.cases.services._hands import own_step, record_step
from tongban.cases.services._plan import add_steps, copies, open_steps
from tongban.cases.states import CASE_LIFECYCLE, STEP_LIFECYCLE, StepKind, StepState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit
from tongban.kernel.errors import MoveNotAllowed, NotFound
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.orgs.selectors import DepartmentView


@verb
def transfer_case(*, case_uid: UUID | str, department_id: int, reason: str, actor: Actor) -> None:
    """Give the case to the department that is competent for it; what is owed on it goes along, its time runs on.

    Only before anybody has examined it. The applicant is told. Raises `NotBeforeExamination`, `SameDepartment`,
    `ReasonMissing`, `NotFound`.
    """
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("transfer", actor, case, loaded.version)
    to = _department(department_id, other_than=case.department_id)
    why, before = _reason(reason, "移交部门"), case.department_id
    CaseStep.objects.filter(case=case, department_id=before, state__in=(StepState.WAITING, StepState.RUNNING)).update(
        department_id=to.id, holder_id=None
    )
    # Under the lock of `load`: nobody else moves the case meanwhile.
    case.department_id, case.revision = to.id, case.revision + 1
    Case.objects.filter(pk=case.pk).update(department_id=to.id, revision=case.revision)
    _clocks.move(loaded, actor, before, to.id)
    data: dict[str, object] = {"from": before, "to": to.id, "reason": why}
    record(facts.CASE_TRANSFERRED, loaded, actor, data, more=(ObjectRef("department", str(to.id)),))
    tell_applicant(loaded, "case_transferred", actor, department=to.name)


@verb
def hand_over_step(*, case_uid: UUID | str, step_id: int, officer_id: int, actor: Actor) -> None:
    """Give a step to a colleague of the department that does it. Raises `StepHeld`, `OfficerElsewhere`."""
    loaded = load(case_uid)
    step = own_step(loaded, step_id, actor)
    step_law.check_in_hand(actor, step, free=True)
    colleague = orgs.officer(officer_id)
    if not colleague.active or colleague.department_id != step.department_id:
        raise OfficerElsewhere()
    step_law.check_fresh_hand(officer_id, step, signed=step.signed.all())
    STEP_LIFECYCLE.advance(step, "take", holder_id=officer_id)
    more = (ObjectRef("step", str(step.pk)), ObjectRef("officer", str(officer_id)))
    record(facts.STEP_HANDED_OVER, loaded, actor, {"step": str(step.kind)}, more=more)


@verb
def ask_assistance(
    *, case_uid: UUID | str, department_id: int, reason: str, actor: Actor, limit: Limit | None = None
) -> int:
    """Order a step of another department beside the running ones (协办); returns its id.

    That department's officers see the case from then on and act on their step; the next wave waits for it. Time does
    not stand still for it. Raises `SameDepartment`, `ReasonMissing`, `MoveNotAllowed`.
    """
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("ask_assistance", actor, case, loaded.version)
    running = [step for step in open_steps(loaded) if step.state == StepState.RUNNING]
    if not running:
        raise MoveNotAllowed(state=CASE_LIFECYCLE.labels[case.state], verb="请求协办")
    to = _department(department_id, other_than=case.department_id)
    why, wave = _reason(reason, "请求协办"), max(step.wave for step in running)
    step = CaseStep(
        kind=StepKind.ASSIST,
        name=f"{to.short_name}协办"[:100],
        wave=wave,
        planned=False,
        department_id=to.id,
        ordered_by_id=actor.officer_id,
        reason=why,
        limit_number=limit.number if limit else None,
        limit_unit=limit.unit.value if limit else "",
    )
    add_steps(loaded, [step], first=wave, at=clock.now(), actor=actor)
    made = max(steps_of(case), key=lambda one: one.pk)
    record_step(facts.STEP_ORDERED, loaded, made, actor)
    return made.pk


@verb
def return_to_examination(*, case_uid: UUID | str, reason: str, actor: Actor) -> None:
    """Whoever is to decide sends the case back: the last wave is done once more, and somebody else examined it."""
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("return_to_examination", actor, case, loaded.version)
    why = _reason(reason, "退回补充审查")
    done = [step for step in steps_of(case) if step.planned and step.state == StepState.DONE]
    CASE_LIFECYCLE.advance(case, "return_to_examination", examined_at=None)
    if done:
        wave = max(step.wave for step in done)
        again = {(one.kind, one.name, one.department_id): one for one in done if one.wave == wave}
        add_steps(loaded, copies(again.values(), reason=why), first=wave, at=clock.now(), actor=actor)
    else:
        open_steps(loaded)
    record(facts.RETURNED_TO_EXAMINATION, loaded, actor)


def _department(department_id: int, *, other_than: int) -> DepartmentView:
    """An active department, and another one."""
    found = orgs.department(department_id)
    if not found.active:
        raise NotFound()
    if department_id == other_than:
        raise SameDepartment(department=found.name)
    return found


def _reason(reason: str, what: str) -> str:
    if not reason.strip():
        raise ReasonMissing(verb=what)
    return reason.strip()[:2000]
