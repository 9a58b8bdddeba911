"""What follows from facts, and what the worker does from time to time."""

from __future__ import annotations

from tongban.fees import embedded_bank, facts, services
from tongban.fees.channels import chosen_name
from tongban.fees.models import OnlineTrade
from tongban.fees.states import FEE_PAYMENT
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, periodic, reaction

__all__ = ["embedded_bank"]


@reaction("duty.overdue", name="fees.expire")
def when_overdue(fact: FactView) -> None:
    """The payer's time is over."""
    order = fact.object(facts.PAYMENT_ORDER)
    if order is not None and fact.data.get("kind") == FEE_PAYMENT.code:
        services.expire_order(order_uid=order.id, actor=Actor.system(trace_id=fact.trace_id))


@reaction(facts.FEE_PAID, name="fees.make_receipt", heavy=True)
def make_receipt(fact: FactView) -> None:
    """The sealed receipt."""
    services.make_receipt(order_uid=fact.primary.id, actor=Actor.system(trace_id=fact.trace_id))


def _close_trades(fact: FactView) -> None:
    """Settled or ended: no channel takes money for it any more."""
    services.close_trades(order_uid=fact.primary.id)


for _kind in (facts.FEE_PAID, facts.FEE_CANCELLED):
    reaction(_kind, name=f"fees.close_trades.{_kind.kind}")(_close_trades)


@reaction(facts.REFUND_APPROVED, name="fees.send_refund")
def send_refund(fact: FactView) -> None:
    """What came through a channel goes back through it."""
    refund = fact.object("refund")
    if refund is not None:
        services.send_refund(refund_uid=refund.id, actor=Actor.system(trace_id=fact.trace_id))


@periodic(seconds=60, name="fees.ask_channels")
def ask_channels() -> None:
    """Notifications get lost; the channel is asked."""
    services.ask_channels()


@periodic(seconds=6 * 3600, name="fees.reconcile")
def reconcile() -> None:
    """Yesterday compared with the channel's statement, where anybody has paid online yet."""
    name = chosen_name()
    if OnlineTrade.objects.filter(channel=name).exists():
        yesterday = clock.today().fromordinal(clock.today().toordinal() - 1)
        services.reconcile(day=yesterday, channel=name, actor=Actor.system())
