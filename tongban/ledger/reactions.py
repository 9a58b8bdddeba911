"""The room's own periodic work."""

from __future__ import annotations

from tongban.ledger.facts import periodic
from tongban.ledger.services import forget_expired_requests, seal


@periodic(seconds=60, name="ledger.seal")
def seal_settled_facts() -> None:
    """Put what was written in the last minute under a signature."""
    seal()


@periodic(seconds=3600, name="ledger.forget_requests")
def drop_expired_answers() -> None:
    """Answers are remembered for a day."""
    forget_expired_requests()
