"""Small in-process caches of slow-moving tables (calendar, rule pack, regions), all forgettable at once.

Two kinds. `remembered` is for what cannot change (frozen versions) or says itself by its arguments when it does.
`of_the_ground` is for what changes rarely, but must be right in every process at once: its answers are kept under
the mark that the database gives its ground tables, and the mark is read anew with every request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_forgetters: list[Callable[[], None]] = []


class _Mark:
    """The mark of one request, read when the first answer needs it."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read: Callable[[], str] | None = read
        self._mark = ""
        self.answers: dict[tuple[object, ...], object] = {}

    def __call__(self) -> str:
        if self._read is not None:
            self._mark, self._read = self._read(), None
        return self._mark


_request_mark: ContextVar[_Mark | None] = ContextVar("ground_mark", default=None)
_offered: ContextVar[str] = ContextVar("offered_ground_mark", default="")


def remembered(function: Callable[P, R], *, size: int = 4096) -> Callable[P, R]:
    """Cache `function` by its (hashable) arguments until `forget_all` or its own `cache_clear`."""
    cached = lru_cache(maxsize=size)(function)
    _forgetters.append(cached.cache_clear)
    return cached  # type: ignore[return-value]  # lru_cache keeps the call signature but hides it from typing


def of_the_ground(function: Callable[P, R], *, size: int = 64) -> Callable[P, R]:
    """Cache `function` by its (hashable) arguments and the mark of the ground; without a mark it is asked anew.

    A thread that read old rows keeps its answer under the old mark, so no answer can outlive a change.
    """

    def under(_mark: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    cached = lru_cache(maxsize=size)(under)
    _forgetters.append(cached.cache_clear)

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        mark = ground_mark()
        if not mark:
            return function(*args, **kwargs)
        return cached(mark, *args, **kwargs)  # type: ignore[arg-type]  # callers pass hashable arguments

    return ask


def once_a_request(function: Callable[P, R]) -> Callable[P, R]:
    """Ask `function` once for the same positional arguments while one reading request lasts; outside, every time."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        request = _request_mark.get()
        if request is None or kwargs:
            return function(*args, **kwargs)
        key = (function, *args)
        if key not in request.answers:
            request.answers[key] = function(*args, **kwargs)
        return request.answers[key]  # type: ignore[return-value]  # stored one line above

    return ask


@contextmanager
def ground_as_of(read: Callable[[], str]) -> Iterator[None]:
    """Until the end of the block (one reading request) the ground is as the mark says that `read` gives when first
    asked; an empty one means that nothing is known and everything is read anew."""
    token = _request_mark.set(_Mark(read))
    try:
        yield
    finally:
        _request_mark.reset(token)


@contextmanager
def ground_offered(mark: str) -> Iterator[None]:
    """Until the end of the block (one writing request) the mark that came with the caller's account is at hand.

    Nothing is remembered under it by itself: a verb that changes nothing of the ground may take it up.
    """
    token = _offered.set(mark)
    try:
        yield
    finally:
        _offered.reset(token)


def offered_ground() -> str:
    """The mark that came with this writing request, as old as the request; empty where none did."""
    return _offered.get()


def ground_mark() -> str:
    """The mark of the ground in this request; empty outside one."""
    known = _request_mark.get()
    return known() if known is not None else ""


def forgotten_with_the_rest(forget: Callable[[], None]) -> None:
    """Have `forget_all` drop what a room remembers in a way of its own."""
    _forgetters.append(forget)


def forget_all() -> None:
    """Drop every remembered answer: a test ended, or a table of the ground floor was written."""
    for forget in _forgetters:
        forget()
