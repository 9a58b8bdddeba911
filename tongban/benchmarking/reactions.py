"""What follows from facts: a guide published by the ordinary way is held against the targets set for its item."""

from __future__ import annotations

from tongban.benchmarking import services
from tongban.catalogue.facts import VERSION_PUBLISHED
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, reaction


@reaction(VERSION_PUBLISHED, name="benchmarking.link_version")
def recognise(fact: FactView) -> None:
    """A second run finds the version linked and changes nothing."""
    version = fact.object("item_version")
    if version is not None:
        services.link_version(version_id=int(version.id), actor=Actor.system(trace_id=fact.trace_id))
