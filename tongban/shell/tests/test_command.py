"""The command line: one document on stdout, sentences on stderr, exit codes 0, 1 and 2."""

from __future__ import annotations

import csv
import json
import socket
from pathlib import Path

import pytest

from tongban.shell import command, environment
from tongban.shell.city import prepare
from tongban.shell.commands import COMMANDS
from tongban.shell.errors import Misuse
from tongban.shell.processes import check_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside_the_test_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "enter_city", lambda: None)


@pytest.mark.parametrize("name", [each.name for each in COMMANDS])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main([*name.split(), "--help"])
    assert left.value.code == 0
    assert f"例：\n  tongban {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["clock", "--bad"], "不认识的参数：--bad"),
        (["clock", "3d"], "+3d"),
        (["deadline"], "还缺少：--start"),
        (["deadline", "--start", "2026-13-01", "--limit", "5", "--unit", "working_day"], "日期要写成"),
        (["deadline", "--start", "2026-11-21", "--limit", "x", "--unit", "hour"], "要写成整数"),
        (["deadline", "--start", "2026-11-21", "--limit", "5", "--unit", "week"], "working_day"),
        (["deadline", "--start", "2026-11-20", "--limit", "5", "--unit", "month", "--pause", "x"], "日期要写成"),
        (["token", "nobody"], "没有账号 nobody"),
        (["serve", "--port", "0"], "1 到 65535"),
        (["serve", "--web", "many"], "进程数要写成"),
        (["restart", "--port", "9"], "没有正在服务的进程"),
        (["backup", "/nowhere/city.tongban"], "至少 12 个字"),
        (["restore", "/nowhere/city.tongban"], "没有备份文件"),
        (["catalogue", "import", "/nowhere/items.jsonl"], "items.jsonl"),
        (["regions", "import", "/nowhere"], "provinces.csv"),
        (["ledger", "export", "/nowhere/log.json"], "没有这个文件或文件夹"),
    ],
)
def test_misuse_is_one_sentence_and_one_document(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([*words, "--json"]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert json.loads(said.out)["title"]


def test_an_unknown_licence_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["licence", "verify", "nothing", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


@pytest.mark.real_data
def test_the_sixteen_deadlines(real_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prepare()
    rows = list(csv.DictReader((real_data / "deadlines.csv").open(encoding="utf-8")))
    assert len(rows) == 16
    for row in rows:
        words = ["deadline", "--start", row["start"], "--limit", row["limit"], "--unit", row["unit"], "--json"]
        if row["pauses"]:
            words += ["--pause", *row["pauses"].split(";")]
        assert command.main(words) == 0
        document = json.loads(capsys.readouterr().out)
        assert document["due"] == row["due"], row
        assert set(document) == {"due", "counted", "provisional", "basis"}


def test_a_busy_port_is_said_before_anything_is_built() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Misuse, match="端口"):
            check_port("127.0.0.1", taken.getsockname()[1])


def test_a_wrong_setting_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_SAMPLE", "many")
    try:
        with pytest.raises(environment.SettingError, match="TONGBAN_SAMPLE"):
            environment.integer("SAMPLE", 1, "")
    finally:
        environment.DECLARED.pop("TONGBAN_SAMPLE")
