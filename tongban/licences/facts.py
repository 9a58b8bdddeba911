"""The facts of the room `licences`: its contract upwards. `data` holds codes and dates, nothing from the face."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

LICENCE = "licence"

TYPE_DEFINED = FactKind("licence.type_defined", text="登记证照类型", primary="licence_type", public=False)
LICENCE_ISSUED = FactKind("licence.issued", text="签发证照", primary=LICENCE)
LICENCE_CHANGED = FactKind("licence.changed", text="换发证照", primary=LICENCE)
LICENCE_SUPERSEDED = FactKind("licence.superseded", text="被新版证照取代", primary=LICENCE)
LICENCE_SUSPENDED = FactKind("licence.suspended", text="暂扣证照", primary=LICENCE)
LICENCE_RESTORED = FactKind("licence.restored", text="恢复证照", primary=LICENCE)
LICENCE_REVOKED = FactKind("licence.revoked", text="撤销证照", primary=LICENCE)
LICENCE_CANCELLED = FactKind("licence.cancelled", text="注销证照", primary=LICENCE)
LICENCE_USED = FactKind("licence.used", text="使用证照", primary=LICENCE)
LICENCE_PRESENTED = FactKind("licence.presented", text="出示证照", primary=LICENCE)
LICENCE_FETCHED = FactKind("licence.fetched", text="下载证照", primary=LICENCE)


def licence_ref(uid: object) -> ObjectRef:
    """A licence as an object of facts."""
    return ObjectRef(LICENCE, str(uid))


def holder_ref(party_id: int) -> ObjectRef:
    """Its holder."""
    return ObjectRef("party", str(party_id), "holder")
