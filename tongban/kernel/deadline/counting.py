"""The arithmetic of periods.

1. Day, month, year: the day of the start does not count (民法典 201 ¶1); hours run from the instant (201 ¶2).
2. Working days skip days off (行政许可法 82). Natural days count all; a month ends on the corresponding day, else on
   the last of the month (民法典 202).
3. A day that stands still does not count (行政许可法 45), whatever the unit. An open pause leaves the end unknown.
4. A last day that is a day off moves to the next working day (民法典 203 ¶1).
5. The last day ends at the close of business where there is one, else at 24:00 (203 ¶2).
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from tongban.kernel import clock
from tongban.kernel.deadline import articles
from tongban.kernel.deadline.calendar import ONE_DAY, WorkCalendar
from tongban.kernel.deadline.pauses import DaySpan, day_spans, instant_spans, running_days, running_seconds
from tongban.kernel.deadline.terms import BadStart, Due, Limit, LimitUnit, Pause, day_of

Moment = dt.date | dt.datetime
_LAST_YEAR = dt.MAXYEAR - 200


@dataclass(frozen=True, slots=True)
class Spent:
    """How much of a limit is gone: `used + remaining == total` always, and `overdue` counts what came after.

    Counted in hours, in working days, or in natural days (months and years are counted out in their days).
    """

    used: float
    total: float
    overdue: float

    @property
    def remaining(self) -> float:
        """What is left; today counts as used."""
        return self.total - self.used


def due(start: Moment, limit: Limit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> Due:
    """When the period ends, with the days that count and the articles it rests on.

    Days and hours are those of China. Raises `BadStart` for a naive instant, or a mere day where hours are counted.
    """
    if limit.unit is LimitUnit.HOUR:
        return _due_hours(start, limit, calendar, pauses)
    first, spans = _first_day(start), day_spans(pauses)
    counted, asked = _count(first, limit, calendar, spans)
    basis = _articles(limit, pauses)
    if len(counted) < _total(first, limit):
        return Due(None, None, tuple(counted), False, tuple(basis))
    nominal = counted[-1] if counted else first
    last = _last_day(nominal, calendar, spans)
    if last is None:
        return Due(None, None, tuple(counted), False, (*basis, articles.LAST_DAY_OFF))
    if last != nominal:
        basis.append(articles.LAST_DAY_OFF)
    basis.append(articles.END_OF_DAY)
    asked += takewhile(lambda day: day <= last, running_days(nominal - ONE_DAY, spans))
    provisional = any(map(calendar.is_provisional, asked))
    if provisional:
        basis += [articles.PROVISIONAL, articles.FIXED_DATE_HOLIDAYS]
    return Due(_end_of(last, start, calendar), last, tuple(counted), provisional, tuple(basis))


def spent(start: Moment, limit: Limit, calendar: WorkCalendar, pauses: Sequence[Pause], at: dt.datetime) -> Spent:
    """How much of the limit was used at an instant. Days before the end that 203 moved it to are not overdue."""
    end = due(start, limit, calendar, pauses)
    if limit.unit is LimitUnit.HOUR:
        hours = used(start, at, LimitUnit.HOUR, calendar, pauses)
        return Spent(min(hours, limit.number), limit.number, max(0, hours - limit.number))
    today = day_of(at)
    over = 0
    if end.due_on is not None and today > end.due_on:
        unit = limit.unit if limit.unit is LimitUnit.WORKING_DAY else LimitUnit.NATURAL_DAY
        over = int(used(end.due_on, today, unit, calendar, pauses))
    return Spent(bisect_right(end.counted, today), _total(_first_day(start), limit), over)


def used(start: Moment, until: Moment, unit: LimitUnit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> float:
    """How many units ran from `start` to `until`: hours exactly, days with `until` itself, months and years whole."""
    if unit is LimitUnit.HOUR:
        return running_seconds(_instant(start), _instant(until), instant_spans(pauses)) / 3600
    first, last = _first_day(start), day_of(until)
    days = takewhile(lambda day: day <= last, running_days(first, day_spans(pauses)))
    if unit is LimitUnit.WORKING_DAY:
        return sum(map(calendar.is_working_day, days))
    elapsed = sum(1 for _ in days)
    if unit is LimitUnit.NATURAL_DAY:
        return elapsed
    step = 12 if unit is LimitUnit.YEAR else 1
    whole = elapsed // 28 // step
    while whole and (add_months(first, whole * step) - first).days > elapsed:
        whole -= 1
    return whole


def _count(
    first: dt.date, limit: Limit, calendar: WorkCalendar, spans: Iterable[DaySpan]
) -> tuple[list[dt.date], list[dt.date]]:
    """The counted days, and the days the calendar was asked about."""
    total, days = _total(first, limit), running_days(first, spans)
    if limit.unit is not LimitUnit.WORKING_DAY:
        return list(islice(days, total)), []
    counted: list[dt.date] = []
    asked: list[dt.date] = []
    while len(counted) < total:
        day = next(days, None)
        if day is None:
            break
        asked.append(day)
        if calendar.is_working_day(day):
            counted.append(day)
    return counted, asked


def _total(first: dt.date, limit: Limit) -> int:
    """The number of days to count. A month is as many days as lie before its corresponding day."""
    if limit.unit is LimitUnit.MONTH:
        return (add_months(first, limit.number) - first).days
    if limit.unit is LimitUnit.YEAR:
        return (add_months(first, limit.number * 12) - first).days
    return limit.number


def add_months(day: dt.date, number: int) -> dt.date:
    """民法典 202: the corresponding day, or the end of a month that has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _last_day(nominal: dt.date, calendar: WorkCalendar, spans: Iterable[DaySpan]) -> dt.date | None:
    """民法典 203 ¶1: the day itself if it works, else the next that does; None where an open pause comes between."""
    if calendar.is_working_day(nominal):
        return nominal
    return next(filter(calendar.is_working_day, running_days(nominal, spans)), None)


