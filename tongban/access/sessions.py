"""The sessions of the database, read by a prepared statement: every page of everybody signed in begins with one.

They live by real time, whatever day it is in a demonstration city: by that of the database."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db

from tongban.kernel import statements

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"


class SessionStore(db.SessionStore):
    """As Django's own, but reads without the ORM."""

    def load(self) -> dict[str, Any]:
        """What the session keeps; nothing of one that has expired, and then it has no key any more."""
        rows = statements.ask(_READ, [self.session_key])
        if not rows:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(rows[0][0])
        return found
