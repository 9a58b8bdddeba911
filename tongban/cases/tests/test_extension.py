"""Extension: asked before the limit, granted once by the head of the authority; joint handling 45 + 15."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from contextvars import copy_context

import pytest

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.access.tests.actors import officer
from tongban.cases import errors, selectors, services
from tongban.cases.errors import time as refusals
from tongban.cases.models import CaseExtension, CaseInstrument
from tongban.cases.services._clocks import limits
from tongban.cases.states import CaseState, StepKind
from tongban.cases.tests.conftest import MORNING, REGION, SYSTEM, City, build, content, new_item_of, publish
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger.tests.threads import at_once
from tongban.notices.models import InboxMessage
from tongban.reference import services as reference

DAY = dt.timedelta(days=1)


def head_of(city: City, staff_no: str = "H001") -> Actor:
    return officer(city.department_id, staff_no, "head")


def mayor(city: City) -> Actor:
    """The head of the people's government: the same seat over the region."""
    found = officer(city.department_id, "H900", "head")
    return dataclasses.replace(found, region_codes=frozenset({REGION}))


def ask(city: City, uid: str, days: int = 10) -> int:
    return services.ask_extension(case_uid=uid, days=days, reason="需要向外地核实。", actor=city.examiner)


def ends(city: City, uid: str) -> dict[str, dt.date | None]:
    return {
        one.kind: one.duty.due.due_on
        for one in selectors.clocks(uid, viewer=city.resident)
        if one.kind in ("case.promise", "case.statutory")
    }


def test_granted_by_the_head_it_lengthens_both_clocks_by_its_notice(city: City) -> None:
    uid = city.accepted(city.promised)
    ask(city, uid)
    before = ends(city, uid)
    assert before == {"case.promise": dt.date(2026, 12, 1), "case.statutory": dt.date(2026, 12, 22)}
    number = services.answer_extension(case_uid=uid, granted=True, actor=head_of(city))
    # Ten working days more; New Year's Day is a holiday, 2027 is not announced yet.
    assert ends(city, uid) == {"case.promise": dt.date(2026, 12, 15), "case.statutory": dt.date(2027, 1, 6)}
    for one in selectors.clocks(uid, viewer=city.resident):
        if one.kind in ("case.promise", "case.statutory"):
            assert one.duty.extension_document_no == number
            assert one.duty.extension == 10
    view = selectors.case_view(uid, viewer=city.resident)
    assert view.instruments[-1].kind == "extension_notice"
    assert [one.reason for one in view.extensions] == ["需要向外地核实。"]
    body = InboxMessage.objects.get(party_id=city.resident.party_id, template="case_extended").body
    assert "10个工作日" in body
    assert "需要向外地核实" in body
    _, pdf = services.instrument_pdf(case_uid=uid, instrument_id=view.instruments[-1].id, actor=city.resident)
    assert pdf.startswith(b"%PDF")


def test_it_is_asked_and_given_once(city: City) -> None:
    uid = city.accepted(city.promised)
    ask(city, uid, 3)
    with pytest.raises(refusals.ExtensionUnderWay):
        ask(city, uid, 2)
    services.answer_extension(case_uid=uid, granted=True, actor=head_of(city))
    with pytest.raises(refusals.ExtensionUnderWay):
        ask(city, uid, 2)
    with pytest.raises(refusals.ExtensionNotAsked):
        services.answer_extension(case_uid=uid, granted=True, actor=head_of(city, "H002"))


def test_a_refusal_states_reasons_and_changes_no_clock(city: City) -> None:
    uid = city.accepted(city.promised)
    ask(city, uid)
    before, head = ends(city, uid), head_of(city)
    with pytest.raises(errors.ReasonMissing):
        services.answer_extension(case_uid=uid, granted=False, answer=" ", actor=head)
    assert services.answer_extension(case_uid=uid, granted=False, answer="材料齐全，可以按期。", actor=head) == ""
    assert ends(city, uid) == before
    assert not CaseInstrument.objects.filter(kind="extension_notice").exists()
    assert selectors.case_view(uid, viewer=city.resident).extensions == ()
    ask(city, uid, 2)  # refused is not extended: it may be asked for again with better reasons


def test_before_the_limit_not_after(city: City) -> None:
    uid = city.accepted(city.promised)
    with clock.frozen(MORNING + 7 * DAY):  # Tuesday, 1 December, the last day
        ask(city, uid)
    with clock.frozen(MORNING + 8 * DAY), pytest.raises(refusals.ExtensionTooLate):
        services.answer_extension(case_uid=uid, granted=True, actor=head_of(city))
    late = city.accepted(city.promised)
    with clock.frozen(MORNING + 8 * DAY), pytest.raises(refusals.ExtensionTooLate):
        ask(city, late)


def test_days_within_the_law_with_reasons(city: City) -> None:
    uid = city.accepted(city.promised)
    for days in (0, -1, 11):
        with pytest.raises(refusals.ExtensionTooLong):
            ask(city, uid, days)
    with pytest.raises(errors.ReasonMissing):
        services.ask_extension(case_uid=uid, days=3, reason=" ", actor=city.examiner)
    instant = city.accepted(city.instant)
    with pytest.raises(refusals.ExtensionNotForInstant):
        ask(city, instant)


