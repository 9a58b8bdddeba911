"""The linter over the two real catalogues: nothing breaks, and what was judged by hand is still found.

`data/lint_judgements.csv` is a seeded sample of findings, each read with its guide: `right` 0 has the reason why not.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from tongban.catalogue.import_mapping import content_of
from tongban.catalogue.lint import RULES, LintFinding, build_context, lint
from tongban.catalogue.listing import Listing
from tongban.feeds.guangdong import FEED
from tongban.feeds.rows import FeedItem

HERE = Path(__file__).parent
JUDGED = list(csv.DictReader((HERE / "data" / "lint_judgements.csv").open(encoding="utf-8")))
PAGE = HERE.parents[2] / "docs" / "explanation" / "lint.md"


def _line(item: FeedItem) -> Listing:
    return Listing(
        code=item.code,
        task_code=item.task_code,
        handling_code=item.handling_code,
        catalog_code=item.catalog_code,
        entry_name=item.entry_name,
        item_kind=item.item_kind,
        exercise_level=item.exercise_level,
        item_state=item.item_state,
        region_code=item.region_code,
        department_name=item.department_name,
        department_code=item.issuer_code,
        department_code_valid=item.issuer_valid,
        origin=FEED.name,
        as_published=True,
        content=content_of(item),
    )


@pytest.fixture(scope="module")
def findings(real_data: Path) -> list[LintFinding]:
    files = [real_data / "items" / f"{name}.jsonl" for name in ("guangzhou_city", "guangdong_province")]
    lines = [_line(row.item) for file in files for row in FEED.read(file) if row.item]
    assert len(lines) == 2262
    context = build_context(lines, dt.date(2026, 11, 21))
    return [found for line in lines for found in lint(line, context)]


@pytest.mark.real_data
def test_what_was_judged_is_still_found(findings: list[LintFinding]) -> None:
    found = {(one.rule, one.item, one.path) for one in findings}
    lost = [row for row in JUDGED if row["right"] == "1" and (row["rule"], row["item"], row["path"]) not in found]
    assert not lost


@pytest.mark.real_data
def test_every_rule_that_fires_was_judged(findings: list[LintFinding]) -> None:
    fired = Counter(one.rule for one in findings)
    judged = Counter(row["rule"] for row in JUDGED)
    assert {code: judged[code] for code, count in fired.items() if judged[code] < min(3, count)} == {}
    assert not set(judged) - set(fired)


@pytest.mark.real_data
def test_what_is_certain_in_the_files(findings: list[LintFinding]) -> None:
    fired = Counter(one.rule for one in findings)
    assert fired["TB101"] == 6  # two issuers with an invalid credit code in six rows
    assert fired["TB209"] == 9
    assert fired["TB412"] == 5  # four rows with two visits, one with three
    assert fired["TB202"] == 0  # no promise in the files is longer than its limit


def test_the_judgements_are_a_sample_large_enough() -> None:
    assert len(JUDGED) >= 100
    assert {row["rule"] for row in JUDGED} <= set(RULES)
    assert all(bool(row["why"]) == (row["right"] == "0") for row in JUDGED)
    assert len({(row["rule"], row["item"], row["path"]) for row in JUDGED}) == len(JUDGED)


def test_the_page_says_what_was_judged() -> None:
    judged = Counter(row["rule"] for row in JUDGED)
    right = Counter(row["rule"] for row in JUDGED if row["right"] == "1")
    said = re.findall(
        r"^\| (TB\d{3}) \|[^|]*\| \d+ \| (\d+) \| (\d+) \| ([\d.]+) \|", PAGE.read_text(encoding="utf-8"), re.M
    )
    expected = [
        (code, str(judged[code]), str(right[code]), f"{right[code] / judged[code]:.2f}") for code in sorted(judged)
    ]
    assert sorted(said) == expected
