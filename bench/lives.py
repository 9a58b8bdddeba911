"""Whole lives by HTTP: submitted, accepted, examined, decided, issued, delivered, closed; and what follows from them.

How far reactions lag is read from the ledger while the load lasts: a delivery is looked for until it is gone. Drawing
and sealing papers is told apart (`heavy`): it gives way to everything else, and its rate is a figure of its own.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import psycopg

from bench.load import load
from bench.submissions import city_address
from bench.timing import Bench
from bench.town import memory, served, town
from tongban.kernel.waiting import awaited

MARK_LIVES, MARK_DELAY, MARK_MEMORY = 80.0, 2.0, 1024.0
CLIENTS = (1, 4, 16)


@dataclass
class Watch:
    """Looks at what is owed a few times a second; remembers when each delivery was first and last seen."""

    address: str
    stop: threading.Event = field(default_factory=threading.Event)
    quick: list[float] = field(default_factory=list)
    heavy: list[float] = field(default_factory=list)
    settled: int = 0
    owed: int = 0

    def run(self) -> None:
        """Until stopped. A delivery's delay is at most one look longer than what is noted."""
        ages: dict[int, tuple[float, bool]] = {}
        with psycopg.connect(self.address, autocommit=True) as link:
            while not self.stop.is_set():
                rows = link.execute(
                    "SELECT d.id, d.heavy, extract(epoch FROM clock_timestamp() - f.recorded_at)::float "
                    "FROM ledger_delivery d JOIN ledger_fact f ON f.id = d.fact_id WHERE d.state = 'owed'"
                ).fetchall()
                seen = {row[0]: (row[2], row[1]) for row in rows}
                for gone in ages.keys() - seen.keys():
                    age, heavy = ages[gone]
                    (self.heavy if heavy else self.quick).append(age)
                ages, self.owed = seen, len(seen)
                self.stop.wait(0.25)


def measure(bench: Bench) -> None:
    """Lives a second, the lag of reactions at full load, papers a second, memory; then over a growing history."""
    rounds, seconds = (1, 4.0) if bench.small else (3, 15.0)
    found = town()
    counted: dict[int, list[tuple[int, float]]] = {clients: [] for clients in CLIENTS}
    with served() as serving:
        plan = found.plan(serving.address)
        load(plan, "life", clients=16, seconds=3)
        watch = Watch(city_address())
        looking = threading.Thread(target=watch.run)
        looking.start()
        try:
            for _ in range(rounds):
                for clients in CLIENTS:
                    report = load(plan, "life", clients=clients, seconds=seconds)
                    counted[clients].append((report.done, report.seconds))
        finally:
            watch.stop.set()
            looking.join()
        used = memory(serving) / 2**20
        papers = _papers(seconds)
    for clients, pairs in counted.items():
        mark = MARK_LIVES if clients == 16 else None
        bench.rate(f"whole lives, {clients} clients", "lives/s", pairs, note="seven steps each", mark=mark)
    if len(watch.quick) > 1:
        bench.percentile(
            "reactions, lag, 95th percentile", "s", watch.quick, 95, scale=1, mark=MARK_DELAY,
            note="at full load; those still waiting at a look, four looks a second",
        )  # fmt: skip
    bench.rate(
        "papers drawn and sealed", "papers/s", [papers], note=f"one worker, no other load; {watch.owed:,} waited"
    )
    bench.size("memory of all processes", "MiB", [used], note="PSS, at full load, database included", mark=MARK_MEMORY)
    _history(bench, seconds)


def _papers(seconds: float) -> tuple[int, float]:
    """How many owed deliveries are settled once the clients are silent."""
    with psycopg.connect(city_address(), autocommit=True) as link:

        def owed() -> int:
            row = link.execute("SELECT count(*) FROM ledger_delivery WHERE state = 'owed'").fetchone()
            return int(row[0]) if row else 0

        before, started = owed(), time.perf_counter()
        awaited(lambda: owed() == 0, seconds=seconds, every=0.2)
        return max(1, before - owed()), time.perf_counter() - started


def _history(bench: Bench, seconds: float) -> None:
    """The same figures with more and more closed cases behind them."""
    from bench.history import seed_history
    from tongban.cases.tests.conftest import build

    sizes = (1_000, 5_000) if bench.small else (10_000, 100_000, 1_000_000)
    city = bench.shared("city", build)
    submissions, lives, before = [], [], 0
    for size in sizes:
        seed_history(city, size - before)
        before = size
        with psycopg.connect(city_address(), autocommit=True) as link:
            link.execute("ANALYZE")
        with served() as serving:
            plan = town().plan(serving.address)
            load(plan, "submit", clients=16, seconds=3)
            submissions.append((float(size), load(plan, "submit", clients=16, seconds=seconds).rate))
            lives.append((float(size), load(plan, "life", clients=16, seconds=seconds).rate))
    bench.curve("submissions over closed cases", "submissions/s", submissions, mark=0.9)
    bench.curve("whole lives over closed cases", "lives/s", lives, mark=0.9)
