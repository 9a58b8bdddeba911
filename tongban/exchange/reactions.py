"""The worker's part: letters go out, papers are fetched, letters whose turn it is are handled."""

from __future__ import annotations

from tongban.exchange import facts, services
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, periodic, reaction

SECONDS = 1
"""How long a letter waits at most before it is first sent."""


@periodic(seconds=SECONDS, name="exchange.send")
def send() -> None:
    """Bring over what is due."""
    services.deliver_due(actor=Actor.system())


@periodic(seconds=SECONDS, name="exchange.fetch")
def fetch() -> None:
    """Fetch the papers that received letters name."""
    services.fetch_contents(actor=Actor.system())


@reaction(facts.ENVELOPE_READY, name="exchange.handle")
def handle(fact: FactView) -> None:
    """One letter after the other in each conversation: facts of one object arrive in order."""
    peer = next(ref.id for ref in fact.objects if ref.type == facts.PEER)  # ids are a peer's own: two may use the same
    services.handle_envelope(
        peer_code=peer, envelope=str(fact.data["envelope"]), actor=Actor.system(trace_id=fact.trace_id)
    )