def _end_of(day: dt.date, start: Moment, calendar: WorkCalendar) -> dt.datetime:
    """民法典 203 ¶2. A start after closing shows that business went on that day, so that day runs to 24:00."""
    hours = calendar.business_hours(day)
    if hours is not None:
        closing = clock.at(day, hours[1])
        if not isinstance(start, dt.datetime) or start <= closing:
            return closing
    return clock.at(day + ONE_DAY)


def _due_hours(start: Moment, limit: Limit, calendar: WorkCalendar, pauses: Sequence[Pause]) -> Due:
    """民法典 201 ¶2: from the instant, through nights and days off; only pauses stop it."""
    end = _instant(start) + dt.timedelta(hours=limit.number)
    basis = (articles.HOURS, articles.PAUSES) if pauses else (articles.HOURS,)
    for first, last in instant_spans(pauses):
        if first >= end:
            break
        if last is None:
            return Due(None, None, (), False, basis)
        end += max(dt.timedelta(), last - max(first, _instant(start)))
    return Due(end.astimezone(dt.UTC), day_of(end), (), False, basis)


def _articles(limit: Limit, pauses: Sequence[Pause]) -> list[str]:
    basis = [articles.START_DAY] if limit.number else [articles.ON_THE_SPOT]
    if limit.unit is LimitUnit.WORKING_DAY and limit.number:
        basis.append(articles.WORKING_DAYS)
    if limit.unit in (LimitUnit.MONTH, LimitUnit.YEAR):
        basis.append(articles.MONTHS)
    if pauses:
        basis.append(articles.PAUSES)
    return basis


def _first_day(start: Moment) -> dt.date:
    first = day_of(start)
    if first.year > _LAST_YEAR:
        raise BadStart(start=start)
    return first


def _instant(moment: Moment) -> dt.datetime:
    if not isinstance(moment, dt.datetime) or moment.tzinfo is None or moment.year > _LAST_YEAR:
        raise BadStart(start=moment)
    return moment
