"""Whom we talk with: the states of a peer."""

from __future__ import annotations

import enum

from tongban.kernel.lifecycle import Lifecycle, Move


class PeerState(enum.StrEnum):
    """Whether envelopes pass."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


PEER_LABELS: dict[str, str] = {
    PeerState.ACTIVE: "正常",
    PeerState.SUSPENDED: "暂停",
    PeerState.REVOKED: "已撤销",
}

_A, _S = PeerState.ACTIVE.value, PeerState.SUSPENDED.value

PEER_LIFECYCLE = Lifecycle(
    "peer",
    PEER_LABELS,
    _A,
    [
        Move("suspend", "暂停往来", frozenset({_A}), _S, "system_admin"),
        Move("resume", "恢复往来", frozenset({_S}), _A, "system_admin"),
        Move("revoke", "撤销", frozenset({_A, _S}), PeerState.REVOKED.value, "system_admin"),
    ],
)
