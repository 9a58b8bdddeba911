"""Run the measures in a city of their own below a temporary folder; table on stdout, numbers in var/bench.json."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="tongban-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["TONGBAN_HOME"] = folder
        os.environ["TONGBAN_CITY_KIND"] = "test"
        from tongban.shell.command import enter_city

        enter_city()
        ready = time.perf_counter() - started
        from bench.measures import measure, yardstick
        from bench.timing import Bench

        bench = Bench(yardstick(), say)
        bench.seconds("new city, first start", "s", [ready], note="database, schema, reference data")
        measure(bench)
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    took = time.perf_counter() - started
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    document = {"machine": machine, "seconds": took, **bench.document()}
    target.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(bench.table())
    say(f"{took:.0f} s; numbers in {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
