"""How numbers, dates, limits and personal data are written on pages: one form for each, everywhere.

Pure functions; `jinja.py` registers them as filters. `None` and the empty string become an empty text (limits: 未写明),
so that a page never shows "None".
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Protocol, runtime_checkable

from markupsafe import Markup

from tongban.kernel import clock

UNIT_NOUNS = {
    "working_day": "个工作日",
    "natural_day": "个自然日",
    "hour": "小时",
    "month": "个月",
    "year": "年",
    "minute": "分钟",
}
LAMP_WORDS = {"green": "正常", "yellow": "临近到期", "red": "超期", "grey": "停止计时"}
_MOBILE = re.compile(r"1\d{10}")
_CITIZEN_NO = re.compile(r"\d{17}[\dXx]|\d{15}")
_USCC = re.compile(r"[0-9A-Z]{18}")


@runtime_checkable
class LimitLike(Protocol):
    """What `kernel.deadline.Limit` looks like; the furniture needs no more of it."""

    @property
    def number(self) -> int:
        """How many units."""

    @property
    def unit(self) -> str:
        """The unit's code (`working_day`, `natural_day`, `hour`, `month`, `year`)."""


Day = dt.date | dt.datetime | str | None


def _moment(value: Day) -> dt.date | dt.datetime | None:
    """Accept ISO text too (facts and JSON carry it); aware instants become China's wall clock."""
    if not value:
        return None
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value) if len(value) > 10 else dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return clock.local(value)
    return value


def cn_date(value: Day) -> str:
    """2026年11月21日."""
    day = _moment(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def cn_time(value: Day) -> str:
    """15:30; empty for a day without a time."""
    moment = _moment(value)
    return f"{moment:%H:%M}" if isinstance(moment, dt.datetime) else ""


def cn_datetime(value: Day) -> str:
    """2026年11月21日 15:30; a day without a time stays a day."""
    return f"{cn_date(value)} {cn_time(value)}".strip()


def iso(value: Day) -> str:
    """The machine form for `<time datetime>`; minutes are enough."""
    moment = _moment(value)
    if isinstance(moment, dt.datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else ""


def moment(value: Day) -> Markup:
    """`<time datetime="2026-11-21T15:30+08:00">2026年11月21日 15:30</time>`: both forms from one look at the clock."""
    at = _moment(value)
    if not isinstance(at, dt.datetime):
        return Markup('<time datetime="{}">{}</time>').format(iso(at), cn_date(at)) if at else Markup()
    day = f"{at.year}年{at.month}月{at.day}日 {at.hour:02d}:{at.minute:02d}"
    return Markup(f'<time datetime="{at.isoformat(timespec="minutes")}">{day}</time>')  # noqa: S704  # numbers only


def before(value: Day) -> str:
    """12月1日前; the year is added when it is not the present one."""
    day = _moment(value)
    if not day:
        return ""
    year = "" if day.year == clock.today().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日前"


def span(number: int, unit: str = "working_day") -> str:
    """3个工作日. An unknown unit shows as 天 rather than as a code."""
    return f"{number}{UNIT_NOUNS.get(str(unit), '天')}"


def limit(value: LimitLike | tuple[int, str] | str | None, none: str = "未写明") -> str:
    """A time limit in words; nought means on the spot (当场办结). Ready text passes through."""
    if value is None or value == "":
        return none
    if isinstance(value, str):
        return value
    number, unit = value if isinstance(value, tuple) else (value.number, str(value.unit))
    return "当场办结" if number == 0 else span(number, unit)


def _stars(text: str, head: int, tail: int) -> str:
    hidden = max(len(text) - head - tail, 1)
    return text[:head] + "*" * hidden + (text[-tail:] if tail else "")


def _mask_name(name: str) -> str:
    """张*, 欧阳**, 买买提·*** : the first character (or the part before the dot) stays."""
    if "·" in name:
        head, rest = name.split("·", 1)
        return head + "·" + "*" * len(rest)
    return _stars(name, 2 if len(name) > 3 else 1, 0)


def mask(value: str | None, kind: str = "") -> str:
    """Hide the middle of a number, the end of a name. `kind` forces name, citizen_no, mobile or uscc."""
    text = (value or "").strip()
    if not text:
        return ""
    if kind == "mobile" or (not kind and _MOBILE.fullmatch(text)):
        return _stars(text, 3, 4)
    if kind == "citizen_no" or (not kind and _CITIZEN_NO.fullmatch(text)):
        return _stars(text, 3, 4)
    if kind == "uscc" or (not kind and _USCC.fullmatch(text)):
        return _stars(text, 4, 4)
    if kind == "name" or not any(character.isdigit() for character in text):
        return _mask_name(text)
    return _stars(text, 1, 1)


def money(value: Decimal | int | float | None) -> str:
    """Yuan: 120元, 1,234.50元; nothing to pay reads 不收费."""
    if value is None:
        return ""
    amount = Decimal(str(value))
    if amount == 0:
        return "不收费"
    return f"{amount:,.0f}元" if amount == amount.to_integral_value() else f"{amount:,.2f}元"


def percent(value: float | Decimal | None, digits: int = 1) -> str:
    """0.6575 -> 65.8%; empty when there is no denominator."""
    return "" if value is None else f"{Decimal(str(value)) * 100:.{digits}f}%"


def thousands(value: int | float | None) -> str:
    """12,345."""
    return "" if value is None else f"{value:,}"


def counted(value: int, most: int | None = None) -> str:
    """12,345; 999+ where counting stopped at `most` (1,000)."""
    return f"{most - 1:,}+" if most is not None and value >= most else thousands(value)


def file_size(value: int | None) -> str:
    """Bytes as people say them: 820 KB, 2.3 MB."""
    if value is None:
        return ""
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} KB"
    return f"{value / 1024 / 1024:.1f} MB"


def lamp_word(lamp: str) -> str:
    """The word that always stands beside the lamp's colour."""
    return LAMP_WORDS.get(str(lamp), "未计时")
