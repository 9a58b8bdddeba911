"""The small city of the cases, on a Tuesday morning, and a few published items of Guangzhou."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tongban.benchmarking.tests.lines import NAMES, row
from tongban.cases.tests.conftest import SYSTEM
from tongban.cases.tests.conftest import city as city
from tongban.cases.tests.conftest import standing_city as standing_city
from tongban.catalogue import services as catalogue


@pytest.fixture
def ours(db: None, tmp_path: Path) -> None:
    file = tmp_path / "ours.jsonl"
    lines = [json.dumps(row(number, name, "440100"), ensure_ascii=False) for number, name in enumerate(NAMES, 10)]
    file.write_text("\n".join(lines), encoding="utf-8")
    report = catalogue.import_feed("guangdong", file, actor=SYSTEM)
    assert report.refused == 0
