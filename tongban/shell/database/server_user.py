"""Who runs the embedded PostgreSQL. It refuses to run as root, so root hands it to somebody lesser.

First choice is a system user without a shell. Where the city's folder or the programs lie below a folder that
such a user cannot enter (a checkout under /root), a user namespace of one process is used instead of widening
anybody's folder modes.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "tongban-db"
_CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True, slots=True)
class ServerUser:
    """`uid` None: run as we are. `namespace`: run as ourselves, seen by the program as an ordinary user."""

    uid: int | None = None
    gid: int | None = None
    namespace: bool = False

    @classmethod
    def choose(cls, *, programs: Path, folder: Path) -> ServerUser:
        """Decide once per call; cheap where we are not root."""
        if os.geteuid() != 0:
            return cls()
        entry = _system_user()
        if entry is not None:
            candidate = cls(uid=entry.pw_uid, gid=entry.pw_gid)
            _let_enter(folder, entry.pw_gid)
            if candidate._reaches(programs / "postgres") and candidate._reaches(folder):
                return candidate
        return cls(namespace=True)

    def own(self, path: Path) -> None:
        """Give a file or folder to the server's user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def run(self, command: list[str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a PostgreSQL program as this user. Raises `CalledProcessError` where `check` and it fails."""
        before: Callable[[], None] | None = _enter_namespace if self.namespace else None
        # Files for output, not pipes: the server inherits them and would keep a pipe open for ever.
        return subprocess.run(
            command,
            check=check,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self.uid,
            group=self.gid,
            extra_groups=[] if self.uid is not None else None,
            preexec_fn=before,  # start-up code without threads of ours
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,
        )

    def _reaches(self, path: Path) -> bool:
        done = subprocess.run(
            ["/usr/bin/test", "-x", str(path)], user=self.uid, group=self.gid, extra_groups=[], check=False, cwd="/"
        )
        return done.returncode == 0


def _let_enter(folder: Path, gid: int) -> None:
    """The database's own folder stays closed to all but root and the server's group, which may only pass through."""
    os.chown(folder, 0, gid)
    folder.chmod(0o710)


def _system_user() -> pwd.struct_passwd | None:
    for attempt in range(2):
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            if attempt:
                return None
            try:
                subprocess.run(
                    [
                        "useradd",
                        "--system",
                        "--user-group",
                        "--no-create-home",
                        "--shell",
                        "/usr/sbin/nologin",
                        SYSTEM_USER,
                    ],
                    check=False,
                    capture_output=True,
                )
            except FileNotFoundError:
                return None
    return None


def _enter_namespace() -> None:
    """In the child, before exec: a user namespace in which root looks like user 1000."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("1000 0 1")
    Path("/proc/self/gid_map").write_text("1000 0 1")
