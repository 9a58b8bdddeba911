"""What follows from facts, and what the worker does from time to time."""

from __future__ import annotations

from tongban.ledger.facts import FactView, periodic, reaction
from tongban.post import facts, services


@reaction(facts.POST_ORDERED, name="post.hand_over")
def hand_over(fact: FactView) -> None:
    """The courier hears of the parcel."""
    services.hand_over(order_uid=fact.primary.id)


@periodic(seconds=600, name="post.track")
def track() -> None:
    """Couriers that push nothing are asked."""
    services.track_parcels()
