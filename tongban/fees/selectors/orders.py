"""Payment orders as a person may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum

from tongban.fees import channels, policies
from tongban.fees.lines import PricedLine
from tongban.fees.models import PaymentOrder, Refund
from tongban.fees.money import yuan, yuan_text
from tongban.fees.permissions import VIEW, visible_to
from tongban.fees.states import OWED, OrderState, PaymentMethod, RefundState
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.paging import page_of
from tongban.ledger.facts import ObjectRef

TONES = {
    OrderState.UNPAID: "warn",
    OrderState.EXPIRED: "bad",
    OrderState.PAID: "good",
    OrderState.WAIVED: "good",
    OrderState.PART_REFUNDED: "info",
    OrderState.REFUNDED: "info",
    OrderState.CANCELLED: "",
}


@dataclass(frozen=True, slots=True)
class RefundView:
    """One refund; `allowed` are this viewer's verbs on it."""

    uid: UUID
    number: str
    amount: int
    reason: str
    state: str
    state_label: str
    automatic: bool
    decision_note: str
    requested_at: dt.datetime
    done_at: dt.datetime | None
    allowed: frozenset[str]

    @property
    def amount_text(self) -> str:
        """In yuan."""
        return yuan_text(self.amount)


@dataclass(frozen=True, slots=True)
class PaymentView:
    """Money received; `counted` says whether it settled the order or is owed back. Staff see whole numbers."""

    method_label: str
    amount: int
    refunded: int
    counted: bool
    received_at: dt.datetime
    reference: str
    refunds: tuple[RefundView, ...]

    @property
    def amount_text(self) -> str:
        """In yuan."""
        return yuan_text(self.amount)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order in the list of what it is about."""

    uid: UUID
    number: str
    about: ObjectRef
    item_name: str
    department_id: int
    payer_id: int
    amount: int
    state: str
    state_label: str
    revision: int
    opened_at: dt.datetime
    expires_at: dt.datetime | None
    paid_at: dt.datetime | None
    end_reason: str
    has_receipt: bool
    allowed: frozenset[str]

    @property
    def amount_text(self) -> str:
        """In yuan, with the unit."""
        return yuan_text(self.amount)

    @property
    def amount_typed(self) -> str:
        """As it is typed into a field."""
        return yuan(self.amount).replace(",", "")

    @property
    def owed(self) -> bool:
        """Still to be paid."""
        return self.state in OWED

    @property
    def tone(self) -> str:
        """Colour of its tag; the words carry the meaning."""
        return TONES[OrderState(self.state)]


@dataclass(frozen=True, slots=True)
class OrderPage(OrderView):
    """One order with everything on it. `online_off` says why nobody can pay online now, empty where one can."""

    lines: tuple[PricedLine, ...] = ()
    payments: tuple[PaymentView, ...] = ()
    paying: bool = False
    refundable: int = 0
    online_off: str = ""

    @property
    def refundable_text(self) -> str:
        """What may still be asked back, as it is typed into a field."""
        return yuan(self.refundable).replace(",", "")


def unpaid(about: ObjectRef) -> int:
    """What is still owed for an object, in fen; 0 where nothing is. An order that ran out of time is still owed."""
    rows = PaymentOrder.objects.filter(about_type=about.type, about_id=about.id, state__in=OWED)
    return int(rows.aggregate(owed=Sum("amount"))["owed"] or 0)


def orders_of(about: ObjectRef, *, viewer: Actor) -> tuple[OrderView, ...]:
    """The orders for an object, oldest first, as far as this person may see them (one query)."""
    rows = visible_to(viewer).filter(about_type=about.type, about_id=about.id).order_by("pk")
    return tuple(OrderView(**_values(row, viewer)) for row in rows)


def order(uid: UUID | str, *, viewer: Actor) -> OrderPage:
    """One order with its lines, payments and refunds. Raises `NotFound`."""
    rows = visible_to(viewer).prefetch_related("lines", "payments__refunds", "trades")
    row = rows.filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    payments = sorted(row.payments.all(), key=lambda one: one.pk)
    counted = next((one for one in payments if one.counted), None)
    return OrderPage(
        **_values(row, viewer),
        lines=tuple(
            PricedLine(
                one.name, one.standard, one.basis, one.quantity, one.unit_amount, one.reduction, one.reduction_reason,
                one.reduction_basis,
            )
            for one in row.lines.all()
        ),
        payments=tuple(
            PaymentView(
                method_label=str(PaymentMethod(one.method).label),
                amount=one.amount,
                refunded=one.refunded,
                counted=one.counted,
                received_at=one.received_at,
                reference=one.receipt_no or one.channel_no,
                refunds=tuple(_refund(each, row, one.method, viewer) for each in one.refunds.all()),
            )
            for one in payments
        ),
        paying=any(one.state == "open" for one in row.trades.all()),
        refundable=policies.refundable(counted) if counted else 0,
        online_off="".join(channels.check_config()) if row.state == OrderState.UNPAID else "",
    )  # fmt: skip


def _values(row: PaymentOrder, viewer: Actor) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "number": row.number,
        "about": ObjectRef(row.about_type, row.about_id),
        "item_name": row.item_name,
        "department_id": row.department_id,
        "payer_id": row.payer_id,
        "amount": row.amount,
        "state": row.state,
        "state_label": str(OrderState(row.state).label),
        "revision": row.revision,
        "opened_at": row.opened_at,
        "expires_at": row.expires_at,
        "paid_at": row.paid_at,
        "end_reason": row.end_reason,
        "has_receipt": row.paid_at is not None,
        "allowed": policies.allowed(viewer, row),
    }


def _refund(row: Refund, order_: PaymentOrder, method: str, viewer: Actor) -> RefundView:
    return RefundView(
        uid=row.uid,
        number=row.number,
        amount=row.amount,
        reason=row.reason,
        state=row.state,
        state_label=str(RefundState(row.state).label),
        automatic=row.requested_by_id is None,
        decision_note=row.decision_note,
        requested_at=row.requested_at,
        done_at=row.done_at,
        allowed=policies.allowed_on_refund(viewer, order_, row, method),
    )


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A refund in the queue of those who approve and pay out."""

    refund: RefundView
    order_uid: UUID
    order_number: str
    item_name: str
    department_id: int


@dataclass(frozen=True, slots=True)
class RefundPage:
    """A page of the queue, oldest first."""

    rows: tuple[RefundLine, ...]
    cursor: str


def refunds_waiting(*, viewer: Actor, cursor: str = "", size: int = 20) -> RefundPage:
    """Refunds in the viewer's scope that wait for approval or payment, who has waited longest first (one query)."""
    if not viewer.may(VIEW):
        return RefundPage((), "")
    rows = Refund.objects.filter(
        payment__order__in=visible_to(viewer), state__in=(RefundState.REQUESTED, RefundState.APPROVED)
    )
    found, following = page_of(rows.select_related("payment__order"), cursor, size, oldest=True)
    lines = tuple(
        RefundLine(
            refund=_refund(one, one.payment.order, one.payment.method, viewer),
            order_uid=one.payment.order.uid,
            order_number=one.payment.order.number,
            item_name=one.payment.order.item_name,
            department_id=one.payment.order.department_id,
        )
        for one in found
    )
    return RefundPage(lines, following)
