"""What the rows of a bench city's history share: one case while it is made, and instants as text and numbers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from bench.history_city import Desk
from tongban.kernel import clock
from tongban.kernel.actor import Actor

Take = Callable[[str, int], int]
"""The first of so many ids of a table that nobody else will get."""

Rows = dict[str, tuple[str, bytes]]
"""By table: column names and the bytes for COPY."""

EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SECOND = 1_000_000
_DAY = 86_400 * SECOND
N = r"\N"
"""NULL in text."""


class Case:
    """One case while its rows are made."""

    __slots__ = ("applicant", "at", "desk", "id", "last_at", "no", "prev", "rng_bits", "seq", "state", "uid")

    def __init__(self, case_id: int, desk: Desk, applicant: Actor, bits: int) -> None:
        self.id, self.desk, self.applicant, self.rng_bits = case_id, desk, applicant, bits
        self.uid = str(uuid.UUID(int=bits, version=4))
        self.at: dict[str, int] = {}
        self.seq, self.prev, self.last_at = 0, bytes(32), 0
        self.state = self.no = ""


def local(day: dt.date, hour: int) -> int:
    return round((clock.at(day, dt.time(hour)) - EPOCH).total_seconds()) * SECOND


def instant(at: int) -> dt.datetime:
    return EPOCH + dt.timedelta(microseconds=at)


def day_of(at: int) -> dt.date:
    return clock.local(instant(at)).date()


_days: dict[int, str] = {}


def text_of(at: int) -> str:
    """An instant as facts write it; the day's part is remembered, `strftime` would cost more than all the rest."""
    day, rest = divmod(at, _DAY)
    found = _days.get(day)
    if found is None:
        found = _days[day] = f"{EPOCH + dt.timedelta(days=day):%Y-%m-%d}"
    seconds, micro = divmod(rest, SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{found}T{hour:02d}:{minute:02d}:{second:02d}.{micro:06d}Z"


def stamp(at: int | None) -> str:
    return N if at is None else text_of(at)
