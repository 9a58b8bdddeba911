"""Logs of other systems taken over: events a second from the packed file to facts, duties and what is owed."""

from __future__ import annotations

import os
import time
from pathlib import Path

from bench.timing import Bench
from tongban.cases import services as cases
from tongban.kernel.actor import Actor

LOGS = ("BPIC15_1", "BPIC15_2", "receipt_wabo_coselog")


def measure(bench: Bench) -> None:
    """Each real log once, one after the other, in one process; without the folder of real data nothing is measured."""
    folder = Path(os.environ.get("TONGBAN_REAL_DATA", "")) / "eventlogs"
    files = [folder / f"{name}.xes.gz" for name in (LOGS[-1:] if bench.small else LOGS)]
    if not all(file.exists() for file in files):
        bench.tell("no TONGBAN_REAL_DATA: not measured")
        return
    runs = []
    for file in files:
        started = time.perf_counter()
        report = cases.import_log(path=file, actor=Actor.system())
        seconds = time.perf_counter() - started
        runs.append((report.taken_events, seconds))
        bench.tell(f"{file.name}: {report.taken_events:,} events in {seconds:.1f} s")
    bench.rate("events of a log taken over", "events/s", runs, note=", ".join(f.stem for f in files), mark=5_000)
