"""Numbers without gaps."""

from __future__ import annotations

from django.db import transaction

from tongban.kernel import statements
from tongban.ledger.errors import FactRefused

_NEXT = (
    "INSERT INTO ledger_series AS s (name, value) VALUES (%s, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = s.value + 1 RETURNING value"
)


def next_serial(series: str) -> int:
    """The next number of a series, starting at 1, without gaps or repeats.

    The series stays locked until the caller's transaction ends, and a rollback gives the number back; take it late.
    Raises `FactRefused` for an empty or over-long name.
    """
    if not 1 <= len(series) <= 160:
        raise FactRefused(f"series name of {len(series)} characters")
    with transaction.atomic(savepoint=False):
        ((value,),) = statements.ask(_NEXT, [series])
    return int(value)
