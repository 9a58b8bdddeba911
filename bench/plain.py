"""The same rows by plain SQL: what this database could do at best, without a framework, checks or HTTP.

`python -m bench.plain` is one of two processes. It reads a plan (address, the rows of one real submission, seconds)
from stdin and copies those rows with new keys: two round trips a submission (numbers and ids; then everything and
COMMIT), all statements prepared and sent as one pipeline, eight connections a process.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading
import time
import uuid
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

CONNECTIONS = 8
TABLES = (
    "cases_case", "files_storedfile", "cases_casematerial", "duties_duty", "cases_caseinstrument",
    "notices_inboxmessage", "notices_outboxmessage", "ledger_chain", "ledger_fact", "ledger_factobject",
    "ledger_delivery", "ledger_series",
)  # fmt: skip
"""What a submission writes. `ledger_series` is counted up, never filled."""

_SERIES = (
    "INSERT INTO ledger_series AS s (name, value) VALUES ($1, 1), ($2, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = s.value + 1 RETURNING value"
)
_IDS = (
    "SELECT nextval('cases_case_id_seq'), nextval('duties_duty_id_seq'), "
    "ARRAY(SELECT nextval('ledger_fact_id_seq') FROM generate_series(1, $1::integer))"
)
Rows = dict[str, list[dict[str, Any]]]


def capture(cursor: psycopg.Cursor[Any], before: dict[str, int]) -> Rows:
    """The rows that came after `before` (see `marks`), by table, without their own generated ids."""
    found: Rows = {}
    for table in TABLES[:-1]:
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE {_newer(table)}", [before[table]])
        found[table] = [row for (row,) in cursor.fetchall()]
    return found


def marks(cursor: psycopg.Cursor[Any]) -> dict[str, int]:
    """Where every table ends now."""
    found = {}
    for table in TABLES[:-1]:
        column = "id" if table != "ledger_chain" else "(SELECT count(*) FROM ledger_chain)"
        cursor.execute(f"SELECT coalesce(max({column}), 0) FROM {table}")
        ((found[table],),) = cursor.fetchall()
    return found


def counts(cursor: psycopg.Cursor[Any]) -> dict[str, int]:
    """Rows of every table; of the series the sum of their values."""
    found = {}
    for table in TABLES:
        what = "count(*)" if table != "ledger_series" else "coalesce(sum(value), 0)::bigint"
        cursor.execute(f"SELECT {what} FROM {table}")
        ((number,),) = cursor.fetchall()
        found[table] = int(number)
    return found


def _newer(table: str) -> str:
    if table != "ledger_chain":
        return "id > %s"
    return (
        "(object_type, object_id) IN (SELECT primary_type, primary_id FROM ledger_fact ORDER BY id DESC LIMIT 50) "
        "AND seq = 1 AND %s >= 0 AND recorded_at = (SELECT max(recorded_at) FROM ledger_chain)"
    )


class Writer:
    """One connection and the rows it copies."""

    def __init__(self, plan: dict[str, Any], number: int) -> None:
        self.connection = psycopg.connect(plan["address"], autocommit=True, cursor_factory=psycopg.RawCursor)
        self.rows: Rows = plan["rows"]
        self.types: dict[str, dict[str, str]] = plan["types"]
        self.series: list[list[str]] = plan["series"]
        self.place = number
        self.statements = {table: self._statement(table, rows) for table, rows in self.rows.items() if rows}
        self.old_case = self.rows["cases_case"][0]
        self.old_duty = self.rows["duties_duty"][0]["id"]
        self.old_facts = sorted(row["id"] for row in self.rows["ledger_fact"])

    def _statement(self, table: str, rows: list[dict[str, Any]]) -> tuple[bytes, list[str]]:
        keep = {"cases_case", "duties_duty", "ledger_fact"}
        columns = [name for name in rows[0] if name != "id" or table in keep]
        names = ", ".join(f'"{name}"' for name in columns)
        numbers = iter(range(1, len(columns) * len(rows) + 1))
        values = ", ".join("(" + ", ".join(f"${next(numbers)}" for _ in columns) + ")" for _ in rows)
        return f"INSERT INTO {table} ({names}) VALUES {values}".encode(), columns

    def submit(self) -> None:
        """One transaction."""
        self.place += 1
        case_series, paper_series = self.series[self.place % len(self.series)]
        connection = self.connection
        with connection.pipeline(), connection.transaction():
            first = connection.execute(_SERIES, [case_series, paper_series], prepare=True)
            second = connection.execute(_IDS, [len(self.old_facts)], prepare=True)
            serials = [value for (value,) in first.fetchall()]
            ((case, duty, facts),) = second.fetchall()
            new = self._renamed(case, duty, facts, case_series, serials)
            for table, (statement, columns) in self.statements.items():
                values = [new(table, name, row) for row in self.rows[table] for name in columns]
                connection.execute(statement, values, prepare=True)

    def _renamed(self, case: int, duty: int, facts: list[int], series: str, serials: list[int]) -> Any:
        """New keys for old ones; everything else as it was."""
        texts: dict[str, str] = {}
        fact_ids = dict(zip(self.old_facts, facts, strict=True))
        unique = uuid.uuid4().hex
        now = dt.datetime.now(dt.UTC)

        def text(old: str) -> str:
            if old not in texts:
                texts[old] = str(uuid.uuid4()) if len(old) == 36 else (uuid.uuid4().hex * 2)[: len(old)]
            return texts[old]

        def new(table: str, name: str, row: dict[str, Any]) -> Any:
            value, kind = row[name], self.types[table][name]
            if name == "id":
                return case if table == "cases_case" else duty if table == "duties_duty" else fact_ids[value]
            if name == "case_id":
                return case
            if name == "fact_id":
                return fact_ids[value]
            if name == "case_no":
                return f"{series[:40]}{serials[0]}{unique}"[:50]
            if name == "number" or name == "dedupe_key":
                return f"{unique}{value}"[: max(len(str(value)), 40)] if value else value
            if name in ("object_id", "primary_id"):
                return str(duty) if value == str(self.old_duty) else text(value) if len(value) > 30 else value
            if value is None:
                return None
            if kind == "uuid" or (table in ("files_storedfile", "cases_casematerial") and name == "digest"):
                return text(value)
            if kind == "bytea":
                return bytes.fromhex(value[2:])
            if kind == "jsonb":
                return Jsonb(value)
            return now if kind == "timestamp with time zone" else value

        return new


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Eight connections at once, for so many seconds or so many submissions."""
    writers = [Writer(plan, number) for number in range(plan.get("connections", CONNECTIONS))]
    done: list[float] = []
    started = time.perf_counter()

    def work(writer: Writer) -> None:
        while len(done) < plan.get("most", 10**9) and time.perf_counter() - started < plan["seconds"]:
            begun = time.perf_counter()
            writer.submit()
            done.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"done": len(done), "seconds": time.perf_counter() - started, "cpu": time.process_time()}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
