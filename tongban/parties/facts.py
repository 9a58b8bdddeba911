"""Facts the room `parties` publishes. Ids only: no name, number or mobile is ever in one."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

PARTY_REGISTERED = FactKind(kind="party.registered", text="登记服务对象", primary="party", public=False)
PARTY_CHANGED = FactKind(kind="party.changed", text="变更服务对象信息", primary="party", public=False)
PARTY_VIEWED = FactKind(kind="party.viewed", text="信息被查看", primary="party", public=True)
MANDATE_GRANTED = FactKind(kind="mandate.granted", text="授权", primary="mandate", public=True)
MANDATE_REVOKED = FactKind(kind="mandate.revoked", text="撤销授权", primary="mandate", public=True)


def party_ref(party_id: int) -> ObjectRef:
    """The party as the ledger names it."""
    return ObjectRef("party", str(party_id))


def mandate_ref(uid: object) -> ObjectRef:
    """The mandate as the ledger names it."""
    return ObjectRef("mandate", str(uid))
