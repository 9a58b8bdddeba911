"""A city's past, written as the verbs would have left it, but by COPY: closed cases with everything around them.

`seed_history(city, 100_000)` adds a hundred thousand cases to the bench city of `tongban.cases.tests.conftest.build`:
each with three materials, its discharged duties, about six facts that verify, the objects they touched and the end of
its chain. Randomness is seeded by the first new id. Calls add up. A call that at least doubles what is there writes
without indexes and makes them again (`bench.history_indexes`).

Foreign keys are not looked up again for rows whose targets this module has just written (`session_replication_role`,
where the embedded server's superuser may be asked); on a city's own server they are, at about half the speed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from bench.history_city import PER_DAY, Scene, prepare
from bench.history_indexes import without_indexes
from bench.history_rows import Block, rows_of_block
from bench.history_terms import Take
from tongban.cases.tests.conftest import City
from tongban.shell.database.embedded import EmbeddedCluster

BLOCK = 2_500
WRITERS = 2
Link = psycopg.Connection[tuple[Any, ...]]
_TABLES = ("cases_case", "cases_casematerial", "duties_duty", "ledger_fact", "ledger_factobject", "ledger_chain")
_BINARY = frozenset({"ledger_fact", "ledger_factobject"})
_SERIES = (
    "INSERT INTO ledger_series (name, value) VALUES (%s, %s) "
    "ON CONFLICT (name) DO UPDATE SET value = greatest(ledger_series.value, excluded.value)"
)


def seed_history(
    city: City, cases: int, *, open_share: float = 0.0, facts: bool = True, rooms: bool = True, per_day: int = PER_DAY
) -> None:
    """Add `cases` cases, `open_share` of them still running; progress goes to stderr.

    `facts=False` leaves the ledger alone, `rooms=False` writes only the ledger (for measures of the ledger itself).
    `per_day` cases are handed in on a working day; half of them belong to `city.department_id`.
    """
    started = time.perf_counter()
    scene = prepare(city, cases, round(cases * open_share), per_day)
    written = 0
    address, quick = writer()
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="history") as pool, psycopg.connect(address) as numbers:
        numbers.autocommit = True
        links = [psycopg.connect(address) for _ in range(WRITERS)]
        try:
            with without_indexes(numbers, _TABLES, cases):
                owed: list[Future[None]] = []
                for number, block in enumerate(
                    _blocks(scene, cases, partial(_take, numbers), facts=facts, rooms=rooms)
                ):
                    if len(owed) >= WRITERS:
                        owed.pop(0).result()
                    owed.append(pool.submit(_write, links[number % WRITERS], block, quick=quick))
                    written += block.cases
                    _tell(written, cases, started)
                for done in owed:
                    done.result()
            _finish(numbers, scene)
        finally:
            for link in links:
                link.close()
    print(f"\rhistory: {cases:,} cases in {time.perf_counter() - started:.0f} s{' ' * 20}", file=sys.stderr)


def _tell(written: int, cases: int, started: float) -> None:
    took = time.perf_counter() - started
    print(f"\rhistory: {written:,} of {cases:,} cases, {written / took:,.0f}/s ", end="", file=sys.stderr)


def writer() -> tuple[str, bool]:
    """Who writes: the embedded server's superuser, who may leave foreign keys alone, else the owner's role."""
    if os.environ.get("TONGBAN_EMBEDDED"):
        address = EmbeddedCluster(Path(os.environ["TONGBAN_EMBEDDED"])).addresses().superuser
        return psycopg.conninfo.make_conninfo(address, dbname=connection.settings_dict["NAME"]), True
    address = os.environ.get("TONGBAN_DATABASE_OWNER_URL") or os.environ["TONGBAN_DATABASE_URL"]
    return psycopg.conninfo.make_conninfo(address, dbname=connection.settings_dict["NAME"]), False


def _blocks(scene: Scene, cases: int, take: Take, *, facts: bool, rooms: bool) -> Iterator[Block]:
    """The rows of `BLOCK` cases at a time, with ids taken from the sequences for all of them at once."""
    for first in range(0, cases, BLOCK):
        places = range(first, min(first + BLOCK, cases))
        yield rows_of_block(scene, places, take, facts=facts, rooms=rooms)


def _take(link: Link, table: str, count: int) -> int:
    """The first of `count` ids that nobody else will get."""
    found = link.execute(
        "SELECT setval(pg_get_serial_sequence(%s, 'id'), nextval(pg_get_serial_sequence(%s, 'id')) + %s - 1)",
        [table, table, count],
    ).fetchone()
    assert found is not None
    return int(found[0]) - count + 1


def _write(link: Link, block: Block, *, quick: bool) -> None:
    """One transaction per block: what stands in the ledger stands in the rooms."""
    with link.transaction():
        if quick:
            link.execute("SET LOCAL session_replication_role = replica")
        link.execute("SET LOCAL synchronous_commit = off")
        for table, (columns, content) in block.tables.items():
            form = " (FORMAT binary)" if table in _BINARY else ""
            with link.cursor().copy(f"COPY {table} ({columns}) FROM STDIN{form}") as copy:
                for at in range(0, len(content), 1 << 18):
                    copy.write(content[at : at + (1 << 18)])


def _finish(link: Link, scene: Scene) -> None:
    """Series go on where history ends; the planner learns what it will meet."""
    with link.cursor() as cursor:
        cursor.executemany(_SERIES, sorted(scene.series.items()))
    for table in _TABLES:
        link.execute(f"VACUUM (ANALYZE) {table}")
