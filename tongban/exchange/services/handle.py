"""Open a letter whose turn it is and give it to the room that handles its kind."""

from __future__ import annotations

from django.db import transaction

from tongban.exchange import selectors
from tongban.exchange.envelope import Envelope
from tongban.exchange.errors import KindUnknown
from tongban.exchange.facts import ENVELOPE_HANDLED, conversation_ref, peer_ref
from tongban.exchange.gates import Letter, handler_of
from tongban.exchange.models import IncomingEnvelope
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger


@transaction.atomic
def handle_envelope(*, peer_code: str, envelope: str, actor: Actor) -> None:
    """Let the room above handle the letter; a second call finds it handled. Raises `KindUnknown`, `DataTampered`, and
    whatever the handler raises."""
    rows = IncomingEnvelope.objects.select_for_update(no_key=True, of=("self",)).select_related("peer", "conversation")
    row = rows.get(peer__code=peer_code, uid=envelope, ready_at__isnull=False)
    if row.handled_at is not None:
        return
    handler = handler_of(row.kind)
    if handler is None:
        raise KindUnknown(kind=row.kind)
    message, _ = Envelope.read(bytes(row.message))
    letter = Letter(
        peer_id=row.peer_id,
        peer_code=row.peer.code,
        conversation=message.conversation,
        number=row.number,
        envelope=message.id,
        kind=row.kind,
        body=message.body(selectors.our_key(row.peer)),
        files=tuple(row.files),
        received_at=row.received_at,
        peer_sent_at=message.sent_at,
    )
    handler(letter)
    IncomingEnvelope.objects.filter(pk=row.pk).update(handled_at=clock.now())
    ledger.record(
        ENVELOPE_HANDLED,
        actor=actor,
        objects=[conversation_ref(row.conversation.uid), peer_ref(row.peer.code)],
        data={"envelope": message.id, "kind": row.kind, "number": row.number},
        department_id=row.peer.department_id,
    )
