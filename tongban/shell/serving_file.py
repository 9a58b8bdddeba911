"""`TONGBAN_HOME/run/serve-<port>`: who serves this city, for `tongban restart` and `tongban restore`.

The serving process holds a lock on its file for as long as it lives, so a file left behind by a killed one is known to
be stale, whatever process has its number now.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from tongban.shell.database.home import city_home

SIZE = 4096


@dataclass(frozen=True, slots=True)
class ServingNow:
    """One serving process: the children that can work, what it is doing, and how often it has replaced them all."""

    pid: int
    port: int
    state: str
    generation: int
    children: list[int] = field(default_factory=list)


class ServingFile:
    """The file of one serving process. Not held until `hold`; a second holder of the same port is impossible."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.path = city_home() / "run" / f"serve-{port}"
        self._file: int | None = None
        self._state = "serving"
        self._generation = 0
        self._children: list[int] = []

    def hold(self) -> None:
        """Take the lock and write who we are."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(
            self._file, fcntl.LOCK_EX
        )  # at most a moment: a reader holds it while it looks, nobody else has our port
        self._write()

    def note(self, children: list[int]) -> None:
        """Which children can work now."""
        if children != self._children:
            self._children = children
            self._write()

    def say(self, state: str) -> None:
        """`serving`, `replacing` or `failed`; the end of a replacement counts one generation."""
        if state != "replacing":
            self._generation += 1
        self._state = state
        self._write()

    def release(self) -> None:
        """Remove the file and the lock."""
        if self._file is not None:
            self.path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def _write(self) -> None:
        if self._file is None:
            return
        document = {"pid": os.getpid(), "port": self.port, "state": self._state, "generation": self._generation}
        # A full disk must not end the service: the file is news for other commands, nothing of ours depends on it.
        with contextlib.suppress(OSError):
            content = json.dumps({**document, "children": self._children}).encode()
            os.pwrite(self._file, content.ljust(SIZE), 0)  # whole in one piece: a reader never sees half


def serving_now(home: Path | None = None) -> list[ServingNow]:
    """Every process that serves this city now."""
    found = []
    for path in sorted(((home or city_home()) / "run").glob("serve-*")):
        with contextlib.suppress(OSError, ValueError, TypeError), path.open("r+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                found.append(ServingNow(**json.loads(file.read())))
    return found
