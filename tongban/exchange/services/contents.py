"""Papers between platforms: a letter names them by digest, the recipient fetches them before it is handled."""

from __future__ import annotations

import logging
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from tongban.exchange import policies, selectors
from tongban.exchange.envelope import ContentRequest, seal, unseal
from tongban.exchange.errors import AnswerWrong, PeerAway
from tongban.exchange.facts import CONTENT_GIVEN, peer_ref
from tongban.exchange.models import Conversation, IncomingEnvelope, OutgoingEnvelope, Peer
from tongban.exchange.services.receive import missing_contents, peer_of, take_up
from tongban.exchange.services.send import reason_of
from tongban.exchange.states import PeerState
from tongban.exchange.transport import transport
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, NotFound
from tongban.kernel.gm import sm3
from tongban.ledger import services as ledger

log = logging.getLogger(__name__)

PATH = "/api/exchange/contents"
FRAME = 4096
"""Room for the seal around a content."""


def give_content(*, raw: bytes, actor: Actor) -> bytes:
    """The content that a letter of ours to this peer names, sealed for it.

    Raises `MessageUnreadable`, `PeerUnknown`, `SignatureWrong`, `PeerNotActive`, `NotFound` where no letter to this
    peer names it.
    """
    request, signature = ContentRequest.read(raw)
    peer = peer_of(request, signature)
    named = OutgoingEnvelope.objects.filter(conversation__peer=peer, files__contains=[request.content])
    if not named.exists():
        raise NotFound()
    content = files.open_bytes(request.content)
    ledger.record(
        CONTENT_GIVEN,
        actor=actor,
        objects=[peer_ref(peer.code)],
        data={"digest": request.content},
        department_id=peer.department_id,
    )
    return seal(content, selectors.their_key(peer), request.content)


def fetch_contents(*, actor: Actor, limit: int = 50) -> int:
    """Fetch what received letters name and is not here; returns how many letters became complete.

    Nothing is held while the peer is asked; a content that came before a failure stays.
    """
    rows = IncomingEnvelope.objects.filter(
        complete_at=None, next_at__lte=clock.now(), peer__state=PeerState.ACTIVE
    ).select_related("peer", "conversation")
    done, away = 0, set[int]()
    for row in list(rows.order_by("id")[:limit]):
        if row.peer_id in away:
            continue
        try:
            for digest in missing_contents(row.files):
                content = _fetched(row.peer, digest)
                files.store(content=content, name=digest[:12], actor=actor)
        except DomainError as error:
            if isinstance(error, PeerAway):
                away.add(row.peer_id)
            _failed(row, error)
        else:
            done += 1
            _complete(row, actor)
    return done


def _fetched(peer: Peer, digest: str) -> bytes:
    key = selectors.our_key(peer)
    request = ContentRequest(sender=peer.our_code, recipient=peer.code, content=digest, id=str(uuid4()))
    most = settings.TONGBAN_UPLOAD_LIMIT + FRAME
    answer = transport().post(peer.address + PATH, request.signed(key), most=most)
    if answer.status != 200:
        raise AnswerWrong(reason=reason_of(answer.status, answer.content))
    content = unseal(answer.content, key, digest)
    if sm3(content).hex() != digest:
        raise AnswerWrong(reason="digest")
    return content


def _failed(row: IncomingEnvelope, error: DomainError) -> None:
    attempts = row.attempts + 1
    reason = error.data.get("reason", error.code) if isinstance(error, AnswerWrong) else error.code
    next_at = clock.now() + policies.pause_after(attempts)
    IncomingEnvelope.objects.filter(pk=row.pk).update(attempts=attempts, next_at=next_at, error=reason)
    log.warning("contents of envelope %s not fetched (attempt %s): %s", row.uid, attempts, reason)


@transaction.atomic
def _complete(row: IncomingEnvelope, actor: Actor) -> None:
    conversation = Conversation.objects.select_for_update(no_key=True).get(pk=row.conversation_id)
    rows = IncomingEnvelope.objects.filter(pk=row.pk, complete_at=None)
    if rows.update(complete_at=clock.now(), error=""):
        take_up(conversation=conversation, peer=row.peer, actor=actor)
