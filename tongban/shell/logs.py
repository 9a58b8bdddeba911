"""What the log says when the database goes away: once, in one line, and not once per request with its whole stack.

A restart of the database breaks every connection of every process at the same moment. The requests that met it are
answered with an error and sent again by their callers; the log has to show the event, not bury what else happened.
"""

from __future__ import annotations

import errno
import logging
import time

PAUSE_SECONDS = 5.0
_LOST = frozenset({"OperationalError", "InterfaceError", "AdminShutdown", "UnreadablePostError", "PoolTimeout"})


class OnceInAWhile(logging.Filter):
    """Lets one line about a lost connection through every few seconds, without its stack; everything else as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}
        self._held: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is shown; one that is says how many were not."""
        kind = _kind(record)
        if not kind:
            return True
        now = time.monotonic()
        if now - self._last.get(kind, -PAUSE_SECONDS) < PAUSE_SECONDS:
            self._held[kind] = self._held.get(kind, 0) + 1
            return False
        self._last[kind] = now
        held = self._held.pop(kind, 0)
        more = f"; {held} more since the last line" if held else ""
        record.msg, record.args = f"{record.getMessage()} ({kind}{more})", ()
        record.exc_info = record.exc_text = None
        return True


def _kind(record: logging.LogRecord) -> str:
    """What was lost; empty for every other record."""
    if record.name.startswith("psycopg.pool"):
        return "database connection"
    error = record.exc_info[0] if record.exc_info else None
    if record.exc_info and getattr(record.exc_info[1], "errno", None) == errno.ENOSPC:
        return "disk full"
    if error is not None and record.name.startswith("django.") and error.__name__ in _LOST:
        return error.__name__
    return ""
