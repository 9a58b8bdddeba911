"""The table and the documents of a run."""

from __future__ import annotations

import argparse
import collections
import json
import os
import platform
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.faults.run import Run


def document(run: Run, arguments: argparse.Namespace) -> dict[str, Any]:
    """Everything a reader needs to judge the run."""
    by_kind = collections.defaultdict(list)
    for fault in run.faults:
        by_kind[fault.kind].append(fault)
    rows = []
    for kind, faults in sorted(by_kind.items()):
        times = [fault.recovery for fault in faults if fault.recovery is not None]
        rows.append(
            {
                "kind": kind,
                "number": len(faults),
                "median_seconds": round(statistics.median(times), 3) if times else None,
                "worst_seconds": round(max(times), 3) if times else None,
                "broken_attempts": sum(fault.broken for fault in faults),
                "findings": sum(len(fault.findings) for fault in faults) + len(faults) - len(times),
            }
        )
    steps = collections.Counter(row["step"] for row in run.journals.done.values())
    return {
        "command": f"python -m bench.faults --faults {arguments.faults} --seed {arguments.seed}",
        "date": time.strftime("%Y-%m-%d"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "filesystem": "tmpfs, in a mount namespace" if run.small else "the machine's own (no full disk)",
        "processes": "2 web, 2 workers, embedded database behind a TCP proxy",
        "seconds": round(time.monotonic() - run.began, 1),
        "faults": len(run.faults),
        "kinds": rows,
        "acknowledged_steps": sum(steps.values()),
        "steps": dict(steps),
        "steps_per_second": round(sum(steps.values()) / max(run.load_seconds, 1), 1),
        "broken_attempts": dict(run.broken.most_common()),
        "kib_per_closed_case": round(run.kib_per_case, 1),
        "facts_verified": getattr(run, "facts", 0),
        "findings": run.findings[:100],
    }


def table(document: dict[str, Any]) -> str:
    """The table as Markdown."""
    lines = [
        "| fault | number | recovery, median s | worst s | attempts broken | findings |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for row in document["kinds"]:
        median, worst = (
            "" if row[name] is None else f"{row[name]:.2f}" for name in ("median_seconds", "worst_seconds")
        )
        lines.append(
            f"| {row['kind']} | {row['number']} | {median} | {worst} | {row['broken_attempts']} | {row['findings']} |"
        )
    lines += [
        "",
        (
            f"{document['faults']} faults, {document['acknowledged_steps']:,} acknowledged steps at "
            f"{document['steps_per_second']}/s, {document['facts_verified']:,} facts verified, "
            f"{len(document['findings'])} findings, {document['seconds']:.0f} s."
        ),
        *(f"- {finding}" for finding in document["findings"][:20]),
    ]
    return "\n".join(lines)


def write(root: Path, found: dict[str, Any], *, docs: bool) -> None:
    """`var/bench-faults.json`, and the reference pages where asked for."""
    content = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    (root / "var").mkdir(exist_ok=True)
    (root / "var" / "bench-faults.json").write_text(content, encoding="utf-8")
    if docs:
        (root / "docs" / "reference" / "faults.json").write_text(content, encoding="utf-8")
        (root / "docs" / "reference" / "faults.md").write_text(page(found), encoding="utf-8")


def page(found: dict[str, Any]) -> str:
    """The page of the documentation."""
    machine = found["machine"]
    return f"""# Faults under load

Taken on {found["date"]} with `{found["command"]}` on {machine["cores"]} cores ({machine["system"]}, Python
{machine["python"]}); {found["processes"]}; filesystem: {found["filesystem"]}.

{table(found)}

*Recovery* runs from the end of the hindrance (the kill; the disk free again; the clock put right) to the first
acknowledged step after it, and for a killed process until its successor can work. A rolling restart is no fault: its
time is what replacing all processes took. *Attempts broken* are requests that a client had to send again with the same
`Idempotency-Key`. After every fault and at the end the clients' journals are held against the database: no acknowledged
step lost or doubled, no duty without its subject, every owed reaction done and done once, no licence number twice,
numbers without gaps, files whole, ledger verified.
"""
