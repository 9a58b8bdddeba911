"""What every verb of the room does the same way: lock the order, write the fact, tell the payer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from tongban.duties import services as duties
from tongban.fees.facts import order_ref, payer_ref
from tongban.fees.models import PaymentOrder
from tongban.fees.money import yuan_text
from tongban.fees.permissions import visible_to
from tongban.fees.states import FEE_PAYMENT
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue, ObjectRef
from tongban.notices import services as notices
from tongban.parties import selectors as parties
from tongban.reference import selectors as reference


def lock_order(uid: UUID | str, actor: Actor) -> PaymentOrder:
    """The order, locked for this transaction, where this person may see it. Raises `NotFound`."""
    found = visible_to(actor).filter(uid=uid_of(uid)).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound()
    return lock(found)


def lock(pk: int) -> PaymentOrder:
    """The order of this key, locked; whoever asks has been checked."""
    return PaymentOrder.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def about(order: PaymentOrder) -> ObjectRef:
    """What the order is about."""
    return ObjectRef(order.about_type, order.about_id)


def record(
    kind: FactKind,
    order: PaymentOrder,
    actor: Actor,
    data: Mapping[str, JsonValue] | None = None,
    *,
    more: tuple[ObjectRef, ...] = (),
) -> None:
    """The order first, then what it is about, who pays and whatever else took part; amounts in fen."""
    ledger.record(
        kind,
        actor=actor,
        objects=[order_ref(order.uid), about(order), payer_ref(order.payer_id), *more],
        data={"number": order.number, "amount": order.amount, "state": str(order.state), **(data or {})},
        department_id=order.department_id,
        region_code=order.region_code,
    )


def start_clock(order: PaymentOrder, actor: Actor) -> None:
    """The payer's time to pay runs from now; the order learns its end (written by the caller's next save)."""
    limit = reference.parameter("fee.payment_limit", region_code=order.region_code).limit
    now = clock.now()
    duty = duties.open_duty(
        kind=FEE_PAYMENT,
        subject=order_ref(order.uid),
        department_id=order.department_id,
        region_code=order.region_code,
        starts_at=now,
        limit=limit,
        actor=actor,
        dedupe_key=f"{FEE_PAYMENT}:{order.uid}:{order.revision}",
    )
    order.expires_at = duty.due_at


def tell_payer(order: PaymentOrder, template: str, actor: Actor, **context: object) -> None:
    """A message to whoever pays, and to the agent."""
    for party_id in {order.payer_id, order.agent_id or order.payer_id}:
        notices.send_notice(
            party_id=party_id,
            template=template,
            context={"item": order.item_name, "number": order.number, "amount": yuan_text(order.amount), **context},
            link=f"/fees/{order.uid}/",
            to_mobile=parties.notice_mobile(party_id),
            actor=actor,
        )
