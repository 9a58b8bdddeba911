"""`tongban log import`: one JSON document in the last line, exit codes, words for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tongban.feeds.tests.xes_logs import event, log, trace
from tongban.kernel.standards.uscc import make_uscc
from tongban.shell import command

pytestmark = pytest.mark.django_db
WORDS = ("log", "import", "--feed", "xes")


@pytest.fixture(autouse=True)
def _already_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test city has been entered."""
    monkeypatch.setattr(command, "enter_city", lambda: None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "permits.xes"
    step = event(dueDate="2011-10-17T00:00:00Z", dateFinished="2011-10-17 08:00:00")
    path.write_bytes(log(trace(step, step, name="a"), trace(name="b", deadline="2011-10-17", enddate="2011-10-16")))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    code = command.main([*WORDS, *words, "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out.splitlines()[-1]), said.err


def test_one_document_in_the_last_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, first, progress = run(capsys, str(file))
    assert code == 0
    assert {name: first[name] for name in ("cases", "events", "with_both_dates", "late", "running", "taken")} == {
        "cases": 2, "events": 2, "with_both_dates": 3, "late": 2, "running": 0, "taken": 2,
    }  # fmt: skip
    assert first["dates"] == {"on_cases": 1, "on_steps": 2}
    assert first["events_per_second"] > 0
    assert "已收录 2 件" in progress
    code, again, progress = run(capsys, str(file))
    assert (code, again["taken"], again["unchanged"], again["events_per_second"], progress) == (0, 0, 2, None, "")
    assert again["late"] == first["late"]


def test_words_for_people(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([*WORDS, str(file)]) == 0
    assert "有到期时间、也有完成时间的 3 项，其中超期完成 2 项" in capsys.readouterr().out


def test_doubtful_dates_are_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "doubtful.xes"
    path.write_bytes(log(trace(deadline="17-10-2011"), trace(deadline="2011-10-17", enddate="2199-01-01")))
    code, document, _ = run(capsys, str(path))
    assert code == 1
    assert [(one["kind"], one["count"]) for one in document["findings"]] == [
        ("unreadable_dates", 1), ("ended_in_future", 1),
    ]  # fmt: skip
    assert (document["running"], document["overdue"]) == (1, 1)


def test_misuse(tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.xes"
    broken.write_bytes(file.read_bytes()[:-20])
    for words, code in (
        ([str(broken)], "feed_unreadable"),
        ([str(tmp_path / "none")], "feed_unreadable"),
        ([str(file), "--department", make_uscc("11", "410500", 99)], "misuse"),
    ):
        exit_code, document, said = run(capsys, *words)
        assert (exit_code, document["code"]) == (2, code)
        assert document["title"] in said
