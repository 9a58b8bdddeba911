"""Run the measures in a city of their own below a temporary folder; table on stdout, numbers in var/bench.json.

    python -m bench [NAME …] [--scale small|full] [--write-docs]

`small` tries every measure in two minutes; its figures say nothing. `--write-docs` keeps the result, with the machine
it was taken on, in `docs/reference/measurements.md` and `.json`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import sys
import tempfile
import time
from typing import Any

MEASURES = ("core", "submissions", "lives", "pages", "clocks", "logs", "ledger", "catalogue", "bundles")
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
        from bench.report import keep, machine
        from bench.timing import Bench, table

        bench = Bench(_yardstick(), say, arguments.scale)
        on = machine(_server())
        command = " ".join(["python -m bench", *sys.argv[1:]])
        measures: dict[str, dict[str, Any]] = {}
        for name in arguments.names or MEASURES:
            say(f"— {name}")
            before, began = len(bench.results), time.perf_counter()
            if name == "core":
                bench.seconds("new city, first start", "s", [ready], note="database, schema, reference data")
            importlib.import_module(f"bench.{name}").measure(bench)
            measures[name] = {
                "command": command,
                "date": dt.datetime.now().astimezone().date().isoformat(),
                "scale": arguments.scale,
                "seconds": round(time.perf_counter() - began),
                "yardstick_seconds": bench.yardstick,
                "results": bench.taken_since(before),
            }
            # After each measure: what breaks later costs nothing that was measured.
            keep(on, measures, docs=arguments.write_docs)
    say(f"{time.perf_counter() - started:.0f} s; numbers in var/bench.json")
    print("\n\n".join(table(measure["results"]) for measure in measures.values()))
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


def _server() -> str:
    """Version of the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (found,) = cursor.fetchone()
    return str(found)


if __name__ == "__main__":
    sys.exit(main())
