"""Backup and restore: the archive's own guards, and one city carried from one folder to another by the two commands."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tongban.kernel.gm import DataTampered
from tongban.shell.backup import load
from tongban.shell.backup.archive import FORMAT, Reader, Writer
from tongban.shell.backup.keybox import KeyBox, opened
from tongban.shell.errors import Misuse
from tongban.shell.tests.processes import city_environ

WORDS = "correct-horse-battery"
HEAD: dict[str, Any] = {"format": FORMAT, "kind": "test", "migrations": [], "keys": {"kept": "left out"}}


def quiet(text: str) -> None:
    """Progress nobody reads."""


def archive(path: Path, head: dict[str, Any] = HEAD) -> Path:
    """A small whole archive."""
    with Writer(path, quiet) as out:
        out.add("city.json", json.dumps(head).encode())
        out.add("files/" + "a" * 64, b"content" * 1000)
    return path


# --- the archive ------------------------------------------------------------------------------------
def test_an_archive_reads_back(tmp_path: Path) -> None:
    reader = Reader(archive(tmp_path / "a"), quiet)
    assert dict(reader.each("files/")) == {"files/" + "a" * 64: b"content" * 1000}
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", [b"city.json", b'"kind"', b"aaaa", b"contentcontent", b"manifest.json", b'"members"'])
def test_a_changed_byte_is_found_before_anything_is_touched(tmp_path: Path, place: bytes) -> None:
    path = archive(tmp_path / "a")
    content = bytearray(path.read_bytes())
    content[content.index(place) + 3] ^= 1
    path.write_bytes(content)
    with pytest.raises(Misuse, match="没有恢复任何内容"):
        Reader(path, quiet)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6, 0.8])
def test_half_an_archive_is_refused(tmp_path: Path, share: float) -> None:
    path = archive(tmp_path / "a")
    content = path.read_bytes()
    end = content.index(b"manifest.json")
    path.write_bytes(content[: int(end * share)])
    with pytest.raises(Misuse, match="没有恢复任何内容"):
        Reader(path, quiet)


def test_a_member_smuggled_in_is_found(tmp_path: Path) -> None:
    path = archive(tmp_path / "a")
    (tmp_path / "more").write_bytes(b"more")
    with tarfile.open(path, "a") as tar:
        tar.add(tmp_path / "more", "files/" + "b" * 64)
    with pytest.raises(Misuse, match="与清单不符"):
        Reader(path, quiet)


def test_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="tongban-backup/9"):
        Reader(archive(tmp_path / "a", {**HEAD, "format": "tongban-backup/9"}), quiet)


def test_an_archive_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a", {**HEAD, "migrations": ["ledger.0001_initial", "ledger.9999_to_come"]})
    with pytest.raises(Misuse, match="来自更新的版本"):
        load.check_archive(path, "", quiet)


def test_a_failed_backup_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with Writer(tmp_path / "a", quiet) as out:
            out.add("city.json", b"{}")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert list(tmp_path.iterdir()) == []


# --- the keys ---------------------------------------------------------------------------------------
def test_keys_open_with_their_passphrase_and_name_only() -> None:
    box = KeyBox(WORDS)
    again = opened(box.head(), WORDS)
    sealed = box.seal("signing/0001", b"secret")
    assert b"secret" not in sealed
    assert again.open("signing/0001", sealed) == b"secret"
    with pytest.raises(DataTampered):
        again.open("signing/0002", sealed)
    with pytest.raises(Misuse, match="口令不对"):
        opened(box.head(), WORDS + "x")


@pytest.mark.parametrize("name", ["../0001", "signing/../../0001", "/0001", "signing/x"])
def test_a_key_cannot_climb_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misuse):
        load._put_key(tmp_path / "keys", name, b"key")
    with pytest.raises(Misuse):
        load._put_file(tmp_path, "../" + "a" * 61, b"file")


# --- a whole city -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("b")
    return folder / "one", folder / "two"


def tongban(home: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and document of a command, run as its own process in its own city."""
    done = subprocess.run(
        [sys.executable, "-m", "tongban.shell.command", *words, "--json"],
        env=city_environ(home, TONGBAN_BACKUP_PASSPHRASE=WORDS), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, document


def test_a_city_comes_back_whole(homes: tuple[Path, Path]) -> None:
    one, two = homes
    made = subprocess.run(
        [sys.executable, "-m", "tongban.shell.tests.small_city", "1"],
        env=city_environ(one), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    code, before = tongban(one, "check")
    assert (code, before["ok"]) == (0, True)
    path = one.parent / "city.tongban"
    code, saved = tongban(one, "backup", str(path))
    assert code == 0
    assert saved["files"] > 0
    assert saved["keys"] > 0
    assert tongban(one, "backup", str(path))[0] == 2  # the name is taken
    assert "已经有数据" in tongban(one, "restore", str(path))[1]["title"]

    code, restored = tongban(two, "restore", str(path))
    assert code == 0, restored
    assert restored["ok"] is True
    assert restored["files"] == saved["files"]
    assert restored["keys"] == saved["keys"]
    assert restored["facts"] >= before["facts"]
    for key in (path for path in (one / "keys").rglob("*") if path.is_file()):
        assert (two / key.relative_to(one)).read_bytes() == key.read_bytes()

    victim = next(file for file in (two / "files").rglob("*") if file.is_file())
    victim.chmod(0o600)
    victim.write_bytes(b"something else")
    code, checked = tongban(two, "check")
    assert code == 1
    assert checked["findings"] == [f"附件损坏：{victim.name}"]
    code, restored = tongban(two, "restore", str(path), "--replace")
    assert (code, restored["ok"]) == (0, True)
    assert not (two / load.MARKER).exists()


def test_a_half_restored_city_does_not_serve(tmp_path: Path) -> None:
    (tmp_path / load.MARKER).write_text("city.tongban")
    with pytest.raises(Misuse, match="没有完成"):
        load.check_not_restoring(tmp_path)
    (tmp_path / load.MARKER).unlink()
    load.check_not_restoring(tmp_path)
