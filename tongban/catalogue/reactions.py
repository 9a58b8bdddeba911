"""What the worker does for this room: what is planned takes effect on its day, new guides are measured."""

from __future__ import annotations

from tongban.catalogue import services
from tongban.kernel.actor import Actor
from tongban.ledger.facts import periodic


@periodic(seconds=60, name="catalogue.take_effect")
def take_effect() -> None:
    """Within a minute of midnight, China time."""
    services.take_effect(actor=Actor.system())


@periodic(seconds=300, name="catalogue.measure_elements")
def measure_elements() -> None:
    """How complete new guides are, for the statistics; a whole catalogue just imported takes several turns."""
    services.measure_elements(most=2_000)
