"""Real threads with real connections, for tests of what happens at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def at_once(calls: Iterable[Callable[[], T]]) -> list[T | Exception]:
    """Run every call in a thread with a connection of its own; results or errors in the order of the calls."""

    def one(call: Callable[[], T]) -> T | Exception:
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    listed = list(calls)
    with ThreadPoolExecutor(len(listed)) as pool:
        return list(pool.map(one, listed))
