"""What this room publishes. `data` holds kinds, numbers and reasons as codes; nothing of what an envelope says."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

PEER = "peer"
CONVERSATION = "conversation"

PEER_REGISTERED = FactKind("exchange.peer_registered", text="登记对方平台", primary=PEER, public=False)
PEER_CHANGED = FactKind("exchange.peer_changed", text="变更对方平台登记", primary=PEER, public=False)
PEER_MOVED = FactKind("exchange.peer_moved", text="暂停、恢复或撤销与对方平台的往来", primary=PEER, public=False)
ENVELOPE_POSTED = FactKind("exchange.posted", text="向对方平台发函", primary=CONVERSATION, public=False)
ENVELOPE_DELIVERED = FactKind("exchange.delivered", text="对方平台已签收", primary=CONVERSATION, public=False)
ENVELOPE_PARKED = FactKind("exchange.parked", text="多次发送未成，搁置提示", primary=CONVERSATION, public=False)
ENVELOPE_RECEIVED = FactKind("exchange.received", text="签收对方平台来函", primary=CONVERSATION, public=False)
ENVELOPE_READY = FactKind("exchange.ready", text="来函齐全，依次办理", primary=CONVERSATION, public=False)
ENVELOPE_HANDLED = FactKind("exchange.handled", text="来函已办理", primary=CONVERSATION, public=False)
CONTENT_GIVEN = FactKind("exchange.content_given", text="向对方平台提供附件", primary=PEER, public=False)


def peer_ref(code: str) -> ObjectRef:
    """A peer as an object of facts."""
    return ObjectRef(PEER, code)


def conversation_ref(uid: object) -> ObjectRef:
    """A conversation as an object of facts."""
    return ObjectRef(CONVERSATION, str(uid))
