"""Large loads are written without indexes, which are made again at the end: in order, instead of row by row."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

WORTH = 50_000
"""Rows from which on making the indexes again is cheaper than keeping them, if as many are there already or fewer."""

_FREE = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = %s::regclass AND NOT i.indisprimary AND i.indisvalid
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""
_KEYS = """
SELECT c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
WHERE c.conrelid = %s::regclass AND c.contype = 'u'
  AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid)
ORDER BY 1
"""


@contextlib.contextmanager
def without_indexes(link: psycopg.Connection[Any], tables: Sequence[str], rows: int) -> Iterator[None]:
    """Until the block ends the tables have primary keys only, where `rows` more of the first one make that worth it.

    `link` belongs to the tables' owner or a superuser, in autocommit. Unique constraints are looked at again when
    their indexes are made.
    """
    count = link.execute(f"SELECT count(*) FROM {tables[0]}").fetchone()
    again = list[str]()
    if rows >= WORTH and count is not None and count[0] <= rows:
        for table in tables:
            for name, definition in link.execute(_FREE, [table]).fetchall():
                again.append(definition)
                link.execute(f"DROP INDEX {name}")
            for name, definition in link.execute(_KEYS, [table]).fetchall():
                again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
                link.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        if again:
            link.execute("SET maintenance_work_mem = '256MB'")
        for statement in again:
            link.execute(statement)
