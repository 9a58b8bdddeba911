"""Rows of this room on the busiest roads: duties locked by a prepared statement, pauses nobody needs to ask for."""

from __future__ import annotations

from collections.abc import Collection

from django.db import DEFAULT_DB_ALIAS

from tongban.duties.models import Duty
from tongban.duties.states import RUNNING
from tongban.kernel import statements
from tongban.ledger.facts import ObjectRef

_ALL = list(Duty._meta.concrete_fields)
_LOCK = (
    f"SELECT {', '.join(str(field.column) for field in _ALL)} FROM {Duty._meta.db_table} "  # noqa: S608  # our names
    f"WHERE subject_type = %s AND subject_id = %s AND state IN ({', '.join(repr(state) for state in RUNNING)})"
)
_ONLY, _IN_ORDER = " AND kind = ANY(%s)", " ORDER BY id FOR NO KEY UPDATE"


def lock_running(subject: ObjectRef, kinds: Collection[str] | None) -> list[Duty]:
    """Lock the running duties of a subject (those of `kinds`) in one order for this transaction and load them."""
    if kinds is None:
        rows = statements.ask(_LOCK + _IN_ORDER, [subject.type, subject.id])
    else:
        rows = statements.ask(_LOCK + _ONLY + _IN_ORDER, [subject.type, subject.id, sorted(kinds)])
    names = [field.attname for field in _ALL]
    return [Duty.from_db(DEFAULT_DB_ALIAS, names, row) for row in rows]


def spare_pauses(rows: Collection[Duty]) -> None:
    """A pause moves its duty: a locked one that never moved has none, and nobody asks for them."""
    for duty in rows:
        if not duty.revision:
            duty.pause_rows = []  # type: ignore[attr-defined]  # as those that come with the row
