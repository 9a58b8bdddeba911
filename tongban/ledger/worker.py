"""The worker: pays out deliveries and runs periodic jobs until told to stop.

It LISTENs for new quick deliveries and looks by itself every second besides, so a lost notification costs a second.
Papers are not announced: they are found at the next look, and whoever opens one before makes it.
When the database goes away it waits and connects again; what it had claimed was never committed, so nothing is lost
and nothing done twice.

A city that serves runs two kinds of workers: one for quick reactions and jobs, one that only draws and signs papers
and gives way to everybody else on the machine. A burst of papers then delays papers, and nothing besides.
"""

from __future__ import annotations

import contextlib
import enum
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from tongban.ledger.services import drain, run_due_jobs
from tongban.ledger.services.record import CHANNEL

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between looks without a notification."""

GLANCE = 0.25
"""Seconds after which a request to stop is heard."""

BATCH = 50
"""Deliveries between two looks at the jobs."""

AT_ONCE = 8
"""Quick deliveries in one transaction."""

POLITENESS = 19
"""How far the drawing of papers stands back behind pages and messages when the processor is short (`nice`): as far as
it can. A paper costs as much as four submissions, nobody waits for it, and whoever does has it drawn at once."""


class Share(enum.StrEnum):
    """What a worker takes on."""

    ALL = "all"
    QUICK = "quick"
    HEAVY = "heavy"


_HEAVY = {Share.ALL: None, Share.QUICK: False, Share.HEAVY: True}
_LOST = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def run(stop: Callable[[], bool], share: Share = Share.ALL) -> None:
    """Work until `stop()` is true; the delivery or job in hand is finished first."""
    log.info("worker started (%s)", share)
    if share is Share.HEAVY:
        _stand_back()
    failures = 0
    while not stop():
        try:
            with contextlib.nullcontext() if share is Share.HEAVY else _Listener() as listener:
                failures = 0
                _work(stop, listener, share)
        except _LOST as error:
            failures += 1
            log.warning("database lost (%s), trying again", type(error).__qualname__)
            _forget_connection()
            _sleep(min(5.0, 0.25 * 2**failures), stop)
    _forget_connection()
    log.info("worker stopped")


def _stand_back() -> None:
    """Give way to everybody else on the machine.

    Where Linux shares the processor out by sessions (`sched_autogroup_enabled`, as most distributions have it), a
    process that is alone in its session is `nice` to nobody but itself: the session has to be.
    """
    os.nice(POLITENESS)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(POLITENESS))


def _work(stop: Callable[[], bool], listener: _Listener | None, share: Share) -> None:
    looked = float("-inf")
    while not stop():
        close_old_connections()
        done = drain(BATCH, heavy=_HEAVY[share], at_once=AT_ONCE if share is Share.QUICK else 1)
        # Woken many times a second, it still asks only once a second which jobs are due.
        if share is not Share.HEAVY and time.monotonic() - looked >= POLL:
            run_due_jobs()
            looked = time.monotonic()
        if done:
            continue
        if listener is None:
            _sleep(POLL, stop)
        else:
            listener.wait(stop)


class _Listener:
    """A connection of its own that LISTENs."""

    def __enter__(self) -> _Listener:
        self.wrapper = connection.copy()
        try:
            self.wrapper.ensure_connection()
            self.wrapper.set_autocommit(True)
            self.raw: psycopg.Connection[Any] = self.wrapper.connection
            self.raw.execute(f"LISTEN {CHANNEL}")
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        with contextlib.suppress(*_LOST):
            if self.wrapper.connection is not None:
                self.wrapper.connection.execute("UNLISTEN *")
        with contextlib.suppress(*_LOST):
            self.wrapper.close()

    def wait(self, stop: Callable[[], bool]) -> None:
        """Until a notification, the next look, or a request to stop."""
        for _ in range(round(POLL / GLANCE)):
            if stop() or any(True for _ in self.raw.notifies(timeout=GLANCE, stop_after=1)):
                return


def _forget_connection() -> None:
    with contextlib.suppress(*_LOST):
        connection.close()


def _sleep(seconds: float, stop: Callable[[], bool]) -> None:
    for _ in range(max(1, round(seconds / GLANCE))):
        if stop():
            return
        time.sleep(GLANCE)  # a rest between two tries; a signal to stop is seen at the next glance
