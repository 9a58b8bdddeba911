"""Put an archive back, in an order that may stop anywhere: nothing is lost, and the same command goes on.

Files first (they are only added), keys beside the present ones, then the database in one transaction, then the keys
change places. The marker `restoring` stands from the first change to the last; until it is gone no `serve` starts.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tongban.shell.backup.archive import Reader
from tongban.shell.backup.keybox import KeyBox, opened
from tongban.shell.backup.tools import Server
from tongban.shell.errors import Misuse

MARKER = "restoring"
Tell = Callable[[str], None]


def check_archive(path: Path, passphrase: str, tell: Tell) -> tuple[Reader, KeyBox | None]:
    """Read the archive through and open its key box, before anything is touched. Raises `Misuse`."""
    tell("正在核对备份……")
    reader = Reader(path, tell)
    head = reader.head
    _check_release(head)
    if head["keys"]["kept"] != "sealed":
        return reader, None
    if not passphrase:
        raise Misuse("这份备份里有加密的密钥，请给出备份时的口令（--passphrase-file 或 TONGBAN_BACKUP_PASSPHRASE）。")
    return reader, opened(head["keys"], passphrase)


def _check_release(head: dict[str, Any]) -> None:
    """An older archive is migrated after it is back; a newer one knows things this release does not."""
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := [name for name in head["migrations"] if name not in known]:
        raise Misuse(
            f"这份备份来自更新的版本（它有 {unknown[0]} 等 {len(unknown)} 项这里没有的数据库变更）。"
            "请先升级到备份时的版本再恢复。没有恢复任何内容。"
        )


def put_back(reader: Reader, box: KeyBox | None, home: Path, tell: Tell) -> tuple[int, int]:
    """Files, database, keys and clock of the archive into this city; returns the numbers of files and keys."""
    server = Server.of_city(at_least=reader.head["tools_major"])
    if server.major < reader.head["server_major"]:
        raise Misuse(
            f"备份来自 PostgreSQL {reader.head['server_major']}，这里的服务器是 {server.major}，"
            "较旧的服务器装不下它。请升级数据库后再恢复。"
        )
    (home / MARKER).write_text(reader.path.name)
    tell("正在恢复附件……")
    files = sum(_put_file(home, name.removeprefix("files/"), content) for name, content in reader.each("files/"))
    fresh = home / "keys.restoring"
    shutil.rmtree(fresh, ignore_errors=True)
    keys = 0
    if box is not None:
        for name, content in reader.each("keys/"):
            _put_key(fresh, name.removeprefix("keys/"), box.open(name.removeprefix("keys/"), content))
            keys += 1
    tell("正在恢复数据库……")
    server.load(content for _, content in reader.each("database/"))
    if keys:
        _exchange(fresh, home / "keys")
    offset = reader.head["clock_offset_seconds"]
    (home / "clock-offset").write_text(str(offset)) if offset else (home / "clock-offset").unlink(missing_ok=True)
    for stamp in home.glob("schema-*"):
        stamp.unlink()  # the database is another one now: look at its schema and grants again
    os.sync()
    (home / MARKER).unlink()
    return files, keys


def _put_file(home: Path, digest: str, content: bytes) -> int:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise Misuse(f"备份里有一个不是附件的文件（{digest[:80]}）。没有恢复数据库。")
    target = home / "files" / digest[:2] / digest[2:4] / digest
    if not (target.exists() and target.stat().st_size == len(content)):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        other = target.with_name(f".{digest}")
        other.write_bytes(content)
        other.chmod(0o400)
        os.replace(other, target)
    return 1


def _put_key(folder: Path, name: str, content: bytes) -> None:
    purpose, _, number = name.partition("/")
    if not number.isdigit() or purpose in ("", ".", ".."):
        raise Misuse(f"备份里有一个不是密钥的文件（{name[:80]}）。没有恢复数据库。")
    place = folder / purpose
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place / number, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    folder.chmod(0o700)


def _exchange(fresh: Path, place: Path) -> None:
    """The present keys stay beside the restored ones: no key is ever thrown away."""
    if place.exists():
        place.rename(place.with_name(f"keys.before-{time.strftime('%Y%m%d%H%M%S')}"))
    fresh.rename(place)


def check_city(home: Path, tell: Tell) -> tuple[int, int, list[str]]:
    """Facts, sealed facts and findings of the city as it stands: ledger, and every file against its digest."""
    from tongban.files import services as files
    from tongban.files.errors import FileDamaged, FileNotStored
    from tongban.files.selectors import all_digests
    from tongban.kernel.actor import Actor
    from tongban.ledger import services as ledger

    tell("正在校验账本……")
    report = ledger.verify(actor=Actor.system())
    findings = [f"{f.subject} [{f.flaw.value}] {f.detail}".strip() for f in report.findings[:50]]
    tell("正在校验附件……")
    for digest in all_digests():
        try:
            files.prove(digest)
        except FileNotStored:
            findings.append(f"附件缺失：{digest}")
        except FileDamaged:
            findings.append(f"附件损坏：{digest}")
    return report.facts, report.sealed, findings


def check_not_restoring(home: Path) -> None:
    """Raises `Misuse` where a restore stopped half-way: such a city must not serve."""
    with contextlib.suppress(FileNotFoundError):
        name = (home / MARKER).read_text()
        raise Misuse(f"上一次恢复（{name}）没有完成。请用同一条命令再恢复一次：tongban restore …")
