"""Say something to a peer, and bring it there.

`post_envelope` writes the letter in the transaction of the step that causes it: both come true, or neither. A worker
brings it over (`deliver_due`) until the peer's signed receipt is here. Where the peer does not answer, its other
letters wait too, so that a place that is away costs one attempt and not one for each letter.
"""

from __future__ import annotations

import base64
import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import orjson
from django.db import IntegrityError, transaction

from tongban.exchange import policies, selectors
from tongban.exchange.envelope import MESSAGE_LIMIT, MOST_FILES, Envelope, Receipt, seal
from tongban.exchange.errors import AnswerWrong, MessageTooLarge, PeerAway, PeerUnknown
from tongban.exchange.facts import ENVELOPE_DELIVERED, ENVELOPE_PARKED, ENVELOPE_POSTED, conversation_ref, peer_ref
from tongban.exchange.models import Conversation, OutgoingEnvelope, Peer
from tongban.exchange.states import PeerState
from tongban.exchange.transport import transport
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue

log = logging.getLogger(__name__)

PATH = "/api/exchange/envelopes"
RECEIPT_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class PostedEnvelope:
    """A letter that will arrive."""

    id: str
    conversation: str
    number: int


@dataclass(frozen=True, slots=True)
class SendReport:
    """What one round brought over, and what it has to try again."""

    delivered: int
    failed: int


@transaction.atomic
def post_envelope(
    *,
    peer_id: int,
    kind: str,
    body: Mapping[str, object],
    actor: Actor,
    files: Sequence[str] = (),
    conversation: UUID | str | None = None,
) -> PostedEnvelope:
    """Write a letter to a peer. `files` are digests of stored contents, which the peer fetches by itself.

    Without `conversation`, or with one that nobody used, a new one begins. Raises `PeerUnknown`, `PeerNotActive`
    (revoked), `AgreementNotInForce` for a new conversation, `MessageTooLarge`.
    """
    peer = Peer.objects.filter(pk=peer_id).first()
    if peer is None:
        raise PeerUnknown(code=str(peer_id))
    policies.check_not_revoked(peer)
    row = open_conversation(peer, conversation or uuid4())
    if not row.sent and not row.received:
        policies.check_active(peer)
        policies.check_may_begin(peer, clock.today())
    now, uid = clock.now(), str(uuid4())
    plain = orjson.dumps(body)
    if len(plain) > MESSAGE_LIMIT // 2 or len(files) > MOST_FILES:
        raise MessageTooLarge(limit="512 KB", files=MOST_FILES)
    envelope = Envelope(
        sender=peer.our_code,
        recipient=peer.code,
        id=uid,
        conversation=str(row.uid),
        number=row.sent + 1,
        kind=kind,
        files=tuple(dict.fromkeys(files)),
        sealed=base64.b64encode(seal(plain, selectors.their_key(peer), uid)).decode(),
        sent_at=now.isoformat(),
    )
    OutgoingEnvelope.objects.create(
        uid=uid,
        conversation=row,
        number=envelope.number,
        kind=kind,
        files=list(envelope.files),
        message=envelope.signed(selectors.our_key(peer)),
        digest=envelope.fingerprint(),
        posted_at=now,
        next_at=now,
    )
    Conversation.objects.filter(pk=row.pk).update(sent=envelope.number)
    ledger.record(
        ENVELOPE_POSTED,
        actor=actor,
        objects=[conversation_ref(row.uid), peer_ref(peer.code)],
        data={"envelope": uid, "kind": kind, "number": envelope.number},
        department_id=peer.department_id,
    )
    return PostedEnvelope(uid, str(row.uid), envelope.number)


def open_conversation(peer: Peer, uid: UUID | str) -> Conversation:
    """The conversation, locked for this transaction; begun where there is none (inside the room)."""
    rows = Conversation.objects.select_for_update(no_key=True)
    found = rows.filter(peer=peer, uid=uid).first()
    if found is None:
        with contextlib.suppress(IntegrityError), transaction.atomic():
            Conversation.objects.create(peer=peer, uid=uid, began_at=clock.now())
        found = rows.get(peer=peer, uid=uid)
    return found


