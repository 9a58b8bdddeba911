"""What law and state allow. `check_x` raises with a sentence; buttons ask the same functions and show it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from tongban.cases import errors
from tongban.cases.errors.steps import OnlyOwnStep
from tongban.cases.models import Case
from tongban.cases.permissions import (
    ACCEPT,
    APPLY,
    DECIDE,
    EXAMINE,
    INTAKE,
    ISSUE,
    REOPEN,
    SIGN,
    check_applicant,
    check_officer,
)
from tongban.cases.policies import fees as fee_law
from tongban.cases.policies import promises
from tongban.cases.policies import steps as step_law
from tongban.cases.policies import time as time_law
from tongban.cases.policies.kinds import manifest
from tongban.cases.policies.steady import Steady
from tongban.cases.states import CASE_LIFECYCLE, CaseState, Outcome
from tongban.catalogue.selectors import ItemVersionView, MaterialView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, MoveNotAllowed
from tongban.kernel.lifecycle import Action, Move
from tongban.parties.states import PartyKind

NOTICE_BASIS = "行政许可法第三十二条第一款第四项；安阳市政务服务条例第三十六条第二款"


def check_open(version: ItemVersionView) -> None:
    """The version is in force and its item in use."""
    if not version.in_force:
        raise errors.ItemNotOpen(reason="这一版办事指南已不再使用")
    if not version.item_in_use:
        raise errors.ItemNotOpen(reason="事项已暂停或取消")


def check_applicant_kind(version: ItemVersionView, party_kind: str) -> None:
    """服务对象: the item says for whom it is."""
    if version.applicant_kinds and party_kind not in version.applicant_kinds:
        expected = "、".join(str(PartyKind(kind).label) for kind in version.applicant_kinds)
        raise errors.WrongApplicantKind(expected=expected, actual=str(PartyKind(party_kind).label))


def requirement(version: ItemVersionView, order: int) -> MaterialView:
    """What the guide asks for under this order. Raises `MaterialUnknown`."""
    for found in version.materials:
        if found.order == order:
            return found
    raise errors.MaterialUnknown(order=order)


def missing_materials(version: ItemVersionView, provided: Collection[int]) -> list[tuple[int, str]]:
    """Required materials not handed in yet: order and name."""
    return [(m.order, m.name) for m in version.materials if m.necessity == "required" and m.order not in provided]


def check_materials(version: ItemVersionView, provided: Collection[int]) -> None:
    """Everything required is there."""
    if missing := missing_materials(version, provided):
        raise errors.MaterialsMissing(count=len(missing), names="、".join(name for _, name in missing))


def notice_overdue(case: Case) -> bool:
    """Whether the limit of the one-time notice is over without a notice: then acceptance is a fiction of law."""
    return case.notice_due_at is not None and case.noticed_at is None and clock.now() > case.notice_due_at


def check_notice_in_time(case: Case) -> None:
    """After the limit nothing more can be asked, and acceptance cannot be refused for form."""
    if notice_overdue(case) and case.notice_due_at is not None:
        due = clock.local(case.notice_due_at).strftime("%Y年%m月%d日 %H:%M")
        raise errors.NoticeTooLate(due=due, basis=NOTICE_BASIS)


def check_notice_names(case: Case, orders: Collection[int], version: ItemVersionView) -> None:
    """A second notice may only repeat what the first one named."""
    names = {m.order: m.name for m in version.materials}
    for order in orders:
        if order not in names:
            raise errors.MaterialUnknown(order=order)
    if case.noticed_at is not None and (new := [o for o in orders if o not in case.noticed_orders]):
        raise errors.NoticeOnlyOnce(names="、".join(names[order] for order in new))


def check_decidable(actor: Actor, case: Case) -> None:
    """Promised items are examined first; who prepared does not decide."""
    if case.state == CaseState.ACCEPTED and not case.instant:
        raise errors.NotExamined()
    if case.prepared_by_id is not None and case.prepared_by_id == actor.officer_id:
        raise errors.TwoSeats()
    time_law.check_hearing_over(case)


def check_on_the_spot(version: ItemVersionView) -> None:
    """Only an instant item that its version gives to one authorised seat."""
    if not (version.case_kind == "instant" and version.one_seat):
        raise errors.NotOnTheSpot()


def check_deliverable(case: Case, version: ItemVersionView) -> None:
    """A granted case with a result is delivered with it."""
    if needs_result(case, version) and case.state == CaseState.DECIDED and version.result is not None:
        raise errors.ResultNotIssued(result=version.result.name)


def needs_result(case: Case, version: ItemVersionView) -> bool:
    """Whether something besides the decision is to be made: granted, and the version names a result."""
    return case.outcome == Outcome.GRANTED and version.result is not None and version.result.kind != "none"


_OFFICER_PERMISSION = {
    "notify_supplement": ACCEPT,
    "accept": ACCEPT,
    "refuse_acceptance": ACCEPT,
    "examine": EXAMINE,
    "decide": DECIDE,
    "decide_on_the_spot": DECIDE,
    "issue_result": SIGN,
    "deliver": ISSUE,
    "close": ISSUE,
    "suspend": EXAMINE,
    "resume": EXAMINE,
    "decide_on_commitment": DECIDE,
    "revoke": DECIDE,
    "reopen": REOPEN,
    "return_to_examination": DECIDE,
}


#: What stands on a page as a button of its own; other moves follow from what people do elsewhere, or from time.
_OFFERED = {*_OFFICER_PERMISSION, "submit", "supplement", "withdraw"}
#: Verbs that move no state, of every family.
STEADY: dict[str, Steady] = {**time_law.STEADY, **step_law.STEADY, **promises.STEADY, **fee_law.STEADY}
_LAW: dict[str, Callable[[Actor, Case, ItemVersionView], None]] = {
    "notify_supplement": lambda actor, case, version: check_notice_in_time(case),
    "refuse_acceptance": lambda actor, case, version: check_notice_in_time(case),
    "decide": lambda actor, case, version: _check_decision(actor, case, version),
    "decide_on_the_spot": lambda actor, case, version: check_on_the_spot(version),
    "deliver": lambda actor, case, version: check_deliverable(case, version),
    "issue_result": lambda actor, case, version: _check_issue(actor, case, version),
    **time_law.LAW,
    **step_law.LAW,
    "place_result": lambda actor, case, version: check_deliverable(case, version),
    **promises.LAW,
}
#: Refusals that say there is nothing to do: the button is left out instead of standing there off.
_QUIET: dict[str, tuple[type[DomainError], ...]] = {
    "decide_on_the_spot": (errors.NotOnTheSpot,),
    **time_law.QUIET,
    **step_law.QUIET,
    "place_result": (errors.ResultNotIssued,),
    **promises.QUIET,
}


def check_action(verb: str, actor: Actor, case: Case, version: ItemVersionView) -> None:
    """Everything a verb checks before it looks at its own input: person, state, law."""
    if permission := _permission(verb):
        check_officer(actor, case, permission)
    else:
        check_applicant(actor, case, version)
    steady = STEADY.get(verb)
    if steady is None:
        CASE_LIFECYCLE.check(verb, case.state)
    elif case.state not in steady.states:
        raise MoveNotAllowed(state=CASE_LIFECYCLE.labels[case.state], verb=steady.label)
    if law := _LAW.get(verb):
        law(actor, case, version)


def _permission(verb: str) -> str:
    """What an officer must hold for it; "" for what the applicant does."""
    return STEADY[verb].permission if verb in STEADY else _OFFICER_PERMISSION.get(verb, "")


def _check_decision(actor: Actor, case: Case, version: ItemVersionView) -> None:
    check_decidable(actor, case)
    step_law.check_decides(actor, case, version)


def _check_issue(actor: Actor, case: Case, version: ItemVersionView) -> None:
    if case.entered_reason and case.prepared_by_id == actor.officer_id:
        raise errors.TwoSeats()
    if not needs_result(case, version):
        raise errors.ResultNotDue()
    fee_law.check_paid(case)


def actions(actor: Actor, case: Case, version: ItemVersionView) -> tuple[Action, ...]:
    """The buttons for this person on this case: what the state offers to the seats held, off ones with reason.

    Articles are cited as the kind of the item may cite them.
    """
    cites = manifest(version).cites
    offers: dict[str, Move | Steady] = {m.verb: m for m in CASE_LIFECYCLE.allowed(case.state) if m.verb in _OFFERED}
    offers |= {verb: one for verb, one in STEADY.items() if one.offered and case.state in one.states}
    found = []
    for verb, offer in offers.items():
        if not actor.may(_permission(verb) or (INTAKE if actor.is_officer else APPLY)):
            continue
        try:
            check_action(verb, actor, case, version)
        except DomainError as error:
            if not isinstance(error, (OnlyOwnStep, *_QUIET.get(verb, ()))):
                found.append(Action(verb, offer.label, False, error.sentence, cites(error.article)))
        else:
            found.append(Action(verb, offer.label, True, basis=cites(offer.basis)))
    return tuple(found)
