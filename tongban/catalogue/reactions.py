"""What the worker does for this room: planned publications and acts on items take effect on their day."""

from __future__ import annotations

from tongban.catalogue import services
from tongban.kernel.actor import Actor
from tongban.ledger.facts import periodic


@periodic(seconds=60, name="catalogue.take_effect")
def take_effect() -> None:
    """Within a minute of midnight, China time."""
    services.take_effect(actor=Actor.system())