def deliver_due(*, actor: Actor, limit: int = 100) -> SendReport:
    """Bring over what is due, oldest first. Each letter settles in a transaction of its own; nothing is held while
    the peer is asked. Two rounds at once do no harm: the peer gives the same receipt twice."""
    rows = OutgoingEnvelope.objects.filter(
        delivered_at=None, next_at__lte=clock.now(), conversation__peer__state=PeerState.ACTIVE
    )
    delivered, failed, away = 0, 0, set[int]()
    for row in list(rows.select_related("conversation__peer").order_by("id")[:limit]):
        peer = row.conversation.peer
        if peer.pk in away:
            continue
        try:
            receipt = _carried(row, peer)
        except DomainError as error:
            failed += 1
            if isinstance(error, PeerAway):
                away.add(peer.pk)
            _failed(row, peer, error, actor)
        else:
            delivered += 1
            _delivered(row, peer, receipt, actor)
    return SendReport(delivered, failed)


def _carried(row: OutgoingEnvelope, peer: Peer) -> bytes:
    """The peer's receipt for this letter. Raises `PeerAway`, `AnswerWrong`."""
    answer = transport().post(peer.address + PATH, bytes(row.message), most=RECEIPT_LIMIT)
    if answer.status != 200:
        raise AnswerWrong(reason=reason_of(answer.status, answer.content))
    receipt, signature = Receipt.read(answer.content)
    fits = (receipt.sender, receipt.recipient) == (peer.code, peer.our_code)
    if not fits or (receipt.envelope, receipt.digest) != (str(row.uid), row.digest):
        raise AnswerWrong(reason="other_receipt")
    if not selectors.their_key(peer).verify(signature, receipt.signed_bytes()):
        raise AnswerWrong(reason="signature")
    return answer.content


def reason_of(status: int, content: bytes) -> str:
    """The code of a refusal, or its status (inside the room)."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        code = orjson.loads(content)["code"] if content else ""
        if isinstance(code, str) and code.isascii() and code.replace("_", "").isalnum():
            return code[:60]
    return f"http_{status}"


@transaction.atomic
def _delivered(row: OutgoingEnvelope, peer: Peer, receipt: bytes, actor: Actor) -> None:
    changed = OutgoingEnvelope.objects.filter(pk=row.pk, delivered_at=None).update(
        delivered_at=clock.now(), receipt=receipt, error=""
    )
    if not changed:
        return
    _record(ENVELOPE_DELIVERED, row, peer, actor)
    hurry(peer)


def hurry(peer: Peer) -> None:
    """The peer is there: whatever waits for it waits no longer (inside the room)."""
    now = clock.now()
    OutgoingEnvelope.objects.filter(conversation__peer=peer, delivered_at=None, next_at__gt=now).filter(
        error=PeerAway.code
    ).update(next_at=now)


@transaction.atomic
def _failed(row: OutgoingEnvelope, peer: Peer, error: DomainError, actor: Actor) -> None:
    attempts = row.attempts + 1
    reason = error.data.get("reason", error.code) if isinstance(error, AnswerWrong) else error.code
    next_at = clock.now() + policies.pause_after(attempts)
    waiting = OutgoingEnvelope.objects.filter(delivered_at=None)
    if not waiting.filter(pk=row.pk, attempts=row.attempts).update(attempts=attempts, next_at=next_at, error=reason):
        return
    if isinstance(error, PeerAway):
        waiting.filter(conversation__peer=peer, next_at__lt=next_at).update(next_at=next_at, error=reason)
    log.warning("envelope %s to %s not delivered (attempt %s): %s", row.uid, peer.code, attempts, reason)
    if attempts == policies.PARK_AFTER:
        _record(ENVELOPE_PARKED, row, peer, actor, attempts=attempts, reason=reason)


def _record(kind: FactKind, row: OutgoingEnvelope, peer: Peer, actor: Actor, **data: JsonValue) -> None:
    ledger.record(
        kind,
        actor=actor,
        objects=[conversation_ref(row.conversation.uid), peer_ref(peer.code)],
        data={"envelope": str(row.uid), "kind": row.kind, "number": row.number, **data},
        department_id=peer.department_id,
    )
