"""Get acquainted with another platform, keep what is known of it current, end it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from tongban.exchange import policies
from tongban.exchange.envelope import is_code
from tongban.exchange.errors import PeerExists, PeerUnknown
from tongban.exchange.facts import PEER_CHANGED, PEER_MOVED, PEER_REGISTERED, peer_ref
from tongban.exchange.models import Peer
from tongban.exchange.selectors import PURPOSE, PeerView, fingerprint, peer_view
from tongban.exchange.states import PEER_LIFECYCLE
from tongban.kernel import clock, keys
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.kernel.gm import Sm2PublicKey
from tongban.kernel.standards.regions import clean_region
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the two places signed: number, days of validity (both included), codes of the items it covers."""

    document_no: str
    valid_from: dt.date
    valid_to: dt.date
    their_items: tuple[str, ...] = ()
    our_items: tuple[str, ...] = ()


@transaction.atomic
def register_peer(
    *,
    code: str,
    name: str,
    region_code: str,
    address: str,
    public_key_pem: str,
    our_code: str,
    department_id: int,
    agreement: Agreement,
    actor: Actor,
) -> PeerView:
    """Register the platform of another place. Its key comes from its administrator by another way than this network.

    Raises `PermissionDenied`, `InvalidInput`, `AddressNotAllowed`, `PeerExists`.
    """
    actor.require(policies.MANAGE)
    wrong = {
        field: "平台代码为2到40个字母、数字、点或短横线，双方不能相同。"
        for field, value in (("code", code), ("our_code", our_code))
        if not is_code(value) or code == our_code
    }
    region = clean_region(region_code)
    if not name.strip() or not region:
        wrong["name"] = "请填写对方平台的名称和行政区划。"
    if wrong:
        raise InvalidInput(errors=wrong)
    if Peer.objects.filter(code=code).exists():
        raise PeerExists(code=code)
    row = Peer(
        code=code,
        name=name.strip()[:100],
        region_code=region,
        address=policies.check_address(address),
        public_key=_key(public_key_pem),
        our_code=our_code,
        our_key_number=keys.store().sm2(PURPOSE)[0],
        department_id=department_id,
        registered_at=clock.now(),
    )
    _put(row, agreement)
    row.save(force_insert=True)
    _record(PEER_REGISTERED, row, actor)
    return peer_view(row)


@transaction.atomic
def change_peer(
    *,
    code: str,
    actor: Actor,
    address: str = "",
    public_key_pem: str = "",
    agreement: Agreement | None = None,
    newest_key: bool = False,
) -> PeerView:
    """Another address, another key of theirs, our own newest key, or a new agreement. Raises as `register_peer`,
    and `PeerUnknown`."""
    actor.require(policies.MANAGE)
    row = _locked(code)
    if address:
        row.address = policies.check_address(address)
    if public_key_pem:
        row.public_key = _key(public_key_pem)
    if newest_key:
        row.our_key_number = keys.store().sm2(PURPOSE)[0]
    if agreement is not None:
        _put(row, agreement)
    row.save()
    _record(PEER_CHANGED, row, actor)
    return peer_view(row)


def suspend_peer(*, code: str, actor: Actor) -> PeerView:
    """Let nothing pass for a while; what is under way waits. Raises `PermissionDenied`, `PeerUnknown`,
    `MoveNotAllowed`."""
    return _move("suspend", code, actor)


def resume_peer(*, code: str, actor: Actor) -> PeerView:
    """Let letters pass again. Raises as `suspend_peer`."""
    return _move("resume", code, actor)


def revoke_peer(*, code: str, actor: Actor) -> PeerView:
    """Never again: the key is lost or the agreement is cancelled. Raises as `suspend_peer`."""
    return _move("revoke", code, actor)


@transaction.atomic
def _move(verb: str, code: str, actor: Actor) -> PeerView:
    actor.require(policies.MANAGE)
    row = _locked(code)
    PEER_LIFECYCLE.advance(row, verb)
    ledger.record(PEER_MOVED, actor=actor, objects=[peer_ref(row.code)], data={"verb": verb, "state": str(row.state)})
    return peer_view(row)


def _locked(code: str) -> Peer:
    row = Peer.objects.select_for_update(no_key=True).filter(code=code).first()
    if row is None:
        raise PeerUnknown(code=code)
    return row


def _key(pem: str) -> bytes:
    try:
        return Sm2PublicKey.from_pem(pem).to_der()
    except ValueError:
        raise InvalidInput(errors={"public_key": "不是 SM2 公钥（PEM）。请用对方 tongban peer key 的输出。"}) from None


def _put(row: Peer, agreement: Agreement) -> None:
    if not agreement.document_no.strip() or agreement.valid_to < agreement.valid_from:
        raise InvalidInput(errors={"agreement": "请填写协议文号和有效期，止期不早于起期。"})
    row.agreement_no = agreement.document_no.strip()[:100]
    row.valid_from, row.valid_to = agreement.valid_from, agreement.valid_to
    row.their_items = sorted({code.strip().upper() for code in agreement.their_items if code.strip()})
    row.our_items = sorted({code.strip().upper() for code in agreement.our_items if code.strip()})


def _record(kind: FactKind, row: Peer, actor: Actor) -> None:
    ledger.record(
        kind,
        actor=actor,
        objects=[peer_ref(row.code)],
        data={
            "agreement": row.agreement_no,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat(),
            "key": fingerprint(bytes(row.public_key)),
            "their_items": list(row.their_items),
            "our_items": list(row.our_items),
        },
        department_id=row.department_id,
        region_code=row.region_code,
    )
