"""Small in-process caches of slow-moving tables (calendar, rule pack, regions), all forgettable at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_forgetters: list[Callable[[], None]] = []


def remembered(function: Callable[P, R], *, size: int = 4096) -> Callable[P, R]:
    """Cache `function` by its (hashable) arguments until `forget_all` or its own `cache_clear`."""
    cached = lru_cache(maxsize=size)(function)
    _forgetters.append(cached.cache_clear)
    return cached  # type: ignore[return-value]  # lru_cache keeps the call signature but hides it from typing


def forget_all() -> None:
    """Drop every remembered answer: a test ended, or a table of the ground floor was written."""
    for forget in _forgetters:
        forget()
