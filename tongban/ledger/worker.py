"""The worker: pays out deliveries and runs periodic jobs until told to stop.

It LISTENs for new deliveries and looks by itself every second besides, so a lost notification costs a second.
When the database goes away it waits and connects again; what it had claimed was never committed, so nothing is lost
and nothing done twice.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
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

_LOST = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def run(stop: Callable[[], bool]) -> None:
    """Work until `stop()` is true; the delivery or job in hand is finished first."""
    log.info("worker started")
    failures = 0
    while not stop():
        try:
            with _Listener() as listener:
                failures = 0
                _work(stop, listener)
        except _LOST as error:
            failures += 1
            log.warning("database lost (%s), trying again", type(error).__qualname__)
            _forget_connection()
            _sleep(min(5.0, 0.25 * 2**failures), stop)
    _forget_connection()
    log.info("worker stopped")


def _work(stop: Callable[[], bool], listener: _Listener) -> None:
    while not stop():
        close_old_connections()
        done = drain(BATCH)
        run_due_jobs()
        if not done:
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
        time.sleep(GLANCE)
