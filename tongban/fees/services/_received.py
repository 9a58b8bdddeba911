"""Money has come in. Of one order one payment counts, the rest is owed back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tongban.duties import services as duties
from tongban.fees import policies
from tongban.fees.facts import FEE_PAID, FEE_STRAY, order_ref
from tongban.fees.models import Payment, PaymentOrder
from tongban.fees.services._back import ask_back
from tongban.fees.services._common import record, tell_payer
from tongban.fees.states import FEE_PAYMENT, ORDER_LIFECYCLE, OWED, PaymentMethod
from tongban.kernel import clock
from tongban.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Received:
    """Money as a channel reports it: our number of the trade, the channel's, fen, when."""

    channel: str
    channel_no: str
    number: str
    amount: int
    at: dt.datetime


def take_transfer(order: PaymentOrder, received: Received, actor: Actor) -> str:
    """What a channel says it collected, once per number of the channel; the order is locked.

    Returns `paid`, `stray` (the order was settled or ended, or the amount is another: it is owed back) or `repeated`.
    """
    known = Payment.objects.filter(channel=received.channel, channel_no=received.channel_no)
    if known.exists():
        return "repeated"
    counted = order.state in OWED and received.amount == order.amount
    payment = Payment.objects.create(
        order=order,
        department_id=order.department_id,
        method=PaymentMethod.ONLINE,
        amount=received.amount,
        counted=counted,
        received_at=received.at,
        channel=received.channel,
        channel_no=received.channel_no,
        number=received.number,
    )
    if counted:
        settled(order, payment, actor)
        return "paid"
    record(FEE_STRAY, order, actor, {"received": received.amount})
    ask_back(payment, order, payment.amount, "重复缴费、缴款单已经结束或者金额不符，平台自动申请原路退回。", actor)
    tell_payer(order, "fee_stray", actor, received=policies.yuan_text(received.amount))
    return "stray"


def settled(order: PaymentOrder, payment: Payment, actor: Actor) -> None:
    """The fee is paid: the order, its clock, its fact, and the payer hears of it."""
    now = clock.now()
    ORDER_LIFECYCLE.advance(order, "pay", paid_at=payment.received_at, ended_at=now)
    done_at = min(now, payment.received_at)  # by the bank's clock, which may run ahead of ours
    duties.discharge_duty(subject=order_ref(order.uid), kind=FEE_PAYMENT, at=done_at, actor=actor)
    record(FEE_PAID, order, actor, {"method": str(payment.method)})
    tell_payer(order, "fee_paid", actor)
