"""A step with a limit of its own is owed by the department that does it, from its beginning to its end."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.cases import selectors, services
from tongban.cases.states import StepKind, StepState
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, content, publish
from tongban.cases.tests.promising import after
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import StepView
from tongban.duties.selectors import DutyView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.orgs import selectors as orgs


def days(number: int) -> Limit:
    return Limit(number, LimitUnit.WORKING_DAY)


@pytest.fixture
def item(city: City) -> ItemVersionView:
    """Examination of two days, then two more steps at once, one of them without a limit; the forestry's has one."""
    guide = content(
        "公共场所卫生许可（两步）",
        steps=(
            StepView("受理", "clerk", verb="accept"),
            StepView("审查", "approver", days(2), "examine", wave=1),
            StepView("会签", "approver", days(1), "countersign", wave=2, department_code=forestry_code(city)),
            StepView("公示", "approver", verb="publicity", wave=2),
            StepView("决定", "approver", verb="decide"),
        ),
    )
    return publish(city.department_id, city.department_code, 8, guide)


def forestry_code(city: City) -> str:
    return orgs.department(next(iter(city.outsider.department_ids))).code


def step_duties(uid: str) -> list[DutyView]:
    return [one.duty for one in selectors.clocks(uid, viewer=SYSTEM) if one.kind == "case.step"]


def running_step(uid: str, kind: StepKind) -> int:
    steps = selectors.case_view(uid, viewer=SYSTEM).steps
    return next(one.id for one in steps if one.kind == kind and one.state == StepState.RUNNING)


def finish(uid: str, kind: StepKind, actor: Actor) -> None:
    services.finish_step(case_uid=uid, step_id=running_step(uid, kind), opinion="同意。", actor=actor)


def test_it_begins_and_ends_with_its_step(city: City, item: ItemVersionView) -> None:
    uid = city.accepted(item)
    (first,) = step_duties(uid)
    assert (first.limit, first.department_id, first.starts_at) == (days(2), city.department_id, MORNING)
    assert first.due.due_on == dt.date(2026, 11, 26)
    with after(1):
        finish(uid, StepKind.EXAMINE, city.examiner)
        first, second = step_duties(uid)
        assert (first.state, first.late) == ("discharged", False)
        assert second.department_id in city.outsider.department_ids
        assert second.starts_at == clock.now()
    with after(10):
        assert step_duties(uid)[1].late
        finish(uid, StepKind.COUNTERSIGN, city.outsider)
        ended = step_duties(uid)[1]
        assert (ended.state, ended.late) == ("discharged", True)


def test_its_time_stands_still_with_the_cases(city: City, item: ItemVersionView) -> None:
    uid = city.accepted(item)
    services.suspend_case(
        case_uid=uid, kind=StepKind.TESTING, reason="送检。", expected_on=dt.date(2026, 12, 4), actor=city.examiner
    )
    assert [one.state for one in step_duties(uid)] == ["paused"]


def test_what_is_withdrawn_is_owed_no_more(city: City, item: ItemVersionView) -> None:
    uid = city.accepted(item)
    services.withdraw_case(case_uid=uid, actor=city.resident)
    assert [one.state for one in step_duties(uid)] == ["cancelled"]


def test_a_step_sent_back_is_owed_anew(city: City, item: ItemVersionView) -> None:
    uid = city.accepted(item)
    finish(uid, StepKind.EXAMINE, city.examiner)
    sent_back = running_step(uid, StepKind.COUNTERSIGN)
    services.take_step(case_uid=uid, step_id=sent_back, actor=city.outsider)
    services.return_step(case_uid=uid, step_id=sent_back, reason="平面图看不清。", actor=city.outsider)
    assert [one.state for one in step_duties(uid)] == ["discharged", "discharged", "open"]
    assert step_duties(uid)[2].department_id == city.department_id


def test_a_step_without_a_limit_owes_nothing(city: City) -> None:
    assert not step_duties(city.accepted(city.promised))
