"""Numbers without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.db import transaction

from tongban.kernel import statements
from tongban.ledger.errors import FactRefused


def next_serial(series: str) -> int:
    """The next number of a series, starting at 1, without gaps or repeats.

    The series stays locked until the caller's transaction ends, and a rollback gives the number back; take it late.
    Raises `FactRefused` for an empty or over-long name.
    """
    return next_serials([series])[0]


def next_serials(series: Sequence[str]) -> list[int]:
    """The next numbers of several different series by one statement, locked in the order of their names."""
    for name in series:
        if not 1 <= len(name) <= 160:
            raise FactRefused(f"series name of {len(name)} characters")
    with transaction.atomic(savepoint=False):
        values: dict[str, int] = dict(statements.ask(_next(len(series)), sorted(series)))
    return [values[name] for name in series]


@lru_cache(maxsize=16)
def _next(number: int) -> str:
    return (
        f"INSERT INTO ledger_series AS s (name, value) VALUES {', '.join(['(%s, 1)'] * number)} "  # noqa: S608  # ours
        "ON CONFLICT (name) DO UPDATE SET value = s.value + 1 RETURNING name, value"
    )
