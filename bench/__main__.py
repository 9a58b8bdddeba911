"""Run the measures in a city of their own below a temporary folder; table on stdout, numbers in var/bench.json.

    python -m bench [NAME …] [--scale small|full] [--write-docs]

`small` tries every measure in two minutes; its figures say nothing. `--write-docs` keeps the result, with the machine
it was taken on, in `docs/reference/measurements.md` and `.json`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MEASURES = ("core", "submissions", "lives", "pages", "ledger")
"""Modules of this folder with `measure(bench)`, in the order they run."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    arguments = _arguments()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="tongban-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["TONGBAN_HOME"] = folder
        os.environ["TONGBAN_CITY_KIND"] = "test"
        from tongban.shell.command import enter_city

        enter_city()
        ready = time.perf_counter() - started
        from bench.timing import Bench

        bench = Bench(_yardstick(), say, arguments.scale)
        bench.seconds("new city, first start", "s", [ready], note="database, schema, reference data")
        for name in arguments.names or MEASURES:
            say(f"— {name}")
            importlib.import_module(f"bench.{name}").measure(bench)
    document = {
        "command": " ".join(["python -m bench", *sys.argv[1:]]),
        "date": dt.datetime.now().astimezone().date().isoformat(),
        "machine": _machine(),
        "seconds": round(time.perf_counter() - started),
        **bench.document(),
    }
    _keep(document, bench.table(), docs=arguments.write_docs)
    print(bench.table())
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *MEASURES], help=", ".join(MEASURES))
    parser.add_argument("--scale", choices=("small", "full"), default="full")
    parser.add_argument("--write-docs", action="store_true", help="keep the result in docs/reference")
    return parser.parse_args()


def _yardstick() -> float:
    """Median seconds of `SELECT 1`: what one question to this database on this machine costs."""
    from django.db import connection

    from bench.timing import take

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    take(ask, runs=200)
    return sorted(take(ask, runs=1000))[500]


def _machine() -> dict[str, Any]:
    """What the figures were taken on: processor, cores, memory, system, versions."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    info = Path("/proc/cpuinfo")
    models = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": models[0].partition(":")[2].strip() if models else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "postgresql": server,
    }


def _keep(document: dict[str, Any], table: str, *, docs: bool) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    say(f"{document['seconds']} s; numbers in {target.relative_to(ROOT)}")
    if docs:
        folder = ROOT / "docs" / "reference"
        (folder / "measurements.json").write_text(text, encoding="utf-8")
        (folder / "measurements.md").write_text(_page(document, table), encoding="utf-8")


def _page(document: dict[str, Any], table: str) -> str:
    """The page of the documentation."""
    machine = document["machine"]
    return (
        "# Measurements\n\n"
        f"Written by `{document['command']}` on {document['date']}; do not edit. "
        f"Scale `{document['scale']}`, {document['seconds']} s altogether.\n\n"
        f"Machine: {machine['cores']} cores of {machine['processor']}, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}, PostgreSQL {machine['postgresql']}. "
        "Clients, web workers, reaction worker and database share these cores.\n\n"
        "`mark` is what the plan asks for (at least for rates and ratios, at most for times and sizes), followed by "
        "whether this run held it. Spread: quartiles; of a percentile, median and maximum. "
        f"`SELECT 1` took {document['yardstick_seconds'] * 1e6:.0f} µs.\n\n"
        f"{table}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
