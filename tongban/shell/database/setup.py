"""Bring a city's database to the present schema, with the right grants, once per set of migrations.

Migrations run in a process of their own under the owner's role, so that the process that serves people
never holds that role.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tongban.shell import environment
from tongban.shell.database.embedded import Addresses, EmbeddedCluster
from tongban.shell.database.errors import DatabaseError
from tongban.shell.database.home import PACKAGE, city_home

_attached: dict[Path, EmbeddedCluster] = {}


def attach() -> EmbeddedCluster | None:
    """Put the database's addresses into the environment, before Django reads its settings.

    Returns the embedded cluster, or None where the city brings its own server.
    """
    os.environ["TONGBAN_HOME"] = str(city_home())
    if _own_server():
        return None
    cluster = _attached[city_home()] = EmbeddedCluster(city_home())
    addresses: Addresses = cluster.acquire()
    os.environ["TONGBAN_EMBEDDED"] = str(city_home())
    os.environ["TONGBAN_DATABASE_URL"] = addresses.application
    os.environ["TONGBAN_DATABASE_OWNER_URL"] = addresses.owner
    return cluster


def _own_server() -> bool:
    """Whether the city brings its own PostgreSQL. Children inherit our addresses of the embedded one: not their own."""
    if os.environ.get("TONGBAN_EMBEDDED") == str(city_home()):
        return False
    return bool(os.environ.get("TONGBAN_DATABASE_URL") or os.environ.get("TONGBAN_DATABASE_URL_FILE"))


def check_reachable() -> None:
    """Say early that the city's own server is out of reach. Raises `DatabaseError`."""
    if not _own_server():
        return
    raw = environment.read("TONGBAN_DATABASE_URL") or ""
    address = urlsplit(raw)
    if address.scheme not in ("postgresql", "postgres"):
        raise DatabaseError("TONGBAN_DATABASE_URL 要写成 postgresql://用户:密码@主机:端口/库名。")
    try:
        psycopg.connect(raw, connect_timeout=5).close()
    except (psycopg.Error, UnicodeError) as error:
        place = address.hostname or "本机"
        raise DatabaseError(f"连不上 TONGBAN_DATABASE_URL 所指的数据库（{place}）。请检查地址、账号和网络。") from error


def schema_stamp() -> str:
    """A digest over all migration files and the grants: another digest means there is work to do."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def bring_up_to_date() -> bool:
    """Migrate and grant if the schema has changed since last time; True where something was done."""
    home = city_home()
    home.mkdir(parents=True, exist_ok=True)
    address = urlsplit(environment.read("TONGBAN_DATABASE_URL") or "")
    where = hashlib.sha256(f"{address.hostname}{address.port}{address.path}{address.query}".encode()).hexdigest()[:12]
    stamp_file, stamp = home / f"schema-{where}", schema_stamp()
    with (home / "schema.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp_file.exists() and stamp_file.read_text() == stamp:
            return False
        done = subprocess.run(
            [sys.executable, "-m", "tongban.shell.database.migrate"],
            env={**os.environ, "TONGBAN_AS_OWNER": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise DatabaseError("数据库升级没有成功：\n" + done.stderr[-2000:])
        stamp_file.write_text(stamp)
    return True


def watch_database() -> None:
    """Keep the embedded server of this city alive while this process lives; nothing to do for a city's own server."""
    cluster = _attached.get(city_home())
    if cluster is not None:
        cluster.watch()
