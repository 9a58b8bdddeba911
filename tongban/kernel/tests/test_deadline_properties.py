"""What holds for every period, whatever its numbers."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel import clock
from tongban.kernel.deadline import BadLimit, BadPause, BadStart, Limit, LimitUnit, Pause, due, spent, used
from tongban.kernel.tests.test_deadline_examples import CALENDAR, CLOSING

DAY_UNITS = [LimitUnit.WORKING_DAY, LimitUnit.NATURAL_DAY, LimitUnit.MONTH, LimitUnit.YEAR]
days = st.dates(dt.date(2004, 1, 1), dt.date(2027, 6, 30))
day_units = st.sampled_from(DAY_UNITS)
numbers = st.integers(0, 40)


@st.composite
def closed_pauses(draw: st.DrawFn) -> list[Pause]:
    first = draw(days)
    found = []
    for _ in range(draw(st.integers(0, 4))):
        start = first + dt.timedelta(days=draw(st.integers(-5, 60)))
        found.append(Pause(start, start + dt.timedelta(days=draw(st.integers(0, 20)))))
    return found


def limit_of(number: int, unit: LimitUnit) -> Limit:
    return Limit(min(number, 3) if unit is LimitUnit.YEAR else number, unit)


@given(days, numbers, day_units, closed_pauses())
def test_the_last_day_works_and_does_not_stand_still(
    start: dt.date, number: int, unit: LimitUnit, pauses: list[Pause]
) -> None:
    answer = due(start, limit_of(number, unit), CALENDAR, pauses)
    assert answer.due_on is not None
    assert CALENDAR.is_working_day(answer.due_on)
    assert answer.due_on >= start
    if number:
        assert not any(p.start <= answer.due_on <= (p.end or dt.date.max) for p in pauses)


@given(days, numbers, day_units, closed_pauses())
def test_a_longer_limit_never_ends_earlier(start: dt.date, number: int, unit: LimitUnit, pauses: list[Pause]) -> None:
    shorter = due(start, limit_of(number, unit), CALENDAR, pauses)
    longer = due(start, Limit(limit_of(number, unit).number + 1, unit), CALENDAR, pauses)
    assert shorter.due_on is not None
    assert longer.due_on is not None
    assert shorter.due_on <= longer.due_on
    if unit is LimitUnit.WORKING_DAY:
        assert shorter.due_on < longer.due_on or number == 0


@given(days, numbers, day_units, closed_pauses(), days, st.integers(0, 30))
def test_a_pause_never_shortens(
    start: dt.date, number: int, unit: LimitUnit, pauses: list[Pause], extra: dt.date, length: int
) -> None:
    more = [*pauses, Pause(extra, extra + dt.timedelta(days=length))]
    without = due(start, limit_of(number, unit), CALENDAR, pauses).due_on
    with_it = due(start, limit_of(number, unit), CALENDAR, more).due_on
    assert without is not None
    assert with_it is not None
    assert without <= with_it


@given(days, numbers, closed_pauses())
def test_order_and_overlap_of_pauses_do_not_matter(start: dt.date, number: int, pauses: list[Pause]) -> None:
    limit = Limit(number, LimitUnit.WORKING_DAY)
    assert (
        due(start, limit, CALENDAR, pauses) == due(start, limit, CALENDAR, [*reversed(pauses), *pauses]) or not pauses
    )


@given(days, numbers, closed_pauses())
def test_counted_days_are_the_limit(start: dt.date, number: int, pauses: list[Pause]) -> None:
    answer = due(start, Limit(number, LimitUnit.WORKING_DAY), CALENDAR, pauses)
    assert len(answer.counted) == number
    assert start not in answer.counted
    assert all(map(CALENDAR.is_working_day, answer.counted))
    assert list(answer.counted) == sorted(set(answer.counted))
    if number:
        assert answer.due_on == answer.counted[-1]
        assert used(start, answer.counted[-1], LimitUnit.WORKING_DAY, CALENDAR, pauses) == number


@given(days, numbers, day_units, closed_pauses(), st.integers(0, 400))
def test_used_and_remaining_make_the_limit(
    start: dt.date, number: int, unit: LimitUnit, pauses: list[Pause], later: int
) -> None:
    limit, now = limit_of(number, unit), clock.at(start + dt.timedelta(days=later), dt.time(12))
    answer, account = due(start, limit, CALENDAR, pauses), spent(start, limit, CALENDAR, pauses, now)
    assert account.used + account.remaining == account.total == len(answer.counted)
    assert account.used >= 0 <= account.remaining
    assert answer.due_at is not None
    if now <= answer.due_at:
        assert account.overdue == 0
    if account.overdue:
        assert account.remaining == 0


@given(days, st.integers(0, 30), st.integers(0, 23), closed_pauses(), st.integers(0, 2000))
def test_hours_used_and_remaining(start: dt.date, number: int, hour: int, pauses: list[Pause], later: int) -> None:
    begin = clock.at(start, dt.time(hour))
    limit, now = Limit(number, LimitUnit.HOUR), begin + dt.timedelta(hours=later)
    answer, account = due(begin, limit, CALENDAR, pauses), spent(begin, limit, CALENDAR, pauses, now)
    assert account.used + account.remaining == number
    assert answer.due_at is not None
    assert answer.due_at >= begin + dt.timedelta(hours=number)
    assert used(begin, answer.due_at, LimitUnit.HOUR, CALENDAR, pauses) == number
    assert (account.overdue > 0) == (used(begin, now, LimitUnit.HOUR, CALENDAR, pauses) > number)


@given(days, st.integers(0, 30), day_units)
def test_months_used_at_their_end(start: dt.date, number: int, unit: LimitUnit) -> None:
    limit = limit_of(number, unit)
    answer = due(start, limit, CALENDAR)
    last = answer.counted[-1] if answer.counted else start
    assert used(start, last, unit, CALENDAR) == limit.number


@given(days, numbers, day_units, closed_pauses())
def test_business_hours_only_end_the_day_earlier(
    start: dt.date, number: int, unit: LimitUnit, pauses: list[Pause]
) -> None:
    open_end = due(start, limit_of(number, unit), CALENDAR, pauses)
    closing = due(start, limit_of(number, unit), CLOSING, pauses)
    assert closing.due_on == open_end.due_on
    assert closing.due_at is not None
    assert open_end.due_at is not None
    assert open_end.due_at - closing.due_at == dt.timedelta(hours=7)


@given(days, numbers, closed_pauses(), days)
def test_an_open_pause_ends_unknown_or_changes_nothing(
    start: dt.date, number: int, pauses: list[Pause], since: dt.date
) -> None:
    limit = Limit(number, LimitUnit.WORKING_DAY)
    before = due(start, limit, CALENDAR, pauses)
    after = due(start, limit, CALENDAR, [*pauses, Pause(since, None)])
    assert before.due_on is not None
    if after.suspended:
        assert since <= before.due_on
        assert set(after.counted) <= set(before.counted)
    else:
        assert after.due_on == before.due_on
        assert since > before.due_on or since <= start


def test_the_start_may_be_an_instant_near_midnight() -> None:
    late = dt.datetime(2025, 3, 3, 16, 30, tzinfo=dt.UTC)  # 0:30 on the 4th in China
    assert due(late, Limit(1, LimitUnit.WORKING_DAY), CALENDAR).due_on == dt.date(2025, 3, 5)


def test_a_pause_given_as_instants_stops_every_day_it_touches() -> None:
    pause = Pause(clock.at(dt.date(2025, 3, 5), dt.time(15)), clock.at(dt.date(2025, 3, 6), dt.time(9)))
    assert due(dt.date(2025, 3, 3), Limit(5, LimitUnit.WORKING_DAY), CALENDAR, [pause]).due_on == dt.date(2025, 3, 12)
    begin = clock.at(dt.date(2025, 3, 5), dt.time(14))
    assert due(begin, Limit(2, LimitUnit.HOUR), CALENDAR, [pause]).due_at == clock.at(dt.date(2025, 3, 6), dt.time(10))


@pytest.mark.parametrize("number", [-1, 36_526])
def test_limits_nobody_can_count_are_refused(number: int) -> None:
    with pytest.raises(BadLimit, match="不能计算"):
        Limit(number, LimitUnit.WORKING_DAY)


def test_bad_starts_and_pauses_are_refused() -> None:
    with pytest.raises(BadStart):
        due(dt.date(2025, 3, 3), Limit(1, LimitUnit.HOUR), CALENDAR)
    with pytest.raises(BadStart):
        due(dt.datetime(2025, 3, 3, 9), Limit(1, LimitUnit.WORKING_DAY), CALENDAR)
    with pytest.raises(BadStart):
        due(dt.date.max, Limit(100, LimitUnit.YEAR), CALENDAR)
    with pytest.raises(BadPause, match="早于"):
        Pause(dt.date(2025, 3, 4), dt.date(2025, 3, 3))


def test_words() -> None:
    assert str(Limit(20, LimitUnit.WORKING_DAY)) == "20个工作日"
    assert str(Limit(0, LimitUnit.WORKING_DAY)) == "当场"
    assert str(Limit(2, LimitUnit.MONTH)) == "2个月"
