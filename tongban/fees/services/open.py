"""Orders opened, cancelled, run out of time and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tongban.catalogue import selectors as catalogue
from tongban.duties import services as duties
from tongban.fees import policies
from tongban.fees.facts import FEE_CANCELLED, FEE_CHARGED, FEE_EXPIRED, FEE_REOPENED, FEE_WAIVED, order_ref
from tongban.fees.lines import Charge, PricedLine, priced
from tongban.fees.models import OrderLine, PaymentOrder
from tongban.fees.permissions import CHARGE, check_order_officer, check_payer_or
from tongban.fees.services._common import lock, lock_order, record, start_clock, tell_payer
from tongban.fees.states import FEE_PAYMENT, ORDER_LIFECYCLE, OWED, OrderState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors as reference


@ledger.act
def open_payment_order(
    *,
    about: ObjectRef,
    payer_id: int,
    department_id: int,
    version_id: int,
    lines: Sequence[Charge],
    actor: Actor,
    region_code: str = "",
    agent_id: int | None = None,
) -> str:
    """Ask somebody to pay what an item charges by its published version; returns the order's uid.

    The calling room has checked what the order is about and that `payer_id` has to pay for it. Where the reductions
    leave nothing, the order is waived at once. Raises `PermissionDenied`, `NotFound` (outside the scope),
    `FeeNotPublished`, `FeeItemUnknown`, `FeeOffStandard`, `QuantityWrong`, `ReductionUnfounded`, `NothingCharged`.
    """
    actor.require_within(CHARGE, department_id=department_id, region_code=region_code)
    version = catalogue.version(version_id)
    law = catalogue.manifest_of(version.item_kind, region_code).fee
    charged = priced(version, lines, basis=reference.parameter(law, region_code=region_code).citation)
    now = clock.now()
    order = PaymentOrder(
        about_type=about.type,
        about_id=about.id,
        version_id=version.id,
        item_name=version.name,
        department_id=department_id,
        region_code=region_code,
        payer_id=payer_id,
        agent_id=agent_id if agent_id != payer_id else None,
        amount=sum(line.amount for line in charged),
        opened_at=now,
        opened_by_id=actor.officer_id,
    )
    if order.amount:
        start_clock(order, actor)
    serial = ledger.next_serial(f"payment_order:{department_id}:{clock.today().year}")
    order.number = f"{clock.today().year}{department_id:05d}{serial:07d}"
    order.save(force_insert=True)
    OrderLine.objects.bulk_create(_line(order, position, line) for position, line in enumerate(charged, 1))
    record(FEE_CHARGED, order, actor, {"reduction": sum(line.reduction for line in charged)})
    if order.amount:
        tell_payer(order, "fee_charged", actor)
    else:
        ORDER_LIFECYCLE.advance(order, "waive", ended_at=now)
        record(FEE_WAIVED, order, actor)
    return str(order.uid)


def _line(order: PaymentOrder, position: int, line: PricedLine) -> OrderLine:
    return OrderLine(
        order=order,
        position=position,
        name=line.name,
        standard=line.standard,
        basis=line.basis,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        reduction=line.reduction,
        reduction_reason=line.reduction_reason,
        reduction_basis=line.reduction_basis,
        amount=line.amount,
    )


@ledger.act
def cancel_order(*, order_uid: UUID | str, reason: str, actor: Actor) -> None:
    """Take back an order nobody has paid. Raises `NotFound`, `PermissionDenied`, `MoveNotAllowed`, `ReasonMissing`."""
    order = lock_order(order_uid, actor)
    check_order_officer(actor, CHARGE, order)
    _cancel(order, policies.check_reason(reason, "取消缴款单"), actor)


@ledger.act
def cancel_orders(*, about: ObjectRef, reason: str, actor: Actor) -> int:
    """Nothing is owed any more for this object (its application was withdrawn or refused); returns how many ended.

    The room that owns the object has checked the person; what was paid stays paid until a refund gives it back.
    """
    owed = PaymentOrder.objects.filter(about_type=about.type, about_id=about.id, state__in=OWED)
    ended = 0
    for pk in owed.order_by("pk").values_list("pk", flat=True):
        order = lock(pk)
        if order.state in OWED:  # paid while we waited for the lock
            _cancel(order, policies.check_reason(reason, "取消缴款单"), actor)
            ended += 1
    return ended


def _cancel(order: PaymentOrder, reason: str, actor: Actor) -> None:
    ORDER_LIFECYCLE.advance(order, "cancel", ended_at=clock.now(), end_reason=reason)
    duties.cancel_duties(subject=order_ref(order.uid), kinds=[FEE_PAYMENT], actor=actor)
    record(FEE_CANCELLED, order, actor)
    tell_payer(order, "fee_cancelled", actor, reason=reason)


@ledger.act
def expire_order(*, order_uid: UUID | str, actor: Actor) -> bool:
    """The payer's time is over; the fee stays owed. False (and nothing happens) where it was paid or ended before."""
    order = lock_order(order_uid, actor)
    if order.state != OrderState.UNPAID or order.expires_at is None or clock.now() <= order.expires_at:
        return False
    ORDER_LIFECYCLE.advance(order, "expire")
    duties.cancel_duties(subject=order_ref(order.uid), kinds=[FEE_PAYMENT], actor=actor)
    record(FEE_EXPIRED, order, actor)
    tell_payer(order, "fee_expired", actor)
    return True


@ledger.act
def reopen_order(*, order_uid: UUID | str, actor: Actor) -> None:
    """Give new time to pay. Raises `NotFound`, `PermissionDenied`, `MoveNotAllowed`."""
    order = lock_order(order_uid, actor)
    check_payer_or(actor, CHARGE, order)
    ORDER_LIFECYCLE.check("reopen", order.state)
    start_clock(order, actor)
    ORDER_LIFECYCLE.advance(order, "reopen", expires_at=order.expires_at)
    record(FEE_REOPENED, order, actor)
