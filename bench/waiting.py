"""Waiting for something that is under way in another process: the one place where a measure polls."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def awaited(asked: Callable[[], T | None], *, seconds: float, every: float = 0.05) -> T | None:
    """The first true answer, asked again `every` so many seconds; the last answer, not true, once `seconds` are over.

    Nothing tells us when a process of its own has got somewhere, so it is asked. What is measured is never this wait
    itself, or is longer than `every` by so much that one turn more or less does not show.
    """
    end = time.monotonic() + seconds
    while not (found := asked()) and time.monotonic() < end:
        time.sleep(every)
    return found
