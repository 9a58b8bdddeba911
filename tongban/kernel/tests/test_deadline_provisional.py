"""Periods that run into a year whose holiday notice is not out: provisional, then recomputed."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.kernel.deadline import HolidayTable, Limit, LimitUnit, due
from tongban.kernel.tests.test_deadline_examples import CALENDAR

# A notice for 2027 as it might come (the real one is issued late in 2026): New Year joined to the weekend by working
# Sunday 10 January, Spring Festival 5-11 February with Saturday 30 January and Sunday 14 February worked.
NOTICE = {
    **{dt.date(2027, 1, day): False for day in (1, 2, 3, 4)},
    dt.date(2027, 1, 10): True,
    **{dt.date(2027, 2, day): False for day in range(5, 12)},
    dt.date(2027, 1, 30): True,
    dt.date(2027, 2, 14): True,
}
ANNOUNCED = CALENDAR.overlaid(NOTICE, frozenset({2027}))

CASES = [
    # start, limit, provisional answer, answer once the notice is out
    ("2026-12-30", 3, LimitUnit.WORKING_DAY, "2027-01-05", "2027-01-06"),
    ("2026-12-31", 1, LimitUnit.WORKING_DAY, "2027-01-04", "2027-01-05"),
    ("2026-12-28", 10, LimitUnit.WORKING_DAY, "2027-01-12", "2027-01-12"),
    ("2026-12-31", 25, LimitUnit.WORKING_DAY, "2027-02-05", "2027-02-04"),
    ("2026-12-31", 26, LimitUnit.WORKING_DAY, "2027-02-08", "2027-02-12"),
    ("2026-12-25", 10, LimitUnit.NATURAL_DAY, "2027-01-04", "2027-01-05"),
    ("2026-11-05", 3, LimitUnit.MONTH, "2027-02-05", "2027-02-12"),
]


@pytest.mark.parametrize(("start", "number", "unit", "before", "after"), CASES)
def test_over_new_year_2026(start: str, number: int, unit: LimitUnit, before: str, after: str) -> None:
    limit, first = Limit(number, unit), dt.date.fromisoformat(start)
    provisional = due(first, limit, CALENDAR)
    assert (provisional.due_on, provisional.provisional) == (dt.date.fromisoformat(before), True)
    assert any("尚未公布" in article for article in provisional.basis)
    final = due(first, limit, ANNOUNCED)
    assert (final.due_on, final.provisional) == (dt.date.fromisoformat(after), False)


def test_a_period_inside_announced_years_is_final() -> None:
    answer = due(dt.date(2026, 12, 20), Limit(5, LimitUnit.WORKING_DAY), CALENDAR)
    assert not answer.provisional


@pytest.mark.parametrize(("day", "provisional"), [(28, False), (29, True), (31, True)])
def test_the_last_days_of_december_rest_on_the_next_notice(day: int, provisional: bool) -> None:
    """The notices for 2008 and 2019 made the 29th a working Saturday and the 31st a day off."""
    answer = due(dt.date(2026, 12, day - 1), Limit(1, LimitUnit.WORKING_DAY), CALENDAR)
    assert (answer.due_on, answer.provisional) == (dt.date(2026, 12, day), provisional)
    assert not due(dt.date(2026, 12, day - 1), Limit(1, LimitUnit.WORKING_DAY), ANNOUNCED).provisional
    assert not CALENDAR.is_provisional(dt.date(2018, 12, day))


def test_a_month_across_an_unknown_year_is_final_where_only_its_last_day_matters() -> None:
    known_2028 = CALENDAR.overlaid({}, frozenset({2028}))
    assert not due(dt.date(2026, 3, 1), Limit(2, LimitUnit.YEAR), known_2028).provisional


@pytest.mark.parametrize("day", ["2027-01-01", "2027-05-03", "2028-05-01", "2028-05-02", "2029-10-01", "2029-10-03"])
def test_only_fixed_date_holidays_are_known_ahead(day: str) -> None:
    expected = day == "2027-05-03"  # a Monday after two fixed days: the notice may free it, the law does not
    assert CALENDAR.is_working_day(dt.date.fromisoformat(day)) is expected


def test_a_single_announced_day_is_not_provisional() -> None:
    city = HolidayTable({dt.date(2030, 4, 1): False}, frozenset())
    assert not city.is_provisional(dt.date(2030, 4, 1))
    assert city.is_provisional(dt.date(2030, 4, 2))
