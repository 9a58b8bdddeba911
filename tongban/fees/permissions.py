"""What the person may: whose orders are visible, who charges, takes cash, gives back, compares."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tongban.fees.models import PaymentOrder
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.scope import within

VIEW, CHARGE, CASH, REFUND, GRANT_REFUND, RECONCILE = (
    "fees.view",
    "fees.charge",
    "fees.cash",
    "fees.refund",
    "fees.grant_refund",
    "fees.reconcile",
)


def visible_to(viewer: Actor) -> QuerySet[PaymentOrder]:
    """Every order this person may see: those they pay, or those in an officer's scope."""
    if viewer.is_system:
        return PaymentOrder.objects.all()
    reach = Q(pk__in=[])
    own = {viewer.party_id, viewer.principal_id} - {None}
    if own and not viewer.is_officer:
        reach |= Q(payer_id__in=own) | Q(agent_id__in=own)
    if viewer.is_officer and viewer.may(VIEW):
        reach |= within(viewer)
    return PaymentOrder.objects.filter(reach)


def is_payer(actor: Actor, order: PaymentOrder) -> bool:
    """Who pays or has applied for whoever pays."""
    own = {actor.party_id, actor.principal_id} - {None}
    return not actor.is_officer and bool(own & {order.payer_id, order.agent_id})


def check_order_officer(actor: Actor, permission: str, order: PaymentOrder) -> None:
    """The seat, and a scope that reaches the order. Raises `PermissionDenied`; outside the scope `NotFound`."""
    actor.require_within(permission, department_id=order.department_id, region_code=order.region_code)


def check_payer_or(actor: Actor, permission: str, order: PaymentOrder) -> None:
    """The payer, or an officer with this permission whose scope reaches the order; for others it does not exist."""
    if is_payer(actor, order):
        return
    if not actor.is_officer and not actor.is_system:
        raise NotFound()
    check_order_officer(actor, permission, order)
