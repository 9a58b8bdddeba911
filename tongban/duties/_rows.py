"""Rows of this room on the busiest roads: a new duty by a prepared statement, pauses that nobody needs to ask for."""

from __future__ import annotations

from collections.abc import Collection

from tongban.duties.models import Duty
from tongban.kernel import statements

_COLUMNS = [field for field in Duty._meta.concrete_fields if not field.primary_key]
_INSERT = (
    f"INSERT INTO {Duty._meta.db_table} ({', '.join(str(field.column) for field in _COLUMNS)}) "  # noqa: S608  # our names
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT (dedupe_key) DO NOTHING RETURNING id"
)


def insert(duty: Duty) -> bool:
    """Insert the duty, which learns its id; False where its key is taken."""
    rows = statements.ask(_INSERT, [getattr(duty, field.attname) for field in _COLUMNS])
    if rows:
        duty.pk = rows[0][0]
        duty._state.adding = False
    return bool(rows)


def spare_pauses(rows: Collection[Duty]) -> None:
    """A pause moves its duty: a locked one that never moved has none, and nobody asks for them."""
    for duty in rows:
        if not duty.revision:
            duty.pause_rows = []  # type: ignore[attr-defined]  # as those that come with the row