def test_the_right_seats(city: City) -> None:
    uid = city.accepted(city.promised)
    for who, refusal in ((city.clerk, PermissionDenied), (city.resident, PermissionDenied), (city.outsider, NotFound)):
        with pytest.raises(refusal):
            services.ask_extension(case_uid=uid, days=3, reason="核实。", actor=who)
    ask(city, uid)
    elsewhere = officer(next(iter(city.outsider.department_ids)), "H009", "head")
    administrator = officer(city.department_id, "D001", "department_admin")
    for who, refusal in (
        (city.examiner, PermissionDenied),
        (city.approver, PermissionDenied),
        (administrator, PermissionDenied),
        (city.resident, PermissionDenied),
        (elsewhere, NotFound),
    ):
        with pytest.raises(refusal):
            services.answer_extension(case_uid=uid, granted=True, actor=who)


def test_whoever_asked_does_not_answer(city: City) -> None:
    uid = city.accepted(city.promised)
    both = dataclasses.replace(city.examiner, permissions=ROLE_PERMISSIONS["approver"] | ROLE_PERMISSIONS["head"])
    services.ask_extension(case_uid=uid, days=3, reason="核实。", actor=both)
    with pytest.raises(errors.TwoSeats):
        services.answer_extension(case_uid=uid, granted=True, actor=both)


def test_while_time_stands_still_it_is_added_to_what_is_left(city: City) -> None:
    uid = city.accepted(city.promised)
    services.suspend_case(
        case_uid=uid, kind=StepKind.TESTING, reason="检测。", expected_on=dt.date(2026, 12, 20), actor=city.examiner
    )
    ask(city, uid, 5)
    services.answer_extension(case_uid=uid, granted=True, actor=head_of(city))
    promise = next(c.duty for c in selectors.clocks(uid, viewer=city.resident) if c.kind == "case.promise")
    assert promise.due_at is None
    assert promise.remaining == 10
    assert selectors.case_view(uid, viewer=city.resident).state == CaseState.SUSPENDED


# --- joint handling --------------------------------------------------------------------------------
@pytest.fixture
def joint(city: City) -> ItemVersionView:
    """An item handled jointly whose guide names no limit of law."""
    guide = content("工程联合验收", statutory=None, promised=Limit(30, LimitUnit.WORKING_DAY), extra={"joint": True})
    return new_item_of(city, guide, "411023998000", "other_power")


def test_joint_handling_has_forty_five_days_and_fifteen_more_by_the_government(
    city: City, joint: ItemVersionView
) -> None:
    uid = city.accepted(joint)
    assert limits_of(city, uid) == {"case.promise": 30, "case.statutory": 45}
    with pytest.raises(refusals.ExtensionTooLong):
        ask(city, uid, 16)
    ask(city, uid, 15)
    with pytest.raises(refusals.WrongHead):
        services.answer_extension(case_uid=uid, granted=True, actor=head_of(city))
    services.answer_extension(case_uid=uid, granted=True, actor=mayor(city))
    assert limits_of(city, uid) == {"case.promise": 45, "case.statutory": 60}


def test_an_imported_guide_without_any_limit_has_the_limit_of_law(joint: ItemVersionView) -> None:
    bare = dataclasses.replace(joint, promised=None)
    assert limits(bare) == (Limit(45, LimitUnit.WORKING_DAY), Limit(45, LimitUnit.WORKING_DAY))
    assert limits(dataclasses.replace(bare, extra={})) == (bare.effective_promise, None)


def limits_of(city: City, uid: str) -> dict[str, int]:
    """Working days of the running clocks."""
    found = [c for c in selectors.clocks(uid, viewer=city.resident) if c.duty.running and c.duty.limit]
    assert all(one.duty.limit and one.duty.limit.unit is LimitUnit.WORKING_DAY for one in found)
    return {one.kind: one.duty.limit.number for one in found if one.duty.limit}


def test_a_version_that_names_its_own_limit_keeps_it(city: City) -> None:
    guide = content("联合勘验", statutory=Limit(30, LimitUnit.WORKING_DAY), extra={"joint": True})
    uid = city.accepted(publish(city.department_id, city.department_code, 9, guide))
    assert limits_of(city, uid) == {"case.promise": 5, "case.statutory": 30}


# --- at the same time ------------------------------------------------------------------------------
@pytest.fixture
def committed(transactional_db: None) -> Iterator[City]:
    """The test city in committed rows, for real connections."""
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()


def both(calls: list[Callable[[], object]]) -> list[Exception]:
    """Two at once, each with the standing clock; returns what failed."""
    contexts = [copy_context() for _ in calls]
    answers = at_once([lambda n=n: contexts[n].run(calls[n]) for n in range(len(calls))])  # type: ignore[misc]  # default binds
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_of_two_who_answer_at_once_one_wins(committed: City) -> None:
    uid = committed.accepted(committed.promised)
    ask(committed, uid)
    heads = [head_of(committed, "H001"), head_of(committed, "H002")]
    (lost,) = both(
        [lambda who=who: services.answer_extension(case_uid=uid, granted=True, actor=who) for who in heads]  # type: ignore[misc]  # default binds
    )
    assert isinstance(lost, refusals.ExtensionNotAsked)
    assert CaseExtension.objects.filter(granted=True).count() == 1
    assert CaseInstrument.objects.filter(kind="extension_notice").count() == 1


def test_of_two_who_stop_the_clock_at_once_one_wins(committed: City) -> None:
    uid = committed.accepted(committed.promised)
    (lost,) = both(
        [
            lambda who=who: services.suspend_case(  # type: ignore[misc]  # default binds
                case_uid=uid, kind=StepKind.TESTING, reason="检测。", expected_on=dt.date(2026, 12, 20), actor=who
            )
            for who in (committed.examiner, committed.approver)
        ]
    )
    assert isinstance(lost, refusals.ProcedureRunning)
    assert CaseInstrument.objects.filter(kind="special_procedure_notice").count() == 1
