"""Which days work. The holiday notices are data; this module only knows how to read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

ONE_DAY: Final = dt.timedelta(days=1)

#: Holidays whose date the law itself fixes (全国年节及纪念日放假办法 art. 2, revised 2024). The lunar ones and the
#: swapped weekends are known only from the State Council's yearly notice.
FIXED_HOLIDAYS: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

#: The notice of a year arranges its New Year and with it the last days of December before: 29 December 2007 and 2018
#: were worked, 31 December of both was off.
NEXT_NOTICE_FROM: Final = (12, 29)


class WorkCalendar(Protocol):
    """What counting asks of a calendar."""

    def is_working_day(self, day: dt.date) -> bool:
        """Whether this day works."""
        ...

    def is_provisional(self, day: dt.date) -> bool:
        """Whether the answer may still change because the year's holiday notice is not out."""
        ...

    def business_hours(self, day: dt.date) -> tuple[dt.time, dt.time] | None:
        """Opening and closing on this day; None where a day runs to 24:00."""
        ...


@dataclass(frozen=True)
class HolidayTable:
    """A calendar made of the days that differ from their weekday.

    `exceptions` maps a day to whether it works (make-up Saturdays true, holidays false); `announced` are the years
    whose notice is out. Outside them a day is answered from its weekday and the fixed-date holidays, provisionally,
    unless it stands in `exceptions` itself.
    """

    exceptions: Mapping[dt.date, bool]
    announced: frozenset[int]
    hours: tuple[dt.time, dt.time] | None = None

    def is_working_day(self, day: dt.date) -> bool:
        """行政许可法 82: working days, statutory holidays excluded, as the yearly notice arranges them."""
        works = self.exceptions.get(day)
        if works is not None:
            return works
        if day.weekday() >= 5:
            return False
        return day.year in self.announced or (day.month, day.day) not in FIXED_HOLIDAYS

    def is_provisional(self, day: dt.date) -> bool:
        """True where the day itself has not been announced and a notice that may still name it is not out: its year's,
        or for the last days of December the next year's."""
        year = day.year + 1 if (day.month, day.day) >= NEXT_NOTICE_FROM and day.year in self.announced else day.year
        return year not in self.announced and day not in self.exceptions

    def business_hours(self, day: dt.date) -> tuple[dt.time, dt.time] | None:
        """The same hours on every day that works."""
        return self.hours if self.hours and self.is_working_day(day) else None

    def overlaid(self, exceptions: Mapping[dt.date, bool], announced: frozenset[int] = frozenset()) -> HolidayTable:
        """This table with another on top: a later notice, or the city's own days."""
        return HolidayTable({**self.exceptions, **exceptions}, self.announced | announced, self.hours)

    def with_hours(self, hours: tuple[dt.time, dt.time] | None) -> HolidayTable:
        """This table with other business hours."""
        return HolidayTable(self.exceptions, self.announced, hours)
