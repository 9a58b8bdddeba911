"""The ledger: writing facts, sealing, verifying whole, in parts and row by row, proofs, histories, exports.

Full scale verifies ten million facts, small scale two hundred thousand; a year of a city of a million in between. Runs
last, because facts cannot be taken away again. `TONGBAN_BENCH_FACTS` sets another number.
"""

from __future__ import annotations

import io
import os
import time

from django.db import connection

from bench.history import seed_history
from bench.timing import Bench, take
from tongban.cases.tests.conftest import City, build
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, ObjectRef
from tongban.ledger.services import Part, Selection, VerifyReport
from tongban.reference import services as reference

SYSTEM = Actor.system()
FACTS_PER_CASE = 6.5
VERIFY_MARK = 200_000
PARTS = 4


def measure(bench: Bench) -> None:
    """Everything about the ledger, the big reading last."""
    _record(bench)
    wanted = int(os.environ.get("TONGBAN_BENCH_FACTS") or (200_000 if bench.small else 10_000_000))
    missing = max(0, wanted - _facts())
    if missing:
        started, before = time.perf_counter(), _facts()
        seed_history(bench.shared("city", _city), round(missing / FACTS_PER_CASE), rooms=False)
        written = _facts() - before
        bench.rate("ledger, history by COPY", "facts/s", [(written, time.perf_counter() - started)])
    started = time.perf_counter()
    sealed = ledger.seal(patience=60)
    bench.rate(
        "ledger, seal",
        "facts/s",
        [(sealed, time.perf_counter() - started)],
        note="every row checked before it is signed",
    )
    _verify(bench)
    _prove(bench)
    _export(bench)


def _city() -> City:
    reference.load_reference_data(actor=SYSTEM)
    return build()


def _facts() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact")
        return int(cursor.fetchone()[0])


def _record(bench: Bench) -> None:
    """Facts written one by one in transactions of their own."""
    kind = FactKind("bench.recorded", text="测量", primary="bench")
    counted = []
    for series in range(5):
        started = time.perf_counter()
        for number in range(200):
            ledger.record(
                kind, actor=SYSTEM, objects=[ObjectRef("bench", f"{series}-{number % 20}")], data={"n": number}
            )
        counted.append((200, time.perf_counter() - started))
    bench.rate("ledger, record one by one", "facts/s", counted, note="one process, one transaction each")


def _timed(report: VerifyReport, started: float) -> tuple[int, float]:
    """Numbers for a rate; a ledger that does not verify ends the bench."""
    if not report.ok:
        raise SystemExit(f"the ledger does not verify: {report.findings[:3]}")
    return report.facts, time.perf_counter() - started


def _verify(bench: Bench) -> None:
    workers = len(os.sched_getaffinity(0))
    runs = []
    for _ in range(3):
        started = time.perf_counter()
        runs.append(_timed(ledger.verify(workers=workers), started))
    bench.rate(
        "ledger, verify", "facts/s", runs, mark=VERIFY_MARK,
        note=f"{runs[0][0]:,} facts, {workers} processes, every row against the signed digest, every chain's end",
    )  # fmt: skip
    parts = []
    started = time.perf_counter()
    for number in range(1, PARTS + 1):
        part = time.perf_counter()
        parts.append(_timed(ledger.verify(Part(number, PARTS), workers=workers), part))
    if sum(facts for facts, _ in parts) != runs[0][0]:
        raise SystemExit("the parts together are not the whole")
    bench.rate(
        f"ledger, verify in {PARTS} parts", "facts/s", [(runs[0][0], time.perf_counter() - started)], mark=VERIFY_MARK
    )
    if bench.small:
        started = time.perf_counter()
        full = _timed(ledger.verify(full=True), started)
        bench.rate("ledger, verify row by row", "facts/s", [full], note="--full: believes no earlier check")


def _prove(bench: Bench) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uid::text, primary_type, primary_id FROM ledger_fact "
            "WHERE kind = 'case.closed' ORDER BY id LIMIT 20"
        )
        rows = cursor.fetchall()
    proofs = iter(rows)
    times = take(lambda: ledger.prove_fact(next(proofs)[0]), runs=10)
    bench.seconds("ledger, proof of one fact", "ms", times, scale=1000, note="out of a seal of up to 65,536 facts")
    cases = iter(rows)

    def history() -> None:
        _, kind, identity = next(cases)
        ledger.case_history_file(ref=ObjectRef(kind, identity), title="办件", actor=SYSTEM)

    bench.seconds("ledger, history of one case as a file", "ms", take(history, runs=10), scale=1000)


def _export(bench: Bench) -> None:
    """Some days of facts in both formats."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT recorded_at FROM ledger_fact WHERE kind = 'case.closed' ORDER BY id OFFSET 8000 LIMIT 1")
        (until,) = cursor.fetchone()
    chosen = Selection(until=until, kinds=("case.submitted", "case.accepted", "case.decided", "case.closed"))
    for name, export in (("OCEL 2.0", ledger.export_ocel), ("XES", ledger.export_xes)):
        started = time.perf_counter()
        report = export(io.BytesIO(), actor=SYSTEM, selection=chosen)
        bench.rate(f"ledger, export as {name}", "events/s", [(report.events, time.perf_counter() - started)])
