"""What law and state allow. `check_x` raises with a sentence; pages ask `allowed`."""

from __future__ import annotations

from tongban.fees import permissions as may
from tongban.fees.errors import (
    AmountDiffers,
    ReasonMissing,
    ReceiptTaken,
    RefundTooLarge,
    TwoSeats,
)
from tongban.fees.models import Payment, PaymentOrder, Refund
from tongban.fees.money import fen_of as fen_of
from tongban.fees.money import named_amounts as named_amounts
from tongban.fees.money import yuan as yuan
from tongban.fees.money import yuan_text as yuan_text
from tongban.fees.states import OWED, PaymentMethod, RefundState
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.kernel.standards.personal import without_numbers

REASON_MOST = 500
RECEIPT_MOST = 40


def check_reason(text: str, verb: str) -> str:
    """A reason in one line, numbers of persons struck out. Raises `ReasonMissing`."""
    cleaned = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
    if not cleaned:
        raise ReasonMissing(verb=verb)
    return without_numbers(cleaned)[:REASON_MOST]


def check_receipt_no(text: str) -> str:
    """The number of a paper receipt. Raises `ReceiptTaken` where there is none."""
    cleaned = "".join(text.split())
    if not cleaned or len(cleaned) > RECEIPT_MOST or not cleaned.isprintable():
        raise ReceiptTaken(receipt_no=cleaned[:RECEIPT_MOST])
    return cleaned


def check_cash(order: PaymentOrder, received: int) -> None:
    """Cash settles an order whole. Raises `AmountDiffers`."""
    if received != order.amount:
        raise AmountDiffers(due=yuan_text(order.amount), given=yuan_text(received))


def refundable(payment: Payment) -> int:
    """What may still be asked back of a payment, in fen: refunds asked for and done are taken off."""
    asked = sum(one.amount for one in payment.refunds.all() if one.state != RefundState.REFUSED)
    return payment.amount - asked


def check_refund(payment: Payment, amount: int) -> None:
    """No more goes back than came in. Raises `RefundTooLarge`."""
    most = refundable(payment)
    if not 0 < amount <= most:
        raise RefundTooLarge(most=yuan_text(max(most, 0)), given=yuan_text(amount))


def check_two_seats(actor: Actor, refund: Refund) -> None:
    """Who asked does not decide. Raises `TwoSeats`."""
    if actor.officer_id is not None and actor.officer_id == refund.requested_by_id:
        raise TwoSeats()


def allowed(actor: Actor, order: PaymentOrder) -> frozenset[str]:
    """The verbs on an order that are open to this person now: what a page offers."""
    found = set()
    owed = order.state in OWED
    seats = {
        "cash": (may.CASH, owed),
        "cancel": (may.CHARGE, owed),
        "refund": (may.REFUND, order.state in ("paid", "part_refunded")),
    }
    for verb, (permission, fits) in seats.items():
        if fits and _passes(actor, permission, order):
            found.add(verb)
    if order.state == "unpaid" and may.is_payer(actor, order):
        found.add("pay")
    if order.state == "expired" and (may.is_payer(actor, order) or "cancel" in found):
        found.add("reopen")
    return frozenset(found)


def allowed_on_refund(actor: Actor, order: PaymentOrder, refund: Refund, method: str) -> frozenset[str]:
    """The same for one refund of it."""
    if refund.state == RefundState.REQUESTED and _passes(actor, may.GRANT_REFUND, order):
        return frozenset() if refund.requested_by_id == actor.officer_id else frozenset({"grant", "refuse"})
    cash = method == PaymentMethod.CASH and refund.state == RefundState.APPROVED
    return frozenset({"pay_out"}) if cash and _passes(actor, may.CASH, order) else frozenset()


def _passes(actor: Actor, permission: str, order: PaymentOrder) -> bool:
    try:
        may.check_order_officer(actor, permission, order)
    except DomainError:
        return False
    return not actor.is_system
