"""Statements of the busiest roads, without the ORM in between.

They run on Django's own connection, inside its transaction, and are counted and wrapped like every query wherever
somebody counts. All are prepared: the server parses and plans each text once a connection. Reading ones go by a key
and are planned anew every `PLAN_SECONDS`, because a plan kept from when a table held a page of rows would read a
million one by one.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

Row = tuple[Any, ...]
PLAN_SECONDS = 60
"""How old the plan of a reading statement grows."""


def ask(sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """Run one statement (`%s` for each parameter) and return its rows, if it returns any. Errors are Django's.

    One that reads finds its rows by a unique key or an index: its plan does not depend on the parameters.
    """
    django = connections[DEFAULT_DB_ALIAS]
    if django.execute_wrappers or django.queries_logged:
        with django.cursor() as counted:
            counted.execute(sql, parameters)
            return counted.fetchall() if counted.description else []
    if django.connection is None:
        django.ensure_connection()
    with django.wrap_database_errors:
        # The text is numbered once by us: psycopg would look for placeholders in long ones at every call.
        cursor = psycopg.RawCursor(django.connection)
        age = int(time.monotonic() / PLAN_SECONDS) if sql.startswith("SELECT") else 0
        cursor.execute(_numbered(sql, age), parameters, prepare=True)
        result = cursor.pgresult
        return cursor.fetchall() if result is not None and result.nfields else []


@lru_cache(maxsize=2048)
def _numbered(sql: str, age: int) -> bytes:
    """The text with `$1`, `$2` … as the server wants them; another `age` makes another statement of it."""
    first, *others = sql.split("%s")
    text = "".join([first, *(f"${place}{text}" for place, text in enumerate(others, 1))])
    return (f"{text} -- {age}" if age else text).encode()


def insert(table: str, rows: Sequence[Mapping[str, object]], *, returning: str = "") -> list[Row]:
    """Insert rows that all name the same columns, in one statement; the names come from our own code."""
    columns = tuple(rows[0])
    return ask(_insert(table, columns, len(rows), returning), [row[name] for row in rows for name in columns])


def insert_new(row: Model) -> bool:
    """Insert a model's row, which learns its id; False where a unique key of it is taken already."""
    rows = ask(_insert_new(type(row)), [getattr(row, field.attname) for field in _columns(type(row))])
    if rows:
        row.pk = rows[0][0]
        row._state.adding = False
    return bool(rows)


def _columns(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@lru_cache(maxsize=64)
def _insert_new(model: type[Model]) -> str:
    names = tuple(str(field.column) for field in _columns(model))
    return _insert(model._meta.db_table, names, 1, "").rstrip() + " ON CONFLICT DO NOTHING RETURNING id"


@lru_cache(maxsize=512)
def _insert(table: str, columns: tuple[str, ...], number: int, returning: str) -> str:
    row = f"({', '.join(['%s'] * len(columns))})"
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * number)}"  # noqa: S608  # our own names
    return f"{sql} RETURNING {returning}" if returning else sql
