"""The words of the arithmetic: `Limit`, `Pause`, `Due`, and what is refused."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from tongban.kernel.clock import CHINA
from tongban.kernel.errors import DomainError


class BadLimit(DomainError):
    """A limit nobody can count: negative, not whole, or longer than a century."""

    code = "bad_limit"
    status = 422
    text = "办理时限“{number}”不能计算：应当是零或者正整数，且不超过一百年。"
    hint = "请改成整数的工作日、自然日、小时、月或年。"


class BadPause(DomainError):
    """A pause that ends before it begins, or an instant without its time zone."""

    code = "bad_pause"
    status = 422
    text = "暂停计时的结束（{end}）早于开始（{start}）。"
    hint = "请核对暂停和恢复计时的日期。"


class BadStart(DomainError):
    """A start that the unit cannot count from: no instant, no time zone, or a year no calendar reaches."""

    code = "bad_start"
    status = 422
    text = "起算时间“{start}”不能用：要有年月日；按小时计算的，还要有带时区的时刻。"
    basis = "《民法典》第二百零一条"
    hint = "请写明日期、时间和时区，例如 2026-11-20T09:30:00+08:00。"


class LimitUnit(enum.StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    NATURAL_DAY = "natural_day"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"

    @property
    def label(self) -> str:
        """The unit with its measure word: 个工作日, 日, 小时, 个月, 年."""
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    LimitUnit.WORKING_DAY: "个工作日",
    LimitUnit.NATURAL_DAY: "日",
    LimitUnit.HOUR: "小时",
    LimitUnit.MONTH: "个月",
    LimitUnit.YEAR: "年",
}
_CENTURY = {
    LimitUnit.WORKING_DAY: 36_525,
    LimitUnit.NATURAL_DAY: 36_525,
    LimitUnit.HOUR: 36_525 * 24,
    LimitUnit.MONTH: 1_200,
    LimitUnit.YEAR: 100,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many units. Zero means on the spot (当场): the day of the start, or the instant for hours.

    Raises `BadLimit`.
    """

    number: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.number != int(self.number) or not 0 <= self.number <= _CENTURY[self.unit]:
            raise BadLimit(number=self.number)

    def __str__(self) -> str:
        return f"{self.number}{self.unit.label}" if self.number else "当场"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count; `end=None` while it lasts.

    Given as days, both ends stand still. Given as instants, hours stand still between the two and every day
    that was touched stands still, because a day is never counted in parts. Raises `BadPause`.
    """

    start: dt.date | dt.datetime
    end: dt.date | dt.datetime | None

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if isinstance(moment, dt.datetime) and moment.tzinfo is None:
                raise BadStart(start=moment)
        if self.end is None:
            return
        if isinstance(self.start, dt.datetime) and isinstance(self.end, dt.datetime):
            backwards = self.end < self.start
        else:
            backwards = day_of(self.end) < day_of(self.start)
        if backwards:
            raise BadPause(start=self.start, end=self.end)


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends, and why.

    `due_at` is the last instant in time, `due_on` the day it falls on in China; both are None, and `suspended`
    is true, while an open pause keeps the end unknown. `counted` are the days that count (empty for hours); a last
    day moved by 民法典 203 is not among them. `provisional` says that a day it rests on is not announced yet.
    """

    due_at: dt.datetime | None
    due_on: dt.date | None
    counted: tuple[dt.date, ...]
    provisional: bool
    basis: tuple[str, ...]

    @property
    def suspended(self) -> bool:
        """The end is unknown because time stands still."""
        return self.due_at is None


def day_of(moment: dt.date | dt.datetime) -> dt.date:
    """The day in China a start or a pause falls on; a naive datetime raises `BadStart`."""
    if not isinstance(moment, dt.datetime):
        return moment
    if moment.tzinfo is None:
        raise BadStart(start=moment)
    return moment.astimezone(CHINA).date()
