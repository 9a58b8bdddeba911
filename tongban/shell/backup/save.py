"""Write the archive of a living city: first the database in one snapshot, then files, then keys.

Files and keys are only ever added, so what the snapshot names is there when its turn comes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tongban.kernel import clock
from tongban.shell.backup.archive import FORMAT, Writer
from tongban.shell.backup.keybox import KeyBox
from tongban.shell.backup.tools import Server
from tongban.shell.errors import Misuse


@dataclass(frozen=True, slots=True)
class Saved:
    """What is in the archive: bytes written, pieces of the database, files, keys."""

    file: str
    bytes: int
    files: int
    keys: int
    keys_kept: str


def save(path: Path, *, passphrase: str, tell: Callable[[str], None]) -> Saved:
    """Write `path`; without a passphrase the keys are left out. An empty `passphrase` is the caller's said choice.

    Raises `Misuse` for a name that is taken, `DatabaseError`, `OSError`; then nothing of the archive is left behind.
    """
    if path.exists():
        raise Misuse(f"{path} 已经存在。请换一个名字，或先把它移走。")
    server = Server.of_city()
    box = KeyBox(passphrase) if passphrase else None
    home: Path = settings.TONGBAN_HOME
    files = keys = 0
    with Writer(path, tell) as out:
        out.add("city.json", json.dumps(_head(server, box), ensure_ascii=False, indent=2).encode())
        tell("正在导出数据库……")
        for number, piece in enumerate(server.dump(), 1):
            out.add(f"database/{number:06d}", piece)
        tell("正在复制附件……")
        for digest, content in _contents(home / "files"):
            out.add_file(f"files/{digest}", content)
            files += 1
        if box is not None:
            for name, content in _contents(home / "keys", deep=False):
                out.add(f"keys/{name}", box.seal(name, content.read_bytes()))
                keys += 1
    return Saved(str(path), path.stat().st_size, files, keys, "sealed" if box else "left out")


def _head(server: Server, box: KeyBox | None) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "city": settings.TONGBAN_CITY_NAME,
        "kind": settings.TONGBAN_CITY_KIND,
        "clock_offset_seconds": clock.offset().total_seconds(),
        "server_major": server.major,
        "tools_major": server.tools_major,
        "migrations": applied_migrations(),
        "keys": box.head() if box else {"kept": "left out"},
    }


def applied_migrations() -> list[str]:
    """`room.name` of every migration the database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def _contents(folder: Path, *, deep: bool = True) -> Iterator[tuple[str, Path]]:
    """Finished files below a folder: contents by digest, keys by `purpose/number`."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield (path.name if deep else str(path.relative_to(folder))), path
