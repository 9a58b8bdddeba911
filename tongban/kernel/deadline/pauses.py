"""Time that stands still (行政许可法 45, 安阳市政务服务条例 37), normalised: sorted, overlaps merged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tongban.kernel import clock
from tongban.kernel.deadline.calendar import ONE_DAY
from tongban.kernel.deadline.terms import Pause, day_of

DaySpan = tuple[dt.date, dt.date | None]
InstantSpan = tuple[dt.datetime, dt.datetime | None]
T = TypeVar("T", dt.date, dt.datetime)


def day_spans(pauses: Iterable[Pause]) -> list[DaySpan]:
    """Paused days as spans with both ends included; an open span has no end and is the last."""
    merged: list[DaySpan] = []
    for first, last in sorted(((day_of(p.start), p.end and day_of(p.end)) for p in pauses), key=lambda span: span[0]):
        if merged and _reaches(merged[-1][1], first, gap=ONE_DAY):
            merged[-1] = (merged[-1][0], _later(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def instant_spans(pauses: Iterable[Pause]) -> list[InstantSpan]:
    """Paused time as spans of instants; a pause given in days runs from 0:00 to 24:00."""
    merged: list[InstantSpan] = []
    for first, last in sorted(((_from(p), _until(p)) for p in pauses), key=lambda span: span[0]):
        if merged and _reaches(merged[-1][1], first, gap=dt.timedelta()):
            merged[-1] = (merged[-1][0], _later(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def running_days(start: dt.date, spans: Iterable[DaySpan]) -> Iterator[dt.date]:
    """The days after `start` on which time runs, in order; they end where an open pause begins."""
    day = start
    ahead = list(spans)
    while True:
        day += ONE_DAY
        while ahead and ahead[0][0] <= day:
            last = ahead.pop(0)[1]
            if last is None:
                return
            day = max(day, last + ONE_DAY)
        yield day


def running_seconds(start: dt.datetime, until: dt.datetime, spans: Iterable[InstantSpan]) -> float:
    """How many seconds ran between two instants; zero where `until` lies before `start`."""
    still = dt.timedelta()
    for first, last in spans:
        still += max(dt.timedelta(), min(last or until, until) - max(first, start))
    return max(0.0, (until - start - still).total_seconds())


def _from(pause: Pause) -> dt.datetime:
    return pause.start if isinstance(pause.start, dt.datetime) else clock.at(pause.start)


def _until(pause: Pause) -> dt.datetime | None:
    if pause.end is None or isinstance(pause.end, dt.datetime):
        return pause.end
    return clock.at(pause.end + ONE_DAY)


def _reaches(last: T | None, first: T, *, gap: dt.timedelta) -> bool:
    return last is None or first <= last + gap


def _later(one: T | None, other: T | None) -> T | None:
    return None if one is None or other is None else max(one, other)
