"""Who may be talked with, when, and how long we wait before we try again."""

from __future__ import annotations

import datetime as dt
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from tongban.exchange import errors
from tongban.exchange.models import Peer
from tongban.exchange.states import PEER_LABELS, PeerState

MANAGE: Final = "exchange.manage"

FIRST_PAUSE = dt.timedelta(seconds=2)
LONGEST_PAUSE = dt.timedelta(minutes=10)
PARK_AFTER = 12
"""Failures after which the lamp is lit: with the pauses below, after about half an hour. Sending never ends."""


def pause_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many failures: 2 s, 4 s, 8 s … at most ten minutes."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << max(0, min(attempts, 12) - 1)))


def is_parked(attempts: int) -> bool:
    """Whether the lamp is lit: somebody should look, while it goes on being tried."""
    return attempts >= PARK_AFTER


def in_force(peer: Peer, day: dt.date) -> bool:
    """Whether the agreement covers this day; both ends included."""
    return peer.valid_from <= day <= peer.valid_to


def check_active(peer: Peer) -> None:
    """Raises `PeerNotActive`."""
    if peer.state != PeerState.ACTIVE:
        raise errors.PeerNotActive(name=peer.name, state=PEER_LABELS[peer.state])


def check_not_revoked(peer: Peer) -> None:
    """A suspension keeps letters back, a revocation ends the acquaintance. Raises `PeerNotActive`."""
    if peer.state == PeerState.REVOKED:
        raise errors.PeerNotActive(name=peer.name, state=PEER_LABELS[peer.state])


def check_may_begin(peer: Peer, day: dt.date) -> None:
    """A new conversation needs the agreement. Raises `AgreementNotInForce`."""
    if not in_force(peer, day):
        raise errors.AgreementNotInForce(
            name=peer.name,
            document_no=peer.agreement_no,
            valid_from=peer.valid_from.isoformat(),
            valid_to=peer.valid_to.isoformat(),
        )


def check_address(address: str) -> str:
    """Scheme, host and port of a platform, without a slash at its end. Raises `AddressNotAllowed`."""
    cleaned = address.strip().rstrip("/")
    try:
        parts = urlsplit(cleaned)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise errors.AddressNotAllowed(reason="读不懂") from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise errors.AddressNotAllowed(reason="应当是 https://主机名")
    if parts.scheme != "https" and settings.TONGBAN_CITY_KIND == "production":
        raise errors.AddressNotAllowed(reason="正式城市之间必须用 https")
    return cleaned
