"""Money goes back: asked for by one seat, approved by another, paid out at the counter or by the channel."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.duties import services as duties
from tongban.fees import channels, policies
from tongban.fees.errors import NotPaidYet, ReceiptTaken, RefundGoesOnline
from tongban.fees.facts import FEE_REFUNDED, REFUND_APPROVED, REFUND_REFUSED, refund_ref
from tongban.fees.models import PaymentOrder, Refund
from tongban.fees.permissions import CASH, GRANT_REFUND, REFUND, check_order_officer, visible_to
from tongban.fees.services._back import ask_back, record_refund
from tongban.fees.services._common import lock, lock_order, tell_payer
from tongban.fees.states import FEE_REFUND, ORDER_LIFECYCLE, REFUND_LIFECYCLE, PaymentMethod, RefundState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger


@ledger.act
def request_refund(*, order_uid: UUID | str, amount: int, reason: str, actor: Actor) -> str:
    """Ask for part or all of what was paid to go back (`amount` in fen); returns the refund's uid.

    Raises `NotFound`, `PermissionDenied`, `NotPaidYet`, `RefundTooLarge`, `ReasonMissing`.
    """
    order = lock_order(order_uid, actor)
    check_order_officer(actor, REFUND, order)
    payment = order.payments.filter(counted=True).first()
    if payment is None:
        raise NotPaidYet()
    policies.check_refund(payment, amount)
    return str(ask_back(payment, order, amount, policies.check_reason(reason, "退费"), actor).uid)


@ledger.act
def grant_refund(*, refund_uid: UUID | str, actor: Actor, note: str = "") -> None:
    """Another seat agrees; what came through a channel then goes back by itself, cash is paid out at the counter.

    Raises `NotFound`, `PermissionDenied`, `TwoSeats`, `MoveNotAllowed`.
    """
    refund, order = _lock_refund(refund_uid, actor)
    _check_decider(refund, order, actor)
    REFUND_LIFECYCLE.advance(
        refund, "grant", decided_by_id=actor.officer_id, decided_at=clock.now(), decision_note=note.strip()[:500]
    )
    record_refund(REFUND_APPROVED, refund, order, actor)


@ledger.act
def refuse_refund(*, refund_uid: UUID | str, reason: str, actor: Actor) -> None:
    """Another seat refuses, with reasons. Raises as `grant_refund`, and `ReasonMissing`."""
    refund, order = _lock_refund(refund_uid, actor)
    _check_decider(refund, order, actor)
    why, now = policies.check_reason(reason, "不予退费"), clock.now()
    REFUND_LIFECYCLE.advance(refund, "refuse", decided_by_id=actor.officer_id, decided_at=now, decision_note=why)
    duties.discharge_duty(subject=refund_ref(refund.uid), kind=FEE_REFUND, at=now, actor=actor)
    record_refund(REFUND_REFUSED, refund, order, actor)


@ledger.act
def pay_out_refund(*, refund_uid: UUID | str, receipt_no: str, actor: Actor) -> None:
    """A cashier pays an approved refund out in cash against a signed receipt.

    Raises `NotFound`, `PermissionDenied`, `RefundGoesOnline`, `MoveNotAllowed`, `ReceiptTaken`.
    """
    refund, order = _lock_refund(refund_uid, actor)
    check_order_officer(actor, CASH, order)
    if refund.payment.method != PaymentMethod.CASH:
        raise RefundGoesOnline()
    number = policies.check_receipt_no(receipt_no)
    REFUND_LIFECYCLE.check("pay_back", refund.state)
    _given_back(refund, order, actor, receipt_no=number)


@ledger.act
def send_refund(*, refund_uid: UUID | str, actor: Actor) -> bool:
    """Let the channel give back what was approved; safe to call twice. False where nothing is to be sent.

    The platform calls it after the approval. Raises `ChannelUnavailable`; then it is tried again.
    """
    refund, order = _lock_refund(refund_uid, actor)
    payment = refund.payment
    if refund.state != RefundState.APPROVED or payment.method != PaymentMethod.ONLINE:
        return False
    request = channels.RefundRequest(refund.number, payment.number, payment.channel_no, refund.amount, refund.reason)
    _given_back(refund, order, actor, channel_no=channels.named(payment.channel).refund(request))
    return True


def _given_back(
    refund: Refund, order: PaymentOrder, actor: Actor, *, channel_no: str = "", receipt_no: str = ""
) -> None:
    now, payment = clock.now(), refund.payment
    try:
        with transaction.atomic():
            REFUND_LIFECYCLE.advance(refund, "pay_back", done_at=now, channel_no=channel_no, receipt_no=receipt_no)
    except IntegrityError as error:
        if "fees_refund_receipt_once" in str(error):
            raise ReceiptTaken(receipt_no=receipt_no) from error
        raise
    payment.refunded += refund.amount
    payment.save(update_fields=["refunded"])
    if payment.counted:
        ORDER_LIFECYCLE.advance(order, "refund_all" if payment.refunded == payment.amount else "refund_part")
    duties.discharge_duty(subject=refund_ref(refund.uid), kind=FEE_REFUND, at=now, actor=actor)
    record_refund(FEE_REFUNDED, refund, order, actor)
    tell_payer(order, "fee_refunded", actor, returned=policies.yuan_text(refund.amount))


def _lock_refund(uid: UUID | str, actor: Actor) -> tuple[Refund, PaymentOrder]:
    """The refund with its order, which is locked first, as every verb does. Raises `NotFound`."""
    known = Refund.objects.filter(uid=uid_of(uid), payment__order__in=visible_to(actor))
    order_id = known.values_list("payment__order_id", flat=True).first()
    if order_id is None:
        raise NotFound()
    order = lock(order_id)
    return known.select_related("payment").select_for_update(no_key=True, of=("self", "payment")).get(), order


def _check_decider(refund: Refund, order: PaymentOrder, actor: Actor) -> None:
    check_order_officer(actor, GRANT_REFUND, order)
    policies.check_two_seats(actor, refund)
