"""Take a peer's letter in: once, whoever brings it and however often.

Who sent it is told by its signature alone. The times it carries are kept as they are and decide nothing. The receipt is
made once, and a letter that comes again gets the same bytes.
"""

from __future__ import annotations

from django.db import transaction

from tongban.exchange import policies, selectors
from tongban.exchange.envelope import Envelope, Message, Receipt
from tongban.exchange.errors import EnvelopeConflict, KindUnknown, PeerUnknown, SignatureWrong
from tongban.exchange.facts import ENVELOPE_READY, ENVELOPE_RECEIVED, conversation_ref, peer_ref
from tongban.exchange.gates import handler_of
from tongban.exchange.models import Conversation, IncomingEnvelope, Peer
from tongban.exchange.services.send import hurry, open_conversation
from tongban.files.selectors import stored_files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger


def receive_envelope(*, raw: bytes, actor: Actor) -> bytes:
    """Store the letter and return the signed receipt.

    Raises `MessageUnreadable`, `MessageTooLarge`, `PeerUnknown`, `SignatureWrong`, `PeerNotActive`, `KindUnknown`,
    `AgreementNotInForce` for the first letter of a conversation, `EnvelopeConflict`.
    """
    envelope, signature = Envelope.read(raw)
    peer = peer_of(envelope, signature)
    with transaction.atomic():
        conversation = open_conversation(peer, envelope.conversation)
        known = IncomingEnvelope.objects.filter(peer=peer, uid=envelope.id).first()
        if known is None and conversation.incoming.filter(number=envelope.number).exists():
            raise EnvelopeConflict()
        if known is not None:
            if known.digest != envelope.fingerprint():
                raise EnvelopeConflict()
            return bytes(known.receipt)
        if handler_of(envelope.kind) is None:
            raise KindUnknown(kind=envelope.kind)
        if not conversation.sent and not conversation.incoming.exists():
            policies.check_may_begin(peer, clock.today())
        receipt = _store(envelope, raw, peer, conversation, actor)
        hurry(peer)
        return receipt


def peer_of(message: Message, signature: bytes) -> Peer:
    """Who signed this message, an active peer (inside the room). Raises `PeerUnknown`, `SignatureWrong`,
    `PeerNotActive`."""
    peer = Peer.objects.filter(code=message.sender, our_code=message.recipient).first()
    if peer is None:
        raise PeerUnknown(code=message.sender)
    if not selectors.their_key(peer).verify(signature, message.signed_bytes()):
        raise SignatureWrong()
    policies.check_active(peer)
    return peer


def _store(envelope: Envelope, raw: bytes, peer: Peer, conversation: Conversation, actor: Actor) -> bytes:
    now, digest = clock.now(), envelope.fingerprint()
    receipt = Receipt(
        sender=peer.our_code, recipient=peer.code, envelope=envelope.id, digest=digest, received_at=now.isoformat()
    ).signed(selectors.our_key(peer))
    complete = not missing_contents(envelope.files)
    IncomingEnvelope.objects.create(
        uid=envelope.id,
        peer=peer,
        conversation=conversation,
        number=envelope.number,
        kind=envelope.kind,
        files=list(envelope.files),
        message=raw,
        digest=digest,
        receipt=receipt,
        received_at=now,
        complete_at=now if complete else None,
        next_at=now,
    )
    ledger.record(
        ENVELOPE_RECEIVED,
        actor=actor,
        objects=[conversation_ref(conversation.uid), peer_ref(peer.code)],
        data={"envelope": envelope.id, "kind": envelope.kind, "number": envelope.number},
        department_id=peer.department_id,
    )
    take_up(conversation=conversation, peer=peer, actor=actor)
    return receipt


def missing_contents(files: tuple[str, ...] | list[str]) -> list[str]:
    """Those of the contents that are not here yet (inside the room)."""
    known = stored_files(files) if files else {}
    return [digest for digest in files if digest not in known]


def take_up(*, conversation: Conversation, peer: Peer, actor: Actor) -> None:
    """Let the letters that are next in their conversation and complete be handled, one after the other (inside the
    room; the conversation is locked)."""
    while True:
        number = conversation.received + 1
        row = conversation.incoming.filter(number=number, complete_at__isnull=False).first()
        if row is None:
            return
        conversation.received = number
        Conversation.objects.filter(pk=conversation.pk).update(received=number)
        IncomingEnvelope.objects.filter(pk=row.pk).update(ready_at=clock.now())
        ledger.record(
            ENVELOPE_READY,
            actor=actor,
            objects=[conversation_ref(conversation.uid), peer_ref(peer.code)],
            data={"envelope": str(row.uid), "kind": row.kind, "number": number},
            department_id=peer.department_id,
        )
