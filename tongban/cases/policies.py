"""What law and state allow. `check_x` raises with a sentence; buttons ask the same functions and show it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from tongban.cases import errors
from tongban.cases.models import Case
from tongban.cases.permissions import ACCEPT, DECIDE, EXAMINE, INTAKE, ISSUE, SIGN, check_applicant, check_officer
from tongban.cases.states import CASE_LIFECYCLE, CaseState, Outcome
from tongban.catalogue.selectors import ItemVersionView, MaterialView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
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


@dataclass(frozen=True, slots=True)
class Action:
    """One button: on, or off with the reason."""

    verb: str
    label: str
    allowed: bool
    reason: str = ""
    basis: str = ""


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
}


def check_action(verb: str, actor: Actor, case: Case, version: ItemVersionView) -> None:
    """Everything a verb checks before it looks at its own input: person, state, law."""
    if verb in _OFFICER_PERMISSION:
        check_officer(actor, case, _OFFICER_PERMISSION[verb])
    else:
        check_applicant(actor, case, version)
    CASE_LIFECYCLE.check(verb, case.state)
    law: dict[str, Callable[[], None]] = {
        "notify_supplement": lambda: check_notice_in_time(case),
        "refuse_acceptance": lambda: check_notice_in_time(case),
        "decide": lambda: check_decidable(actor, case),
        "decide_on_the_spot": lambda: check_on_the_spot(version),
        "deliver": lambda: check_deliverable(case, version),
        "issue_result": lambda: _check_result_due(case, version),
    }
    law.get(verb, lambda: None)()


def _check_result_due(case: Case, version: ItemVersionView) -> None:
    if not needs_result(case, version):
        raise errors.ResultNotDue()


def actions(actor: Actor, case: Case, version: ItemVersionView) -> tuple[Action, ...]:
    """The buttons for this person on this case: what the state offers to the seats held, off ones with reason."""
    found = []
    for move in CASE_LIFECYCLE.allowed(case.state):
        if move.seat == "system":
            continue
        permission = _OFFICER_PERMISSION.get(move.verb)
        if permission is not None and not actor.may(permission):
            continue
        if permission is None and actor.is_officer and not actor.may(INTAKE):
            continue
        try:
            check_action(move.verb, actor, case, version)
        except DomainError as error:
            if move.verb == "decide_on_the_spot" and isinstance(error, errors.NotOnTheSpot):
                continue
            found.append(Action(move.verb, move.label, False, error.sentence, error.article))
        else:
            found.append(Action(move.verb, move.label, True, basis=move.basis))
    return tuple(found)
