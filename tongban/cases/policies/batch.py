"""What may be done to several cases at once, asked of each of them by the law of the ordinary verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tongban.cases import policies
from tongban.cases.errors.batch import NotInBatch, StepMine
from tongban.cases.models import Case, CaseStep, steps_of
from tongban.cases.permissions import DECIDE, EXAMINE, check_step
from tongban.cases.policies import promises as promise_law
from tongban.cases.policies import steps as step_law
from tongban.cases.states import CASE_LIFECYCLE, StepState
from tongban.cases.states_desk import BatchAct
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, MoveNotAllowed

MOST = 50
"""Cases of one batch: what one person can look through on one page."""
SEATS: dict[str, str] = {
    BatchAct.TAKE: EXAMINE, BatchAct.HAND_OVER: EXAMINE, BatchAct.EXAMINE: EXAMINE, BatchAct.GRANT: DECIDE,
}  # fmt: skip
#: What people look for here and do not find, because it wants reasons of its own.
_ALONE = {
    "refuse": "不予批准",
    "refuse_acceptance": "不予受理",
    "notify_supplement": "一次性告知补正",
    "decide": "决定",
}

Question = tuple[CaseStep | None, DomainError | None]


def known_act(name: str) -> BatchAct:
    """The act of this name. Raises `NotInBatch` for those that go case by case, `InvalidInput` for no act at all."""
    if name in BatchAct.values:
        return BatchAct(name)
    if name in _ALONE:
        raise NotInBatch(act=_ALONE[name])
    raise InvalidInput(errors={"act": "请选择要怎样办。"})


def asked_of(act: BatchAct, actor: Actor, case: Case, version: ItemVersionView) -> list[Question]:
    """What the act would do to this case: for each step it concerns (None: the case itself) why not, or nothing."""
    if act in (BatchAct.TAKE, BatchAct.HAND_OVER):
        return _steps(act, actor, case)
    check = _check_examination if act == BatchAct.EXAMINE else _check_grant
    return [(None, _refusal(lambda: check(actor, case, version)))]


def _steps(act: BatchAct, actor: Actor, case: Case) -> list[Question]:
    found = list(_own(actor, case))
    if not found:
        refusal = MoveNotAllowed(state=CASE_LIFECYCLE.labels[case.state], verb=str(act.label))
        return [(None, refusal)]
    return [(step, _refusal(lambda step=step: _check_hand(act, actor, case, step))) for step in found]  # type: ignore[misc]


def _own(actor: Actor, case: Case) -> Iterator[CaseStep]:
    """Steps under way that this officer's department does."""
    for step in steps_of(case):
        if step.state == StepState.RUNNING and _refusal(lambda step=step: check_step(actor, case, step)) is None:  # type: ignore[misc]
            yield step


def _check_hand(act: BatchAct, actor: Actor, case: Case, step: CaseStep) -> None:
    step_law.check_under_way(case, step)
    if act == BatchAct.TAKE and step.holder_id == actor.officer_id:
        raise StepMine()
    step_law.check_in_hand(actor, step, free=True)


def _check_examination(actor: Actor, case: Case, version: ItemVersionView) -> None:
    policies.check_action("examine", actor, case, version)
    for step in steps_of(case):
        if step.state == StepState.RUNNING:
            step_law.check_hand(actor, step, signed=())


def _check_grant(actor: Actor, case: Case, version: ItemVersionView) -> None:
    policies.check_action("decide", actor, case, version)
    promise_law.check_grantable(case, version)


def _refusal(check: Callable[[], object]) -> DomainError | None:
    try:
        check()
    except DomainError as error:
        return error
    return None
