"""The facts of the room `post`: its contract upwards. `data` holds our number and codes; no name, phone or address.

Their primary object is the courier order; what it is about (a case) comes with it and so has them on its timeline.
"""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef
from tongban.post.states import EventKind

COURIER_ORDER = "courier_order"

POST_ORDERED = FactKind("post.ordered", text="安排寄递", primary=COURIER_ORDER)
POST_COLLECTED = FactKind("post.collected", text="寄递已揽收", primary=COURIER_ORDER)
POST_IN_TRANSIT = FactKind("post.in_transit", text="寄递运输中", primary=COURIER_ORDER)
POST_DELIVERED = FactKind("post.delivered", text="寄递已妥投", primary=COURIER_ORDER)
POST_RETURNED = FactKind("post.returned", text="寄递被退回", primary=COURIER_ORDER)
POST_LOST = FactKind("post.lost", text="寄递丢失", primary=COURIER_ORDER)
POST_CANCELLED = FactKind("post.cancelled", text="取消寄递", primary=COURIER_ORDER)
POST_CONFIRMED = FactKind("post.confirmed", text="确认收到寄递的原件", primary=COURIER_ORDER)
POST_INCOMPLETE = FactKind("post.incomplete", text="寄递的材料有缺少或者损坏", primary=COURIER_ORDER)
POST_SETTLED = FactKind("post.settled", text="处理了没有送到的寄递", primary=COURIER_ORDER)
POST_ADDRESS_SEEN = FactKind("post.address_seen", text="查看寄递地址", primary=COURIER_ORDER, public=False)

FACT_OF: dict[str, FactKind] = {
    EventKind.COLLECTED.value: POST_COLLECTED,
    EventKind.IN_TRANSIT.value: POST_IN_TRANSIT,
    EventKind.DELIVERED.value: POST_DELIVERED,
    EventKind.RETURNED.value: POST_RETURNED,
    EventKind.LOST.value: POST_LOST,
}


def courier_ref(uid: object) -> ObjectRef:
    """A courier order as an object of facts."""
    return ObjectRef(COURIER_ORDER, str(uid))
