"""Rows of this room on the busiest roads: pauses that nobody needs to ask for."""

from __future__ import annotations

from collections.abc import Collection

from tongban.duties.models import Duty


def spare_pauses(rows: Collection[Duty]) -> None:
    """A pause moves its duty: a locked one that never moved has none, and nobody asks for them."""
    for duty in rows:
        if not duty.revision:
            duty.pause_rows = []  # type: ignore[attr-defined]  # as those that come with the row
