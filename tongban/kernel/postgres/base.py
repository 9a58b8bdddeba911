"""The database backend: connections are kept by their thread, and asked by their socket whether they still live.

Django asks the server `SELECT 1` at the start of every request. A server that ended, or a broken wire, shows on the
socket: an idle connection has nothing to say, so one that can be read is asked in earnest. One that vanished without
a trace fails at its first statement, in that one request, and is replaced by the next.
"""

from __future__ import annotations

import select

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own, but looks before it asks."""

    def is_usable(self) -> bool:
        """Whether the connection answers; the server is asked only after an error or where the socket has news."""
        if self.connection is None:
            return False
        if not self.errors_occurred and _silent(self.connection):
            return True
        return bool(super().is_usable())


def _silent(connection: psycopg.Connection[object]) -> bool:
    """Open, between transactions, and nothing has come unasked."""
    info = connection.info
    if info.status != psycopg.pq.ConnStatus.OK or info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return not poll.poll(0)
