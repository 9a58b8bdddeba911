"""The State Council's holiday notices as the package `chinesecalendar` carries them (2004 to its last year). Pure."""

from __future__ import annotations

from functools import cache

from chinese_calendar.constants import holidays, workdays

from tongban.kernel.deadline import HolidayTable


@cache
def national_calendar() -> HolidayTable:
    """The national table without business hours; later years are answered provisionally."""
    exceptions = {**dict.fromkeys(holidays, False), **dict.fromkeys(workdays, True)}
    return HolidayTable(exceptions, frozenset(day.year for day in exceptions))


@cache
def last_announced_year() -> int:
    """The last year whose notice the package knows."""
    return max(national_calendar().announced)
