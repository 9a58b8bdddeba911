"""The city's calendar over the national table."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit, due
from tongban.kernel.errors import PermissionDenied
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors, services
from tongban.reference.errors import BadCalendar

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
FIVE = Limit(5, LimitUnit.WORKING_DAY)


def test_without_own_days_it_is_the_national_table() -> None:
    calendar = selectors.work_calendar()
    assert calendar.is_working_day(dt.date(2026, 2, 14))
    assert not calendar.is_working_day(dt.date(2026, 2, 16))
    assert calendar.is_provisional(dt.date(2027, 1, 4))
    assert calendar.business_hours(dt.date(2026, 3, 2)) is None


def test_a_years_notice_makes_its_days_final() -> None:
    before = due(dt.date(2026, 12, 30), FIVE, selectors.work_calendar())
    assert (before.due_on, before.provisional) == (dt.date(2027, 1, 7), True)
    services.announce_year(
        year=2027,
        document_no="国办发明电〔2026〕0号",
        holidays={dt.date(2027, 1, day): "元旦" for day in (1, 2, 3, 4)},
        working=[dt.date(2027, 1, 10)],
        actor=SYSTEM,
    )
    calendar = selectors.work_calendar()
    after = due(dt.date(2026, 12, 30), FIVE, calendar)
    assert (after.due_on, after.provisional) == (dt.date(2027, 1, 8), False)
    assert calendar.is_working_day(dt.date(2027, 1, 10))
    assert not calendar.is_provisional(dt.date(2027, 12, 28))
    assert calendar.is_provisional(dt.date(2027, 12, 31))  # the notice of 2028 may still name it
    assert [row.name for row in selectors.calendar_days(2027)] == ["元旦"] * 4 + ["调休上班"]


def test_own_days_lie_over_the_national_ones_and_can_be_taken_back() -> None:
    flood = dt.date(2026, 7, 20)
    first = selectors.work_calendar().edition
    services.set_calendar_days(days={flood: (False, "防汛停止办公")}, document_no="安政〔2026〕1号", actor=SYSTEM)
    second = selectors.work_calendar()
    assert not second.is_working_day(flood)
    assert second.edition != first
    services.set_calendar_days(days={flood: (True, "恢复办公")}, document_no="安政〔2026〕2号", actor=SYSTEM)
    assert selectors.work_calendar().is_working_day(flood)
    facts = ledger.timeline(ObjectRef("calendar", "city"))
    assert [fact.data["document_no"] for fact in facts] == ["安政〔2026〕1号", "安政〔2026〕2号"]


def test_business_hours_come_with_the_rule_pack() -> None:
    before = selectors.work_calendar().edition
    services.load_reference_data(actor=SYSTEM)
    calendar = selectors.work_calendar()
    assert calendar.business_hours(dt.date(2026, 3, 2)) == (dt.time(9), dt.time(17))
    assert calendar.business_hours(dt.date(2026, 3, 1)) is None
    assert calendar.edition != before
    assert due(dt.date(2026, 3, 2), FIVE, calendar).due_at == clock.at(dt.date(2026, 3, 9), dt.time(17))


@pytest.mark.parametrize(
    ("year", "document_no", "holidays", "working", "words"),
    [
        (2027, " ", {dt.date(2027, 1, 1): "元旦"}, [], "文号"),
        (2027, "一号", {}, [], "没有放假日期"),
        (2027, "一号", {dt.date(2030, 1, 1): "元旦"}, [], "不在 2027 年前后"),
        (2027, "一号", {dt.date(2027, 1, 1): "元旦"}, [dt.date(2027, 1, 1)], "既放假又上班"),
    ],
)
def test_contradictory_notices_are_refused(
    year: int, document_no: str, holidays: dict[dt.date, str], working: list[dt.date], words: str
) -> None:
    with pytest.raises(BadCalendar, match=words):
        services.announce_year(year=year, document_no=document_no, holidays=holidays, working=working, actor=SYSTEM)
    assert selectors.work_calendar().is_provisional(dt.date(2027, 1, 4))


def test_a_day_needs_a_reason_and_a_person_with_the_right() -> None:
    with pytest.raises(BadCalendar):
        services.set_calendar_days(days={dt.date(2026, 7, 20): (False, "")}, document_no="一号", actor=SYSTEM)
    with pytest.raises(PermissionDenied):
        services.set_calendar_days(days={dt.date(2026, 7, 20): (False, "汛")}, document_no="一号", actor=Actor())
