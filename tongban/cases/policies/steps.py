"""The law of steps: who signs, how often, who decides afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection

from tongban.cases.errors import TwoSeats
from tongban.cases.errors.steps import (
    ChiefDelegateDecides,
    NoStepBefore,
    NotBeforeExamination,
    NotPast,
    NotWaitingAtExit,
    PastDecided,
    SignedAlready,
    StepHeld,
    StepsUnderWay,
    WindowServesOthers,
)
from tongban.cases.models import Case, CaseStep, StepHand, signers_of, steps_of
from tongban.cases.permissions import ACCEPT, DECIDE, EXAMINE, ISSUE
from tongban.cases.policies.steady import Steady
from tongban.cases.states import CASE_LIFECYCLE, CaseState, StepKind, StepState
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, MoveNotAllowed, PermissionDenied
from tongban.orgs import selectors as orgs
from tongban.orgs.states import Seat

_STATES = {
    "transfer": (CaseState.SUBMITTED, CaseState.ACCEPTED),
    "ask_assistance": (CaseState.ACCEPTED, CaseState.SUSPENDED),
    "place_result": (CaseState.DECIDED, CaseState.RESULT_ISSUED),
    "fetch_result": (CaseState.DECIDED, CaseState.RESULT_ISSUED),
    "confirm_past": (CaseState.EXAMINED,),
}


def _steady(verb: str, label: str, permission: str, basis: str = "") -> Steady:
    return Steady(label, frozenset(map(str, _STATES[verb])), permission, basis)


#: Verbs about hands that move no state by themselves.
STEADY: dict[str, Steady] = {
    "transfer": _steady("transfer", "移交部门", ACCEPT, "行政许可法第二十二条"),
    "ask_assistance": _steady("ask_assistance", "请求协办", EXAMINE),
    "place_result": _steady("place_result", "放到出件窗口或取件柜", ISSUE, "安阳市政务服务条例第三十五条"),
    "fetch_result": _steady("fetch_result", "核验取件码，交付结果", ISSUE, "行政许可法第四十四条"),
    "confirm_past": _steady("confirm_past", "确认或退回补录", DECIDE),
}
#: Where another form stands in its place, or there is nothing to do, the button is not there.
QUIET: dict[str, tuple[type[DomainError], ...]] = {
    "examine": (StepsUnderWay,),
    "decide": (PastDecided,),
    "return_to_examination": (NoStepBefore,),
    "transfer": (NotBeforeExamination,),
    "fetch_result": (NotWaitingAtExit,),
    "confirm_past": (NotPast,),
}


def check_under_way(case: Case, step: CaseStep) -> None:
    """The step runs, and its case is between acceptance and decision."""
    if case.state not in (CaseState.ACCEPTED, CaseState.SUSPENDED):
        raise MoveNotAllowed(state=CASE_LIFECYCLE.labels[case.state], verb=step.name)
    if step.state != StepState.RUNNING:
        raise MoveNotAllowed(state=step.get_state_display(), verb=step.name)


def check_in_hand(actor: Actor, step: CaseStep, *, free: bool = False) -> None:
    """The officer holds the step; `free`: or nobody does."""
    if step.holder_id != actor.officer_id and not (free and step.holder_id is None):
        raise StepHeld()


def check_hand(actor: Actor, step: CaseStep, *, signed: Collection[StepHand]) -> None:
    """Nobody else has taken the step, and each officer signs once: two hands are two people."""
    if actor.officer_id is None:
        raise PermissionDenied(permission=EXAMINE)
    check_fresh_hand(actor.officer_id, step, signed=signed)
    check_in_hand(actor, step, free=True)


def check_fresh_hand(officer_id: int, step: CaseStep, *, signed: Collection[StepHand]) -> None:
    """This officer has not signed the step yet."""
    if officer_id in {hand.officer_id for hand in signed}:
        raise SignedAlready(left=step.hands - len(signed))


def check_sole_examination(case: Case) -> None:
    """Examination by one hand is all that is to be done."""
    left = [step for step in steps_of(case) if step.state in (StepState.WAITING, StepState.RUNNING)]
    if left and not (len(left) == 1 and left[0].kind == StepKind.EXAMINE and left[0].hands == 1):
        running = [step.name for step in left if step.state == StepState.RUNNING]
        raise StepsUnderWay(names="、".join(running))


def check_decides(actor: Actor, case: Case, version: ItemVersionView) -> None:
    """Whoever signed a step of the case does not decide it; where the version says so, the chief delegate does.

    One signature prepares and one decides (两级签字): nobody stands between them.
    """
    if case.entered_reason and case.decided_at is not None:
        raise PastDecided()
    if case.instant or actor.officer_id is None:
        return
    if actor.officer_id in signers_of(case):
        raise TwoSeats()
    if any(step.verb == "decide" and step.seat == Seat.CHIEF_DELEGATE for step in version.steps):
        check_chief_delegate(actor, case)


def check_window(window_id: int, version: ItemVersionView) -> None:
    """A window takes what it serves; a comprehensive one without a list of departments, every item of its region
    (前台综合受理). Raises `WindowServesOthers`, `NotFound`.
    """
    window = orgs.window(window_id)
    place = orgs.hall(window.hall_id).region_code
    serves = window.serves(version.department_id) and (window.department_ids or version.region_code in ("", place))
    if not window.active or not serves:
        department = orgs.department(version.department_id).name
        raise WindowServesOthers(window=f"窗口{window.no}", department=department)


def check_chief_delegate(actor: Actor, case: Case) -> None:
    """The officer holds, today, the post of chief delegate of the department that handles the case."""
    posts = orgs.officer(actor.officer_id, on=clock.today()).posts if actor.officer_id is not None else ()
    if not any(post.seat == Seat.CHIEF_DELEGATE and post.department_id == case.department_id for post in posts):
        raise ChiefDelegateDecides(department=orgs.department(case.department_id).short_name)


def _check_returnable(case: Case) -> None:
    if case.instant or case.entered_reason:
        raise NoStepBefore()


def _check_unsigned(case: Case) -> None:
    if signers_of(case):
        raise NotBeforeExamination()


def check_at_exit(case: Case) -> None:
    """The result lies where it can be fetched."""
    if not case.exit_place:
        raise NotWaitingAtExit()


def check_past(actor: Actor, case: Case) -> None:
    """A back entry with a decision waits for the second seat, which is another person's."""
    if not case.entered_reason or case.decided_at is None:
        raise NotPast()
    if case.prepared_by_id == actor.officer_id:
        raise TwoSeats()


#: What the law asks of each verb beyond seat and state.
LAW: dict[str, Callable[[Actor, Case, ItemVersionView], None]] = {
    "examine": lambda actor, case, version: check_sole_examination(case),
    "return_to_examination": lambda actor, case, version: _check_returnable(case),
    "transfer": lambda actor, case, version: _check_unsigned(case),
    "fetch_result": lambda actor, case, version: check_at_exit(case),
    "confirm_past": lambda actor, case, version: check_past(actor, case),
}
