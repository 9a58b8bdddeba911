"""A refund is opened: by an officer, or by the platform where money came that was not owed."""

from __future__ import annotations

from tongban.duties import services as duties
from tongban.fees.facts import REFUND_REQUESTED, refund_ref
from tongban.fees.models import Payment, PaymentOrder, Refund
from tongban.fees.services._common import record
from tongban.fees.states import FEE_REFUND
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactKind
from tongban.reference import selectors as reference


def ask_back(payment: Payment, order: PaymentOrder, amount: int, reason: str, actor: Actor) -> Refund:
    """Open a refund with its clock; the order is locked, the amount checked."""
    now = clock.now()
    nth = Refund.objects.filter(payment__order=order).count() + 1
    refund = Refund.objects.create(
        number=f"{order.number}R{nth:02d}",
        department_id=order.department_id,
        payment=payment,
        amount=amount,
        reason=reason,
        requested_by_id=actor.officer_id,
        requested_at=now,
    )
    duties.open_duty(
        kind=FEE_REFUND,
        subject=refund_ref(refund.uid),
        department_id=order.department_id,
        region_code=order.region_code,
        starts_at=now,
        limit=reference.parameter("fee.refund_limit", region_code=order.region_code).limit,
        actor=actor,
        dedupe_key=f"{FEE_REFUND}:{refund.uid}",
    )
    record_refund(REFUND_REQUESTED, refund, order, actor)
    return refund


def record_refund(kind: FactKind, refund: Refund, order: PaymentOrder, actor: Actor) -> None:
    """What happened to a refund, on its order."""
    record(kind, order, actor, {"refund": refund.number, "returned": refund.amount}, more=(refund_ref(refund.uid),))
