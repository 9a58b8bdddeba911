"""The code with which a waiting result is fetched."""

from __future__ import annotations

from tongban.cases.models import Case
from tongban.kernel.actor import Actor
from tongban.kernel.vault import blind_index

_DIGITS = 6


def fetch_code(case: Case) -> str:
    """Six digits that belong to this case at this place; "" where nothing waits."""
    if not case.exit_place or case.delivered_at is not None:
        return ""
    found = int.from_bytes(blind_index(f"{case.uid} {case.exit_place}", "case.fetch")[:8])
    return f"{found % 10**_DIGITS:0{_DIGITS}d}"


def shown_code(case: Case, viewer: Actor) -> str:
    """The code for the applicant's own side; officers ask for it."""
    return "" if viewer.is_officer or viewer.is_system else fetch_code(case)
