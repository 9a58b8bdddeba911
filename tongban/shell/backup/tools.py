"""PostgreSQL's own programs: which of those on this machine fit the city's server, and how they are called.

Passwords go through the environment, never onto a command line that others can list.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from tongban.shell import environment
from tongban.shell.backup.archive import PIECE
from tongban.shell.database.embedded import programs
from tongban.shell.database.errors import DatabaseError

_NEEDED = ("pg_dump", "pg_restore", "psql")


@dataclass(frozen=True, slots=True)
class Server:
    """The city's database as its owner reaches it, and the programs to use with it."""

    environ: dict[str, str]
    major: int
    folder: Path
    tools_major: int

    @classmethod
    def of_city(cls, *, at_least: int = 0) -> Server:
        """Raises `DatabaseError` where it is out of reach or no program on this machine is new enough."""
        address = environment.read("TONGBAN_DATABASE_OWNER_URL") or environment.read("TONGBAN_DATABASE_URL") or ""
        with psycopg.connect(address, connect_timeout=5) as connection:
            major = connection.info.server_version // 10000
        folder, tools_major = _tools(max(major, at_least))
        return cls(_environ(address), major, folder, tools_major)

    def dump(self) -> Iterator[bytes]:
        """The database in one snapshot, in pieces. Raises `DatabaseError` with the program's own words."""
        command = [str(self.folder / "pg_dump"), "-Fc", "--no-owner", "--no-privileges", "--no-password"]
        with subprocess.Popen(
            command, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            try:
                while piece := process.stdout.read(PIECE):
                    yield piece
                words = process.stderr.read().decode(errors="replace")
            finally:
                if process.poll() is None and process.stdout.closed:
                    process.kill()
        if process.returncode != 0:
            raise DatabaseError(f"导出数据库没有成功：{words[-1000:]}")

    def load(self, dump: Iterable[bytes]) -> None:
        """Replace everything in the database by the dump, in one transaction.

        Raises `DatabaseError`; then nothing has changed.
        """
        restore = subprocess.Popen(
            [str(self.folder / "pg_restore"), "--no-owner", "--no-privileges", "--file=-"],
            env=self.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        play = subprocess.Popen(
            [str(self.folder / "psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
             "--no-password", "--output=/dev/null", "--command=DROP SCHEMA public CASCADE",
             "--command=CREATE SCHEMA public", "--command=ALTER SCHEMA public OWNER TO pg_database_owner", "--file=-"],
            env=self.environ, stdin=restore.stdout, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert restore.stdin is not None
        assert restore.stdout is not None
        restore.stdout.close()  # ours; psql holds its own
        _feed(restore.stdin, dump)
        words = play.communicate()[1].decode(errors="replace")
        more = restore.stderr.read().decode(errors="replace") if restore.stderr else ""
        if restore.wait() != 0 or play.returncode != 0:
            raise DatabaseError(f"导入数据库没有成功，原来的数据没有改变：{(words + more)[-1000:]}")


def _feed(pipe: IO[bytes], pieces: Iterable[bytes]) -> None:
    """Write everything; a reader that has given up says why on its own stderr."""
    try:
        for piece in pieces:
            pipe.write(piece)
        pipe.close()
    except BrokenPipeError:
        pass


def _environ(address: str) -> dict[str, str]:
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    found = {
        "PGHOST": query.pop("host", parts.hostname or ""),
        "PGPORT": str(parts.port or query.pop("port", "")),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
        "PGSSLMODE": query.get("sslmode", ""),
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, **{name: value for name, value in found.items() if value}}


def _tools(major: int) -> tuple[Path, int]:
    """The programs of the server's own release where they are installed, else the nearest newer ones."""
    places = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_dump")]
    if found := shutil.which("pg_dump"):
        places.append(Path(found).resolve().parent)
    places.append(programs())
    known: dict[int, Path] = {}
    for place in places:
        if all((place / name).exists() for name in _NEEDED):
            known.setdefault(_version(place), place)
    fitting = sorted(version for version in known if version >= major)
    if not fitting:
        raise DatabaseError(f"这台机器上没有 PostgreSQL {major} 或更新的 pg_dump、pg_restore 和 psql，请先安装。")
    return known[fitting[0]], fitting[0]


def _version(place: Path) -> int:
    done = subprocess.run([str(place / "pg_dump"), "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"\) (\d+)", done.stdout)
    return int(match[1]) if match else 0
