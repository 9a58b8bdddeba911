"""The sizing table does its sums from the measured document and shows what is not measured as open."""

from __future__ import annotations

import json
from pathlib import Path

from tongban.shell.reference_pages import _table
from tongban.shell.sizing import OPEN, Measured, need, page

MEASURED = Measured(page_ms=10.0, lives=100.0, submissions=300.0, papers=150.0, memory_mib=600.0, kib_per_case=100.0)


def test_a_million_residents() -> None:
    found = need(1_000_000, MEASURED)
    assert found.requests == 235
    assert found.cases_a_day == 4000
    assert round(found.lives, 4) == round(4000 * 0.2 / 3600, 4)
    # 2.35 cores of pages, a trifle of cases, at six tenths of load
    assert found.cores == 4
    assert found.memory_gib == 6
    assert round(found.disk_gib, 1) == 95.4
    assert need(100, MEASURED).cores == 2


def test_what_is_not_measured_is_open(tmp_path: Path) -> None:
    assert need(1_000_000, Measured(None, None, None, None, None)).cores is None
    assert page("", _table, tmp_path / "measurements.json").count(OPEN) > 5
    results = [
        {"name": "case page", "median": 10.0},
        {"name": "whole lives, 16 clients", "median": 100.0},
        {"name": "submissions, 16 clients", "median": 300.0},
        {"name": "papers drawn and sealed", "median": 150.0},
        {"name": "memory of all processes with pages open", "median": 600.0},
    ]
    (tmp_path / "measurements.json").write_text(json.dumps({"date": "2026-11-21", "results": results}))
    (tmp_path / "faults.json").write_text(json.dumps({"kib_per_closed_case": 100.0}))
    assert Measured.read(tmp_path / "measurements.json") == Measured(10, 100, 300, 150, 600, 100, "2026-11-21")
    filled = page("", _table, tmp_path / "measurements.json")
    assert filled.count(OPEN) == 1  # only the sentence that explains the word
    assert "| 100 万 | 235 | 4,000 | 0.22 | 4 | 6 | 95 |" in filled
