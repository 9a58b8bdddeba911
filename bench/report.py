"""What is kept of a run: numbers in `var/bench.json`, and with `--write-docs` the pages of the documentation.

Measures may be taken one at a time: a run replaces those it took and keeps the others, if they are of the same machine.
"""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

from bench.timing import table

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "reference" / "measurements.json"


def machine(server: str) -> dict[str, Any]:
    """What the figures were taken on: processor, cores, memory, system, versions."""
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


def keep(on: dict[str, Any], measures: dict[str, dict[str, Any]], *, docs: bool) -> None:
    """Write the files. `measures`: by name, each with command, date, scale, seconds, yardstick and results."""
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    _write(target, on, measures)
    if not docs:
        return
    before = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    others = before.get("measures", {}) if before.get("machine") == on else {}
    document = _write(KEPT, on, {**others, **measures})
    KEPT.with_suffix(".md").write_text(_page(document), encoding="utf-8")


def _write(path: Path, on: dict[str, Any], measures: dict[str, dict[str, Any]]) -> dict[str, Any]:
    results = [row for measure in measures.values() for row in measure["results"]]
    date = max(measure["date"] for measure in measures.values())
    document = {"machine": on, "date": date, "measures": measures, "results": results}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return document


def _page(document: dict[str, Any]) -> str:
    """The page of the documentation."""
    on = document["machine"]
    head = (
        "# Measurements\n\n"
        "Written by the commands below; do not edit.\n\n"
        f"Machine: {on['cores']} cores of {on['processor']}, {on['memory_gib']} GiB, "
        f"{on['system']}, Python {on['python']}, PostgreSQL {on['postgresql']}. "
        "Clients, web workers, reaction workers and database share these cores.\n\n"
        "`mark` is what the plan asks for (at least for rates and ratios, at most for times and sizes), followed by "
        "whether this run held it. Spread: quartiles; of a percentile, median and maximum.\n"
    )
    return head + "".join(_section(name, measure) for name, measure in document["measures"].items())


def _section(name: str, measure: dict[str, Any]) -> str:
    return (
        f"\n## {name}\n\n"
        f"`{measure['command']}`, {measure['date']}, scale `{measure['scale']}`, {measure['seconds']} s; "
        f"`SELECT 1` took {measure['yardstick_seconds'] * 1e6:.0f} µs.\n\n"
        f"{table(measure['results'])}\n"
    )
