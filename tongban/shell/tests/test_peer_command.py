"""`tongban peer`: acquaintance, list with its lamp, key, and sending now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tongban.exchange import transport
from tongban.exchange.errors import PeerAway
from tongban.exchange.gates import on_letter
from tongban.exchange.models import OutgoingEnvelope
from tongban.exchange.services import post_envelope
from tongban.exchange.transport import Answer
from tongban.kernel.actor import Actor
from tongban.kernel.gm import Sm2PrivateKey
from tongban.kernel.standards.uscc import make_uscc
from tongban.orgs import services as orgs
from tongban.shell import command

SYSTEM = Actor.system()
CODE = make_uscc("11", "410500", 1)


class Away:
    """Nobody answers."""

    def post(self, url: str, content: bytes, *, most: int) -> Answer:
        raise PeerAway()


@on_letter("test.command")
def nothing(letter: object) -> None:
    """Never called."""


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; exit code and JSON."""
    monkeypatch.setattr(command, "enter_city", lambda: None)

    def run(*words: str) -> tuple[int, Any]:
        code = command.main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def add(run: Any, folder: Path, **changes: str) -> tuple[int, Any]:
    key = folder / "theirs.pem"
    key.write_text(Sm2PrivateKey.generate().public_key().to_pem())
    values = {
        "code": "hebei", "our-code": "anyang", "name": "邯郸市政务服务平台", "region": "130400",
        "address": "http://127.0.0.1:9", "key": str(key), "department": CODE, "agreement": "安邯通办〔2026〕1号",
        "from": "2020-01-01", "to": "2099-12-31", **changes,
    }  # fmt: skip
    words = [word for name, value in values.items() for word in (f"--{name}", value)]
    found: tuple[int, Any] = run("peer", "add", *words, "--their-items", "X1", "x2")
    return found


def test_acquaintance_by_command(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    orgs.register_department(code=CODE, name="同安市政务服务局", short_name="同政", region_code="410500", actor=SYSTEM)
    assert add(run, tmp_path, department="nobody")[0] == 2
    assert add(run, tmp_path, key=str(tmp_path / "lost.pem"))[0] == 2
    assert add(run, tmp_path, to="irgendwann")[0] == 2
    code, peer = add(run, tmp_path)
    assert (code, peer["code"], peer["their_items"]) == (0, "hebei", ["X1", "X2"])
    assert add(run, tmp_path)[1]["code"] == "exchange_peer_exists"

    code, own = run("peer", "key", "--out", str(tmp_path / "ours.pem"))
    assert (tmp_path / "ours.pem").read_text() == own["pem"]

    before = transport.use(Away())
    try:
        post_envelope(peer_id=peer["id"], kind="test.command", body={}, actor=SYSTEM)
        assert run("peer", "send") == (1, {"delivered": 0, "failed": 1, "fetched": 0})
    finally:
        transport.use(before)
    code, found = run("peer", "list")
    assert (code, found["peers"][0]["waiting"], found["peers"][0]["parked"]) == (0, 1, 0)
    OutgoingEnvelope.objects.update(attempts=50)
    assert run("peer", "list")[0] == 1

    assert run("peer", "change", "--code", "hebei", "--do", "suspend")[1]["state"] == "suspended"
    code, peer = run("peer", "change", "--code", "hebei", "--do", "resume", "--address", "http://127.0.0.2:9")
    assert (peer["state"], peer["address"]) == ("active", "http://127.0.0.2:9")
    assert run("peer", "change", "--code", "nobody", "--do", "suspend")[1]["code"] == "exchange_peer_unknown"
