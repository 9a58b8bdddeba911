"""Statements of the busiest roads, without the ORM or a cursor in between.

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
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer

Row = tuple[Any, ...]
PLAN_SECONDS = 60
"""How old the plan of a reading statement grows."""

MOST_PREPARED = 100
"""Statements that one connection keeps prepared; the one prepared first makes room."""


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
    road: _Road | None = vars(django).get("road")
    if road is None or road.connection is not django.connection:
        road = vars(django)["road"] = _Road(django.connection)
    with django.wrap_database_errors:
        return road.ask(sql, parameters)


class _Road:
    """One connection and what is prepared on it. Whatever a cursor would do anew for each statement is done once."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._adapt = Transformer(connection)
        self._names: dict[tuple[str, tuple[int, ...]], tuple[bytes, int]] = {}
        self._count = 0

    def ask(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        """As the function of this name. Another thread that reads from a cursor of the connection takes turns."""
        connection, adapt = self.connection, self._adapt
        with connection.lock:
            server = connection.pgconn
            if not connection.autocommit and server.transaction_status == pq.TransactionStatus.IDLE:
                self._checked(server.exec_(b"BEGIN"))
            values: Any = adapt.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters))
            types, formats = adapt.types or (), adapt.formats
            if connection.prepare_threshold is None:  # a pooler hands out sessions in turn: nothing stays prepared
                result = server.exec_params(_numbered(sql), values, types, formats)
            else:
                result = server.exec_prepared(self._prepared(sql, types), values, formats)
            if not self._checked(result).nfields:
                return []
            adapt.set_pgresult(result)
            return adapt.load_rows(0, result.ntuples, tuple)

    def _prepared(self, sql: str, types: tuple[int, ...]) -> bytes:
        """The name under which the server knows the statement with parameters of these types."""
        age = int(time.monotonic() / PLAN_SECONDS) if sql.startswith("SELECT") else 0
        name, planned = self._names.get((sql, types), (b"", age))
        if name and planned == age:
            return name
        server = self.connection.pgconn
        if name or len(self._names) >= MOST_PREPARED:
            old = (sql, types) if name else next(iter(self._names))
            server.exec_(b"DEALLOCATE " + self._names.pop(old)[0])
        self._count += 1
        name = b"road_%d" % self._count
        self._checked(server.prepare(name, _numbered(sql), types))
        self._names[sql, types] = name, age
        return name

    def _checked(self, result: pq.abc.PGresult) -> pq.abc.PGresult:
        """The result itself. Raises what the server refused, and `psycopg.OperationalError` where it is gone."""
        if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            return result
        if not result.error_field(pq.DiagnosticField.SQLSTATE):
            raise psycopg.OperationalError(self.connection.pgconn.get_error_message())
        raise psycopg.errors.error_from_result(result)


@lru_cache(maxsize=2048)
def _numbered(sql: str) -> bytes:
    """The text with `$1`, `$2` … as the server wants them."""
    first, *others = sql.split("%s")
    return "".join([first, *(f"${place}{text}" for place, text in enumerate(others, 1))]).encode()


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
