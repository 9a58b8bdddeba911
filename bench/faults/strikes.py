"""The faults: each strikes once, says when the world is whole again, and what has to come back by itself."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.faults.place import Ballast
from bench.faults.proxy import STALL_SECONDS

HOLD_SECONDS = 3.0
"""How long a full disk stays full and a clock that went back stays back."""


@dataclass(frozen=True)
class Struck:
    """`whole_at`: since when nothing hinders the city; `gone`: processes that must have a successor."""

    whole_at: float
    gone: int | None = None
    note: str = ""


@dataclass
class World:
    """What the faults can reach."""

    home: Path
    superuser: str
    web: Callable[[], list[int]]
    workers: Callable[[], list[int]]
    proxy: int
    clients: list[int]
    serving: int
    dice: random.Random
    roll: Callable[[], bool]

    def offset(self, seconds: float) -> None:
        """Move the city's clock by so much, as a time server gone wrong would."""
        path = self.home / "clock-offset"
        before = float(path.read_text() or 0) if path.exists() else 0.0
        other = path.with_suffix(".bench")
        other.write_text(str(before + seconds))
        os.replace(other, path)


def kill_web(world: World) -> Struck:
    """kill -9 of one web process."""
    return _kill(world.dice.choice(world.web()))


def kill_worker(world: World) -> Struck:
    """kill -9 of one worker."""
    return _kill(world.dice.choice(world.workers()))


def _kill(pid: int) -> Struck:
    os.kill(pid, signal.SIGKILL)
    return Struck(time.monotonic(), gone=pid)


def kill_database(world: World) -> Struck:
    """kill -9 of the database server."""
    pid = int((world.home / "pg" / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
    os.kill(pid, signal.SIGKILL)
    return Struck(time.monotonic())


def kill_backend(world: World) -> Struck:
    """kill -9 of one database connection's process; the server throws everybody out and recovers."""
    with contextlib.suppress(psycopg.Error), psycopg.connect(world.superuser, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'tongban' ORDER BY pid"
        ).fetchall()
        os.kill(world.dice.choice(rows)[0], signal.SIGKILL)
    return Struck(time.monotonic())


def fill_disk(world: World) -> Struck:
    """The city's filesystem is full to the last byte, for database, log and files alike, then is not."""
    ballast = Ballast(world.home)
    try:
        ballast.fill()
        time.sleep(HOLD_SECONDS)  # the load goes on against the full disk for so long
    finally:
        ballast.free()
    return Struck(time.monotonic())


def cut_clients(world: World) -> Struck:
    """Every client's connection breaks; their next requests break off in the middle."""
    for pid in world.clients:
        os.kill(pid, signal.SIGUSR1)
    return Struck(time.monotonic())


def cut_database(world: World) -> Struck:
    """Every connection between the processes and the database breaks."""
    os.kill(world.proxy, signal.SIGUSR1)
    return Struck(time.monotonic())


def stall_database(world: World) -> Struck:
    """The network to the database holds everything for two seconds, then breaks."""
    os.kill(world.proxy, signal.SIGUSR2)
    time.sleep(STALL_SECONDS)  # as long as the proxy holds everything
    return Struck(time.monotonic())


def clock_forward(world: World) -> Struck:
    """The clock jumps ahead, by a minute to two hours, and stays there."""
    by = world.dice.choice([60, 600, 3600, 7200])
    world.offset(by)
    return Struck(time.monotonic(), note=f"+{by} s")


def clock_back(world: World) -> Struck:
    """The clock jumps back, by seconds to hours, and is put right again."""
    by = world.dice.choice([1, 5, 60, 3600, 36000])
    world.offset(-by)
    time.sleep(HOLD_SECONDS)  # the load goes on under the wrong clock for so long
    world.offset(by)
    return Struck(time.monotonic(), note=f"-{by} s")


def rolling_restart(world: World) -> Struck:
    """Every process is replaced under load (SIGHUP). Not a fault: here nothing at all may be refused."""
    began = time.monotonic()
    world.roll()
    return Struck(began)


KINDS: dict[str, Callable[[World], Struck]] = {
    "web kill -9": kill_web,
    "worker kill -9": kill_worker,
    "database kill -9": kill_database,
    "database connection kill -9": kill_backend,
    "full disk": fill_disk,
    "clients cut off": cut_clients,
    "database connections cut": cut_database,
    "network to database stalls": stall_database,
    "clock forward": clock_forward,
    "clock back": clock_back,
    "rolling restart": rolling_restart,
}
