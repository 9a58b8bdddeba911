"""The lamp, the warning and the next look, as pure functions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.duties import policies
from tongban.duties.states import DutyKind, Lamp, kind_of, register
from tongban.kernel import clock
from tongban.kernel.deadline import HolidayTable, Limit, LimitUnit, Pause
from tongban.reference.selectors import national_calendar

CALENDAR = national_calendar()
CLOSING = CALENDAR.with_hours((dt.time(9), dt.time(17)))
MONDAY = clock.at(dt.date(2026, 3, 2), dt.time(10))


def warning(limit: Limit, *, start: dt.datetime = MONDAY, calendar: HolidayTable = CALENDAR) -> dt.datetime | None:
    due = policies.due_of(starts_at=start, limit=limit, fixed_due_at=None, pauses=(), calendar=calendar)
    return policies.warn_at(starts_at=MONDAY, limit=limit, due=due, calendar=calendar)


@pytest.mark.parametrize(
    ("number", "unit", "day"),
    [
        (1, LimitUnit.WORKING_DAY, dt.date(2026, 3, 3)),
        (5, LimitUnit.WORKING_DAY, dt.date(2026, 3, 9)),
        (10, LimitUnit.WORKING_DAY, dt.date(2026, 3, 13)),
        (20, LimitUnit.WORKING_DAY, dt.date(2026, 3, 25)),
        (30, LimitUnit.NATURAL_DAY, dt.date(2026, 3, 27)),
    ],
)
def test_the_last_fifth_and_at_least_the_last_day_is_yellow(number: int, unit: LimitUnit, day: dt.date) -> None:
    assert warning(Limit(number, unit)) == clock.at(day)
    assert warning(Limit(number, unit), calendar=CLOSING) == clock.at(
        day, dt.time(9) if day.weekday() < 5 else dt.time()
    )


def test_warnings_of_hours_fixed_instants_and_on_the_spot_duties() -> None:
    assert warning(Limit(24, LimitUnit.HOUR)) == MONDAY + dt.timedelta(hours=19.2)
    assert warning(Limit(2, LimitUnit.HOUR)) == MONDAY + dt.timedelta(hours=1)
    assert warning(Limit(0, LimitUnit.WORKING_DAY)) == MONDAY
    end = MONDAY + dt.timedelta(days=50)
    fixed = policies.due_of(starts_at=MONDAY, limit=None, fixed_due_at=end, pauses=(), calendar=CALENDAR)
    assert fixed.due_at == end
    found = policies.warn_at(starts_at=MONDAY, limit=None, due=fixed, calendar=CALENDAR)
    assert found == end - dt.timedelta(days=10)


def test_no_warning_while_suspended() -> None:
    pause = [Pause(MONDAY, None)]
    limit = Limit(5, LimitUnit.WORKING_DAY)
    due = policies.due_of(starts_at=MONDAY, limit=limit, fixed_due_at=None, pauses=pause, calendar=CALENDAR)
    assert policies.warn_at(starts_at=MONDAY, limit=limit, due=due, calendar=CALENDAR) is None


@pytest.mark.parametrize(
    ("state", "minutes", "ended", "expected"),
    [
        ("open", -120, None, Lamp.GREEN),
        ("open", -30, None, Lamp.YELLOW),
        ("open", 0, None, Lamp.YELLOW),
        ("open", 1, None, Lamp.RED),
        ("paused", 1, None, Lamp.RED),
        ("discharged", 999, -1, Lamp.GREEN),
        ("discharged", 999, 1, Lamp.RED),
        ("cancelled", 999, 1, Lamp.GREY),
    ],
)
def test_lamp(state: str, minutes: int, ended: int | None, expected: Lamp) -> None:
    def after(number: int) -> dt.datetime:
        return MONDAY + dt.timedelta(minutes=number)

    found = policies.lamp(
        state=state,
        due_at=MONDAY,
        warn_at=after(-60),
        now=after(minutes),
        ended_at=None if ended is None else after(ended),
    )
    assert found is expected


def test_a_suspended_duty_is_grey() -> None:
    assert policies.lamp(state="paused", due_at=None, warn_at=None, now=MONDAY, ended_at=None) is Lamp.GREY


@given(st.integers(0, 60), st.sampled_from(list(LimitUnit)), st.integers(0, 2000))
def test_the_lamp_never_goes_back(number: int, unit: LimitUnit, hours: int) -> None:
    limit = Limit(min(number, 3) if unit in (LimitUnit.MONTH, LimitUnit.YEAR) else number, unit)
    due = policies.due_of(starts_at=MONDAY, limit=limit, fixed_due_at=None, pauses=(), calendar=CLOSING)
    warn = policies.warn_at(starts_at=MONDAY, limit=limit, due=due, calendar=CLOSING)
    assert due.due_at is not None
    assert warn is not None
    assert MONDAY <= warn <= due.due_at
    order = [Lamp.GREEN, Lamp.YELLOW, Lamp.RED]
    moments = [MONDAY + dt.timedelta(hours=h) for h in (hours, hours + 1)]
    lamps = [policies.lamp(state="open", due_at=due.due_at, warn_at=warn, now=m, ended_at=None) for m in moments]
    assert order.index(lamps[0]) <= order.index(lamps[1])
    look = policies.look_at(due_at=due.due_at, warn_at=warn, warned_at=None, overdue_at=None)
    assert look == warn


def test_next_look() -> None:
    later = MONDAY + dt.timedelta(days=1)
    assert policies.look_at(due_at=None, warn_at=None, warned_at=None, overdue_at=None) is None
    assert policies.look_at(due_at=later, warn_at=MONDAY, warned_at=MONDAY, overdue_at=None) == later
    assert policies.look_at(due_at=later, warn_at=MONDAY, warned_at=MONDAY, overdue_at=later) is None


def test_a_duty_without_limit_and_instant_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="limit or a fixed instant"):
        policies.due_of(starts_at=MONDAY, limit=None, fixed_due_at=None, pauses=(), calendar=CALENDAR)


def test_kinds_are_registered_once() -> None:
    register(DutyKind("test.kind", "测试"))
    register(DutyKind("test.kind", "测试"))
    assert kind_of("test.kind").text == "测试"
    assert kind_of("test.unknown").text == "test.unknown"
    with pytest.raises(TypeError, match="defined twice"):
        register(DutyKind("test.kind", "别的"))
