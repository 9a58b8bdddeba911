"""What the room `notices` does when its own fact is delivered: the worker lets the messages leave the house."""

from __future__ import annotations

from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, reaction
from tongban.notices import services
from tongban.notices.facts import NOTICE_QUEUED
from tongban.notices.states import OutboxChannel


@reaction(NOTICE_QUEUED, name="notices.deliver")
def deliver_queued(fact: FactView) -> None:
    """Hand the message to the adapter; a second run finds nothing queued."""
    channel = OutboxChannel(str(fact.data["channel"]))
    services.deliver(notice_uid=fact.objects[0].id, channel=channel, actor=Actor.system())
