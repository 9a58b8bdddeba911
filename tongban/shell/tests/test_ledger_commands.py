"""The ledger's commands in a small city: verify in parts, checkpoint, history, export."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tongban.cases import selectors as cases
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.kernel import clock
from tongban.ledger import services as ledger
from tongban.ledger.migrations import TABLES_WRITTEN_ONCE
from tongban.ledger.services import Flaw
from tongban.reference import services as reference
from tongban.shell import command

CHECKER = Path(__file__).resolve().parents[3] / "docs" / "tools" / "check_history.py"


@pytest.fixture(autouse=True)
def _already_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test city has been entered."""
    monkeypatch.setattr(command, "enter_city", lambda: None)


@pytest.fixture
def city(db: None) -> Iterator[City]:
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()


def forge(statement: str) -> None:
    """With full power over the database and the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES_WRITTEN_ONCE:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = command.main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_verify_whole_in_parts_and_in_full(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    city.accepted(city.promised)
    sealed = ledger.seal()
    code, whole = run(capsys, "ledger", "verify")
    assert (code, whole["ok"], whole["sealed"]) == (0, True, sealed)
    assert {"facts", "sealed", "ok", "findings"} <= set(whole)
    parts = [run(capsys, "ledger", "verify", "--part", f"{number}/3")[1] for number in (1, 2, 3)]
    assert sum(part["facts"] for part in parts) == whole["facts"]
    assert run(capsys, "ledger", "verify", "--full", "--workers", "1")[1] == whole


@pytest.mark.parametrize("part", ["0/2", "3/2", "x", "1/0", "1"])
def test_a_part_that_is_none_is_misuse(db: None, capsys: pytest.CaptureFixture[str], part: str) -> None:
    code, document = run(capsys, "ledger", "verify", "--part", part)
    assert code == 2
    assert "--part 要写成 i/n" in document["title"]


def test_a_finding_is_a_sentence_and_exit_code_one(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    ledger.seal()
    forge("UPDATE ledger_fact SET region_code = 'x' WHERE kind = 'party.registered'")
    code, document = run(capsys, "ledger", "verify")
    assert (code, document["ok"]) == (1, False)
    assert {finding["flaw"] for finding in document["findings"]} == {Flaw.COLUMNS.value}
    assert command.main(["ledger", "verify"]) == 1
    assert "记录的栏目与原文不一致" in capsys.readouterr().out


def test_a_checkpoint_is_written_and_compared(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "ledger", "checkpoint")[1]["code"] == "nothing_sealed"
    ledger.seal()
    path = tmp_path / "checkpoint.json"
    code, document = run(capsys, "ledger", "checkpoint", "--out", str(path))
    assert (code, path.read_text().rstrip("\n")) == (0, document["checkpoint"])
    assert document["fingerprint"] == ledger.published_key()[1]
    assert run(capsys, "ledger", "verify", "--checkpoint", str(path))[0] == 0
    path.write_text("{}")
    assert run(capsys, "ledger", "verify", "--checkpoint", str(path))[1]["code"] == "bad_checkpoint"
    assert run(capsys, "ledger", "verify", "--checkpoint", "/nowhere/x.json")[0] == 2


def test_the_history_of_a_case_leaves_as_a_file_that_checks(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uid = city.accepted(city.promised)
    number = cases.case_view(uid, viewer=SYSTEM).case_no
    ledger.seal()
    path = tmp_path / "history.json"
    code, document = run(capsys, "ledger", "history", "--case", number, "--out", str(path))
    assert code == 0
    assert (document["case_no"], document["facts"], document["unsealed"]) == (number, 3, 0)
    done = subprocess.run(
        [sys.executable, "-I", str(CHECKER), str(path), "--fingerprint", document["fingerprint"]],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    for text in ("开始填写申请", "提交申请", "受理", number, "核对通过"):
        assert text in done.stdout
    assert "赵小满" not in path.read_text()
    assert run(capsys, "ledger", "history", "--case", "nothing", "--out", str(path))[0] == 2
