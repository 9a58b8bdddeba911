"""What the worker does for this room: the sweep, and new due dates when the calendar changes."""

from __future__ import annotations

from tongban.duties import services
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, periodic, reaction
from tongban.reference.facts import CALENDAR_CHANGED


@periodic(seconds=60, name="duties.look_again")
def look_again() -> None:
    """Record warnings and missed ends."""
    services.look_again(clock.now(), actor=Actor.system())


@periodic(seconds=600, name="duties.recompute")
def recompute() -> None:
    """Derive duties dated with an older edition of the calendar (also after an upgrade of the national table)."""
    services.recompute_due(actor=Actor.system())


@reaction(CALENDAR_CHANGED, name="duties.recompute")
def recompute_after_change(fact: FactView) -> None:
    """The calendar changed: new ends at once."""
    services.recompute_due(actor=Actor.system(trace_id=fact.trace_id))
