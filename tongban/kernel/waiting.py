"""Waiting for something that is under way elsewhere and tells nobody when it has got there: another process, a lock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def awaited(asked: Callable[[], T | None], *, seconds: float, every: float = 0.05) -> T | None:
    """The first true answer, asked again `every` so many seconds; the last answer, not true, once `seconds` are over.

    By the machine's steady clock, not the city's: this is patience, no limit of law. Where a measure uses it, the wait
    is not what is measured, or so long that one turn more or less does not show.
    """
    end = time.monotonic() + seconds
    while not (found := asked()) and time.monotonic() < end:
        time.sleep(every)  # nothing wakes us: what is asked about has no way to tell
    return found
