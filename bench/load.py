"""Run clients against a served town and read their report."""

from __future__ import annotations

import itertools
import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_seeds = itertools.count(1)


@dataclass(frozen=True)
class Report:
    """What clients found. Latencies in seconds, of what was finished well."""

    seconds: float
    latencies: list[float]
    steps: dict[str, list[float]]
    cpu: float

    @property
    def done(self) -> int:
        """How many were finished."""
        return len(self.latencies)

    @property
    def rate(self) -> float:
        """Finished a second."""
        return self.done / self.seconds


def load(plan: dict[str, Any], mode: str, *, clients: int, seconds: float, rate: float = 0.0) -> Report:
    """Raises `SystemExit` where a request was refused: a figure over refusals would be none."""
    whole = {
        **plan,
        "mode": mode,
        "clients": clients,
        "seconds": seconds,
        "rate": rate,
        "seed": next(_seeds),
        "nonce": secrets.token_hex(4),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"],
        input=json.dumps(whole),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode != 0:
        raise SystemExit(f"the clients broke off:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    if found["failed"]:
        raise SystemExit(f"{found['failed']} requests failed, the first: {found['failures'][0]}")
    return Report(found["seconds"], found["latencies"], found["steps"], found["cpu"])
