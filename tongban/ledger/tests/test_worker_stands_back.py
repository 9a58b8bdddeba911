"""The worker that draws papers gives way to everybody, and takes nobody else's turn with it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tongban.ledger import worker

SESSIONS = Path("/proc/self/autogroup")


def in_a_child(act: Callable[[], str]) -> str:
    """What `act` says in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writing, act().encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as words:
        said = words.read()
    os.waitpid(child, 0)
    return said


def of_the_session() -> int | None:
    """How far the session stands back; None where the kernel does not share the processor out by this session."""
    said = SESSIONS.read_text().split() if SESSIONS.exists() else []
    return int(said[-1]) if said else None  # a container may have the file and no session that counts: it is empty


def standing_back() -> str:
    before = of_the_session()
    worker._stand_back()
    return f"{os.nice(0)} {before} {of_the_session()}"


def test_a_worker_in_its_own_session_stands_back_as_a_whole() -> None:
    def alone() -> str:
        os.setsid()
        return standing_back()

    nice, before, after = in_a_child(alone).split()
    assert int(nice) == worker.POLITENESS
    assert after == ("None" if before == "None" else str(worker.POLITENESS))


def test_a_worker_in_somebodys_session_leaves_the_others_of_it_alone() -> None:
    nice, before, after = in_a_child(standing_back).split()
    assert int(nice) == worker.POLITENESS
    assert after == before
