"""Strike a serving city at least fifty times and say what was lost. `python -m bench.faults --help`."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from bench.faults import place

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Exit code 0: nothing found; 1: findings, or fewer faults than asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--faults", type=int, default=55, help="how many (default 55)")
    parser.add_argument("--seed", type=int, default=2026, help="kinds, moments and loads follow from it")
    parser.add_argument("--seconds", type=float, default=1500.0, help="no new fault after so many seconds")
    parser.add_argument("--clients", type=int, default=6, help="threads that send, in two processes")
    parser.add_argument("--pause", type=float, default=0.15, help="mean pause of a client between two cases")
    parser.add_argument("--kinds", default="", help="only these kinds, with commas between")
    parser.add_argument("--write-docs", action="store_true", help="also docs/reference/faults.md and faults.json")
    arguments = parser.parse_args()
    place.enter()
    from bench.faults import report
    from bench.faults.run import Run
    from bench.faults.strikes import KINDS

    kinds = [kind for kind in KINDS if not arguments.kinds or kind in arguments.kinds.split(",")]
    with tempfile.TemporaryDirectory(prefix="tbf-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        run = Run(Path(folder), arguments, random.Random(arguments.seed))  # not for secrets
        try:
            run.prepare(kinds)
            run.strike()
            run.settle()
        finally:
            run.end()
    document = report.document(run, arguments)
    report.write(ROOT, document, docs=arguments.write_docs)
    print(report.table(document))
    return 1 if document["findings"] or document["faults"] < arguments.faults else 0


if __name__ == "__main__":
    sys.exit(main())
