"""One run: a city, its load, the faults one after the other, and what was found."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench.faults import checks, place
from bench.faults.serve import WEB, WORKERS
from bench.faults.strikes import KINDS, World
from tongban.kernel.waiting import awaited

PATIENCE = 90.0
"""Seconds after which a city that has not come back counts as not recovered."""


@dataclass
class Fault:
    """One fault: seconds until the city was whole again (None: it did not), and what was found right after."""

    kind: str
    at: float
    recovery: float | None
    broken: int
    findings: list[str] = field(default_factory=list)
    note: str = ""


def say(text: str) -> None:
    """Progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Run:
    """The processes of the run and their world."""

    def __init__(self, folder: Path, arguments: argparse.Namespace, dice: random.Random) -> None:
        self.folder, self.arguments, self.dice = folder, arguments, dice
        self.home = folder / "city"
        self.port, self.door = free_port(), free_port()
        self.faults: list[Fault] = []
        self.findings: list[str] = []
        self.broken: Counter[str] = Counter()
        self.small = False
        self.began = time.monotonic()
        self.load_seconds = 0.0
        self.kib_per_case = 0.0
        self._processes: list[subprocess.Popen[bytes]] = []
        self._plan: list[str] = []

    def prepare(self, kinds: list[str]) -> None:
        """Build the city, start proxy, service and load, and plan the faults."""
        self.small = place.make(self.home)
        if not self.small:
            kinds = [kind for kind in kinds if kind != "full disk"]
            say("no small filesystem here: the full disk is left out")
        os.environ.update(TONGBAN_HOME=str(self.home), TONGBAN_CITY_KIND="demo", TONGBAN_LOG_LEVEL="WARNING")
        for name in ("TONGBAN_DATABASE_URL", "TONGBAN_DATABASE_OWNER_URL", "TONGBAN_EMBEDDED"):
            os.environ.pop(name, None)
        say("building the city ...")
        made = subprocess.run(
            [sys.executable, "-m", "bench.faults.people", str(self.arguments.clients)],
            stdout=subprocess.PIPE,
            check=True,
        )
        config = {**json.loads(made.stdout.splitlines()[-1]), "port": self.port, "pause": self.arguments.pause}
        (self.folder / "config.json").write_text(json.dumps(config))
        self.proxy = self._start(
            ["bench.faults.proxy", str(self.door), str(self.home / "pg" / "run" / ".s.PGSQL.5432")]
        )
        log = (self.folder / "serve.log").open("wb")
        self.serving = self._start(["bench.faults.serve", str(self.port), str(self.door)], stderr=log)
        self._wait_for_children()
        self.superuser = self._address("tongban_super")
        self.bytes_before = self._bytes()
        self._start_load()
        rounds = -(-self.arguments.faults // len(kinds))
        plan = [kind for _ in range(rounds) for kind in kinds]  # every kind as often as the others, in random order
        self.dice.shuffle(plan)
        self._plan = plan[: self.arguments.faults]
        self._until_answered(time.monotonic(), 60.0)

    def _bytes(self) -> int:
        """Database and files on disk, without the write-ahead log."""
        with psycopg.connect(self.superuser) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        files = (self.home / "files").rglob("*")
        return int(row[0] if row else 0) + sum(path.stat().st_size for path in files if path.is_file())

    def strike(self) -> None:
        """One fault after the other, each once the city has recovered from the one before."""
        for number, kind in enumerate(self._plan, 1):
            if time.monotonic() - self.began > self.arguments.seconds:
                self.findings.append(f"time was up after {number - 1} faults")
                break
            time.sleep(self.dice.uniform(0.3, 2.0))  # the next fault comes at a moment that nobody chose
            fault = self._strike_once(kind)
            self.faults.append(fault)
            took = f"{fault.recovery:.2f} s" if fault.recovery is not None else "NOT RECOVERED"
            say(f"{number:3} {kind} {fault.note}: {took}, {fault.broken} attempts broken {fault.findings or ''}")
        self.load_seconds = time.monotonic() - self.load_began

    def _strike_once(self, kind: str) -> Fault:
        self.journals.read()
        before, at = len(self.journals.of("broken")), time.monotonic()
        rolled = kind == "rolling restart"
        struck = KINDS[kind](self.world)
        back = time.monotonic() if rolled else self._until_whole(struck.whole_at, struck.gone)
        self.journals.read()
        broken = self.journals.of("broken")[before:]
        self.broken.update(f"{row['status'] or ''} {row['code']}".strip() for row in broken)
        fault = Fault(kind, at - self.began, back and back - struck.whole_at, len(broken), note=struck.note)
        fault.findings = self._checked()
        if rolled and broken:
            fault.findings.append(f"{len(broken)} requests broken by a rolling restart: {broken[0]}")
        return fault

    def _checked(self) -> list[str]:
        """The quick checks; their own connection tries again like any other client while the database comes back."""

        def found() -> list[list[str]]:
            with contextlib.suppress(psycopg.OperationalError):
                return [checks.quick(self.superuser, self.journals)]
            return []

        answers = awaited(found, seconds=PATIENCE, every=0.1)
        return answers[0] if answers else ["database does not answer"]

    def settle(self) -> None:
        """End the load, let the workers catch up, and hold everything against everything."""
        for process in self.load:
            process.send_signal(signal.SIGTERM)
        for process in self.load:
            process.wait(300)
        say("load ended; waiting for what is owed ...")
        # As long as something still gets done, it is not lost: papers of a long load take their time.
        owed = self._owed()
        while owed and (left := awaited(partial(self._moved, owed), seconds=60, every=1.0)):
            owed = left[0]
        self.findings += [finding for fault in self.faults for finding in fault.findings]
        self.findings += [f"not recovered: {fault.kind}" for fault in self.faults if fault.recovery is None]
        self.findings += checks.final(self.superuser, self.journals, self.home)
        closed = sum(1 for row in self.journals.done.values() if row["step"] == "close")
        self.kib_per_case = (self._bytes() - self.bytes_before) / 1024 / max(closed, 1)
        done = subprocess.run(
            [sys.executable, "-m", "tongban.shell.command", "ledger", "verify", "--json"],
            capture_output=True,
            check=False,
        )
        verified = json.loads(done.stdout)
        self.facts = verified.get("facts", 0)
        if done.returncode != 0:
            self.findings.append(f"ledger: {str(verified)[:300]}")

    def end(self) -> None:
        """End what we started, and keep the service's own words for whoever wants to know."""
        for process in reversed(self._processes):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self._processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
        if self.small:
            subprocess.run(["umount", "-l", str(self.home)], check=False)
        words = self.folder / "serve.log"
        if words.exists():
            self.log_lines = len(words.read_bytes().splitlines())
            keep = Path(__file__).resolve().parents[2] / "var" / "bench-faults.log"
            keep.parent.mkdir(exist_ok=True)
            keep.write_bytes(words.read_bytes())

    # --- inside -----------------------------------------------------------------------------------
    def _start(self, words: list[str], **options: Any) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", *words], **options)
        self._processes.append(process)
        return process

    def _start_load(self) -> None:
        half = self.arguments.clients // 2
        shares = [(0, half), (half, self.arguments.clients - half)]
        paths = [self.folder / f"journal{n}" for n in range(len(shares))]
        self.load_began = time.monotonic()
        self.load = [
            self._start(
                [
                    "bench.faults.client",
                    str(self.folder / "config.json"),
                    str(path),
                    str(first),
                    str(count),
                    str(self.arguments.seed),
                ]
            )
            for path, (first, count) in zip(paths, shares, strict=True)
        ]
        self.journals = checks.Journals(paths)
        checks.THREADS.count = self.arguments.clients
        self.world = World(
            self.home, self.superuser, lambda: self._children()[:WEB], lambda: self._children()[WEB:], self.proxy.pid,
            [process.pid for process in self.load], self.serving.pid, self.dice, self._roll,
        )  # fmt: skip

    def _state(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError):
            found: dict[str, Any] = json.loads((self.home / "run" / f"serve-{self.port}").read_text())
            return found
        return {"children": [], "generation": 0, "state": ""}

    def _children(self) -> list[int]:
        return list(self._state()["children"])

    def _wait_for_children(self) -> None:
        awaited(lambda: len(self._children()) == WEB + 2 * WORKERS, seconds=180, every=0.1)

    def _roll(self) -> bool:
        before = self._state()["generation"]
        self.serving.send_signal(signal.SIGHUP)

        def rolled() -> dict[str, Any] | None:
            now = self._state()
            return now if now["generation"] > before else None

        found = awaited(rolled, seconds=3 * PATIENCE)
        return found is not None and found["state"] == "serving"

    def _until_whole(self, since: float, gone: int | None) -> float | None:
        """When a step begun after `since` was answered and everybody who died has a successor that can work."""
        answered = self._until_answered(since, PATIENCE)

        def whole() -> float | None:
            now, children = time.monotonic(), self._children()
            return now if len(children) == WEB + 2 * WORKERS and gone not in children else None

        found = awaited(whole, seconds=since + PATIENCE - time.monotonic())
        return answered and found and (max(answered, found) if gone else answered)

    def _until_answered(self, since: float, seconds: float) -> float | None:
        def answered() -> float | None:
            for row in self.journals.read():
                if row["kind"] == "done" and row["began"] > since:
                    return float(row["ended"])
                # A step that was being repeated counts from its answer: its last attempt began after the fault.
                if row["kind"] == "done" and row["attempts"] > 1 and row["ended"] > since:
                    return float(row["ended"])
            return None

        return awaited(answered, seconds=since + seconds - time.monotonic(), every=0.02)

    def _moved(self, owed: int) -> list[int]:
        """How many are owed now, if that is another number than before; nothing where it stands still."""
        self.world.offset(60)  # what waits for its next attempt need not wait in real time
        left = self._owed()
        return [left] if left != owed else []

    def _owed(self) -> int:
        with contextlib.suppress(psycopg.Error), psycopg.connect(self.superuser) as connection:
            row = connection.execute("SELECT count(*) FROM ledger_delivery WHERE state = 'owed'").fetchone()
            return int(row[0]) if row else 0
        return 1

    def _address(self, role: str) -> str:
        password = (self.home / "pg" / f"{role}.password").read_text()
        return f"postgresql://{role}:{password}@/tongban?host={quote(str(self.home / 'pg' / 'run'), safe='')}"
