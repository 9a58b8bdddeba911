"""Questions about peers and letters. Letters stay sealed: nobody reads one here but the room that handles it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from tongban.exchange import policies
from tongban.exchange.errors import PeerUnknown
from tongban.exchange.models import IncomingEnvelope, OutgoingEnvelope, Peer
from tongban.exchange.states import PEER_LABELS
from tongban.kernel import clock, keys
from tongban.kernel.actor import Actor
from tongban.kernel.gm import Sm2PrivateKey, Sm2PublicKey, sm3

PURPOSE = "exchange"


@dataclass(frozen=True, slots=True)
class PeerView:
    """Another place's platform as other rooms see it. `waiting`, `parked`, `unhandled` are counts of letters."""

    id: int
    code: str
    name: str
    region_code: str
    address: str
    our_code: str
    department_id: int
    agreement_no: str
    valid_from: dt.date
    valid_to: dt.date
    in_force: bool
    their_items: tuple[str, ...]
    our_items: tuple[str, ...]
    state: str
    state_label: str
    fingerprint: str
    waiting: int = 0
    parked: int = 0
    unhandled: int = 0


@dataclass(frozen=True, slots=True)
class OwnKey:
    """What the other side registers of us."""

    number: int
    pem: str
    fingerprint: str


def fingerprint(der: bytes) -> str:
    """SM3 of a public key in groups of four, to be compared by telephone."""
    text = sm3(der).hex()
    return " ".join(text[start : start + 4] for start in range(0, 32, 4))


def own_key() -> OwnKey:
    """The newest key of this platform; made at the first question."""
    number, key = keys.store().sm2(PURPOSE)
    public = key.public_key()
    return OwnKey(number, public.to_pem(), fingerprint(public.to_der()))


def our_key(peer: Peer) -> Sm2PrivateKey:
    """The key this peer knows of us (inside the room)."""
    return keys.store().sm2(PURPOSE, peer.our_key_number)[1]


def their_key(peer: Peer) -> Sm2PublicKey:
    """The key of the peer (inside the room)."""
    return Sm2PublicKey.from_der(bytes(peer.public_key))


def peer_view(row: Peer, *, waiting: int = 0, parked: int = 0, unhandled: int = 0) -> PeerView:
    """The row as other rooms see it."""
    return PeerView(
        id=row.pk,
        code=row.code,
        name=row.name,
        region_code=row.region_code,
        address=row.address,
        our_code=row.our_code,
        department_id=row.department_id,
        agreement_no=row.agreement_no,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        in_force=policies.in_force(row, clock.today()),
        their_items=tuple(row.their_items),
        our_items=tuple(row.our_items),
        state=row.state,
        state_label=PEER_LABELS[row.state],
        fingerprint=fingerprint(bytes(row.public_key)),
        waiting=waiting,
        parked=parked,
        unhandled=unhandled,
    )


def peer(peer_id: int) -> PeerView:
    """One peer. Raises `PeerUnknown`."""
    row = Peer.objects.filter(pk=peer_id).first()
    if row is None:
        raise PeerUnknown(code=str(peer_id))
    return peer_view(row)


def peer_by_code(code: str) -> PeerView:
    """The peer of a code. Raises `PeerUnknown`."""
    row = Peer.objects.filter(code=code).first()
    if row is None:
        raise PeerUnknown(code=code)
    return peer_view(row)


def peers(*, viewer: Actor) -> list[PeerView]:
    """Every peer by code; who manages them sees what waits (one query)."""
    rows = Peer.objects.order_by("code")
    if not viewer.may(policies.MANAGE):
        return [peer_view(row) for row in rows]
    out, into = "conversations__outgoing", "conversations__incoming"
    waiting = Q(**{f"{out}__isnull": False, f"{out}__delivered_at": None})
    counted = rows.annotate(
        waiting=Count(out, filter=waiting, distinct=True),
        parked=Count(out, filter=waiting & Q(**{f"{out}__attempts__gte": policies.PARK_AFTER}), distinct=True),
        unhandled=Count(into, filter=Q(**{f"{into}__isnull": False, f"{into}__handled_at": None}), distinct=True),
    )
    return [peer_view(row, waiting=row.waiting, parked=row.parked, unhandled=row.unhandled) for row in counted]


@dataclass(frozen=True, slots=True)
class ConversationState:
    """How far the letters of one conversation are. `error` is the code of the last failure."""

    waiting: int
    parked: int
    error: str


def conversation_states(uids: Iterable[str]) -> dict[str, ConversationState]:
    """What of ours is still under way, by conversation; the caller has decided that it may be seen (one query)."""
    found: dict[str, ConversationState] = {}
    rows = OutgoingEnvelope.objects.filter(conversation__uid__in=list(uids), delivered_at=None).order_by("id")
    for uid, attempts, error in rows.values_list("conversation__uid", "attempts", "error"):
        before = found.get(str(uid), ConversationState(0, 0, ""))
        parked = before.parked + policies.is_parked(attempts)
        found[str(uid)] = ConversationState(before.waiting + 1, parked, error or before.error)
    return found


def owed() -> int:
    """How many letters wait here: ours without a receipt and theirs not handled yet."""
    ours = OutgoingEnvelope.objects.filter(delivered_at=None).count()
    return ours + IncomingEnvelope.objects.filter(handled_at=None).count()
