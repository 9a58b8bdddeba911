"""Full submissions through HTTP beside the same rows by plain SQL, in the same run on the same cores.

A submission is one request: form, three files of 8 KiB (so small that their bytes lie in their rows, and plain SQL
writes them as well), case, duty of the one-time notice, receipt, message, facts and owed reactions. Once more with
scans of 256 KiB, which lie on disk. The clients, two web workers, the reaction workers and the database share the
machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from bench import plain
from bench.load import ROOT, load
from bench.timing import Bench
from bench.town import Town, served, town

MARK_SHARE, MARK_P95, MARK_RATE = 0.25, 50.0, 410.0
CLIENTS = (1, 4, 16)
SCAN = 256 * 1024


def measure(bench: Bench) -> None:
    """The rates of both sides, their ratio, and the time to answer at half of the most."""
    rounds, seconds = (1, 3.0) if bench.small else (3, 10.0)
    found = town()
    template = _template(found)
    ours: dict[int, list[tuple[int, float]]] = {clients: [] for clients in CLIENTS}
    theirs: list[tuple[int, float]] = []
    scans: list[tuple[int, float]] = []
    clients_own: list[float] = []
    with _copy() as twin:
        _same_rows(template, twin)
        for _ in range(rounds):
            with served() as serving:
                plan = found.plan(serving.address)
                load(plan, "submit", clients=16, seconds=3)
                for clients in CLIENTS:
                    report = load(plan, "submit", clients=clients, seconds=seconds)
                    ours[clients].append((report.done, report.seconds))
                clients_own.append(report.cpu / report.done * 1000)
                report = load({**plan, "file_size": SCAN}, "submit", clients=16, seconds=seconds)
                scans.append((report.done, report.seconds))
            theirs.append(_plain(template, twin, seconds))
    for clients, counted in ours.items():
        mark = MARK_RATE if clients == 16 else None
        bench.rate(f"submissions, {clients} clients", "submissions/s", counted, note="one request each", mark=mark)
    bench.rate("submissions with three scans, 16 clients", "submissions/s", scans, note="256 KiB each, on disk")
    bench.size("the clients' own processor time", "ms", clients_own, note="of one submission, at 16 clients")
    bench.rate("the same rows by plain SQL", "submissions/s", theirs, note="2 processes, 8 connections each")
    best, most = _median(ours[16]), _median(theirs)
    bench.ratio("submissions, share of plain SQL", best, most, MARK_SHARE, note="same run")
    with served() as serving:
        plan = found.plan(serving.address)
        load(plan, "submit", clients=16, seconds=3)
        report = load(plan, "offer", clients=32, seconds=2 * seconds, rate=best / 2)
    note = f"offered {best / 2:,.0f}/s, half of the most; from the moment due"
    bench.percentile("submission, 95th percentile", "ms", report.latencies, 95, scale=1000, note=note, mark=MARK_P95)


def _median(counted: list[tuple[int, float]]) -> float:
    rates = sorted(number / seconds for number, seconds in counted)
    return rates[len(rates) // 2]


def _template(found: Town) -> dict[str, Any]:
    """The rows of one real submission; what the plain side copies."""
    address = city_address()
    with served(workers=0) as serving, psycopg.connect(address, autocommit=True) as link, link.cursor() as cursor:
        plan = found.plan(serving.address)
        # The first of its day makes series and warms nothing we want to copy.
        load({**plan, "seconds": 0}, "offer", clients=1, seconds=0.5, rate=20)
        before = plain.marks(cursor)
        load(plan, "offer", clients=1, seconds=0.01, rate=50)
        rows = plain.capture(cursor, before)
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name = ANY(%s)",
            [list(plain.TABLES)],
        )
        types: dict[str, dict[str, str]] = {}
        for table, column, kind in cursor.fetchall():
            types.setdefault(table, {})[column] = kind
    series = [[f"bench:{number}:case", f"bench:{number}:paper"] for number in range(8)]
    if len(rows["cases_case"]) != 1:
        raise SystemExit("the sample is not one submission")
    return {"rows": rows, "types": types, "series": series}


def _same_rows(template: dict[str, Any], twin: str) -> None:
    """Both sides write as many rows into every table. Raises `SystemExit` where they do not."""
    with psycopg.connect(twin, autocommit=True) as link, link.cursor() as cursor:
        before = plain.counts(cursor)
        plain.run({**template, "address": twin, "seconds": 60, "most": 1, "connections": 1})
        theirs = {table: number - before[table] for table, number in plain.counts(cursor).items()}
    found = town()
    with (
        served(workers=0) as serving,
        psycopg.connect(city_address(), autocommit=True) as link,
        link.cursor() as cursor,
    ):
        plan = found.plan(serving.address)
        before = plain.counts(cursor)
        done = load(plan, "offer", clients=1, seconds=0.01, rate=50).done
        ours = {table: number - before[table] for table, number in plain.counts(cursor).items()}
    if done != 1 or ours != theirs:
        raise SystemExit(f"the two sides do not write the same rows:\n{ours}\n{theirs}")


class _copy:
    """A copy of the city's database for the plain side, so that its rows without meaning stay out of the city."""

    def __enter__(self) -> str:
        connection.close()
        self.name = "tongban_bench_plain"
        owner = os.environ["TONGBAN_DATABASE_OWNER_URL"]
        with psycopg.connect(_with_name(owner, "postgres"), autocommit=True) as link:
            link.execute(f"DROP DATABASE IF EXISTS {self.name}")
            link.execute(f"CREATE DATABASE {self.name} TEMPLATE {settings.DATABASES['default']['NAME']}")
        return _with_name(owner, self.name)

    def __exit__(self, *_: object) -> None:
        owner = os.environ["TONGBAN_DATABASE_OWNER_URL"]
        with psycopg.connect(_with_name(owner, "postgres"), autocommit=True) as link:
            # Without FORCE: the owner may not end the server's own vacuum, which leaves by itself when asked to.
            link.execute(f"DROP DATABASE IF EXISTS {self.name}")


def _with_name(address: str, name: str) -> str:
    head, _, query = address.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + f"?{query}" * bool(query)


def city_address() -> str:
    """How the application reaches its database."""
    return os.environ["TONGBAN_DATABASE_URL"]


def _plain(template: dict[str, Any], address: str, seconds: float) -> tuple[int, float]:
    """Two processes at once; returns how many submissions in how many seconds."""
    plan = json.dumps({**template, "address": address, "seconds": seconds})

    def process(_: int) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "bench.plain"], input=plan, capture_output=True, text=True, check=False, cwd=ROOT
        )
        if done.returncode != 0:
            raise SystemExit(f"plain SQL broke off:\n{done.stderr[-2000:]}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(process, range(2)))
    return sum(one["done"] for one in found), max(one["seconds"] for one in found)
