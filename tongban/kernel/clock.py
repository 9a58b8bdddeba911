"""The only place that reads the time.

Instants are aware datetimes in UTC; days are days in China. In demonstration and test cities an offset
lets days pass (`tongban clock +3d`); it lives in one small file under `TONGBAN_HOME`, so that every
process of the city sees the same time. `set_city` is called once by the settings.

The city's time never runs backwards: where the machine's clock is set back behind what the ledger holds, it stands
still until the clock has caught up, for at most `HOLD` (docs/decisions/0014-a-clock-that-was-ahead.md).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo

from tongban.kernel.errors import DomainError

CHINA = ZoneInfo("Asia/Shanghai")
HOLD = dt.timedelta(minutes=5)
"""How long the city's time may stand still; a clock further behind than that is wrong, and nothing is written."""

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


class ClockNotMovable(DomainError):
    """The offset is for demonstration and test cities only."""

    code = "clock_not_movable"
    status = 403
    text = "正式城市的时间不能拨动。"
    hint = "只有演示城市和测试城市可以用 tongban clock 让日子往前走。"


class _City:
    """Where the offset is kept and whether it may be moved; `read` caches by modification time."""

    path: Path | None = None
    movable = False
    held: dt.datetime | None = None
    _stamp: int | None = None
    _offset = dt.timedelta()

    @classmethod
    def read(cls) -> dt.timedelta:
        if cls.path is None or not cls.movable:
            return dt.timedelta()
        try:
            stamp = os.stat(cls.path).st_mtime_ns
        except FileNotFoundError:
            return dt.timedelta()
        if stamp != cls._stamp:
            cls._offset = dt.timedelta(seconds=float(cls.path.read_text() or 0))
            cls._stamp = stamp
        return cls._offset


def set_city(*, home: Path, movable: bool) -> None:
    """Tell the clock which city it serves. No file is read until the first `now`."""
    _City.path, _City.movable, _City._stamp = home / "clock-offset", movable, None


def offset() -> dt.timedelta:
    """How far the city's time runs ahead of the machine's; zero in a production city."""
    return _City.read()


def now() -> dt.datetime:
    """The present instant, aware, UTC."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    ticked, held = _ticked(), _City.held
    return held if held is not None and ticked < held <= ticked + HOLD else ticked


def _ticked() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + offset()


def stand_at(written: dt.datetime) -> None:
    """The ledger holds this instant: from now on this process's time does not run behind it."""
    _City.held = written


def behind(written: dt.datetime) -> dt.timedelta:
    """How far the machine's clock is behind an instant that is written; zero where it is not."""
    return max(written - _ticked(), dt.timedelta())


def today() -> dt.date:
    """The present day in China."""
    return local(now()).date()


def local(instant: dt.datetime) -> dt.datetime:
    """The instant on China's clocks; refuses naive datetimes."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    return instant.astimezone(CHINA)


def at(day: dt.date, time: dt.time = dt.time()) -> dt.datetime:
    """The instant of a wall-clock time in China, as UTC."""
    return dt.datetime.combine(day, time, CHINA).astimezone(dt.UTC)


def move(by: dt.timedelta) -> dt.timedelta:
    """Let days pass; returns the new offset. Raises `ClockNotMovable` in a production city or backwards."""
    if not _City.movable or _City.path is None:
        raise ClockNotMovable()
    if by < dt.timedelta():
        raise ClockWentBack()
    total = offset() + by
    _City.path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _City.path.with_suffix(f".{os.getpid()}")
    temporary.write_text(str(total.total_seconds()))
    os.replace(temporary, _City.path)
    _City._stamp = None
    return total


class ClockWentBack(DomainError):
    """Time runs one way: a record may not be older than the one before it."""

    code = "clock_went_back"
    status = 503
    text = "服务器的时间比上一条记录还早，为保证时限计算真实，本次操作没有执行。"
    hint = "请系统管理员校准服务器时间后再试；已保存的内容不受影响。"


@contextlib.contextmanager
def frozen(instant: dt.datetime) -> Iterator[None]:
    """Hold the time still inside the block (tests, replays of history)."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    token = _frozen.set(instant.astimezone(dt.UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
