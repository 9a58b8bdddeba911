"""Paying online: the payer is sent to the channel's page; its signed word, pushed or asked for, is taken once."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tongban.fees import channels
from tongban.fees.channels import ChannelNotice, PaymentRequest
from tongban.fees.errors import ChannelUnavailable, NoticeNotGenuine
from tongban.fees.facts import FEE_PAYING
from tongban.fees.models import ChannelMessage, OnlineTrade, PaymentOrder
from tongban.fees.permissions import is_payer, visible_to
from tongban.fees.services._common import lock, lock_order, record
from tongban.fees.services._received import Received, take_transfer
from tongban.fees.states import ORDER_LIFECYCLE, OWED, TRADE_LIFECYCLE, OrderState, TradeState
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger

log = logging.getLogger(__name__)

PATIENCE = dt.timedelta(minutes=1)
"""How long a trade may be open before the channel is asked what became of it."""
GIVEN_UP = dt.timedelta(days=7)
"""After this a trade nobody paid is closed."""


def begin_payment(*, order_uid: UUID | str, actor: Actor) -> str:
    """Send the payer to the channel's page; returns its address. A second call leads to the same page.

    Raises `NotFound`, `MoveNotAllowed`, `ChannelNotReady`, `ChannelUnavailable`. The trade is written down before the
    channel hears of it, so that a notification never finds it unknown.
    """
    name, channel = channels.chosen()
    trade, subject = _open_trade(order_uid, name, actor)
    if not trade.address:
        back = f"{settings.TONGBAN_PUBLIC_URL.rstrip('/')}/fees/{uid_of(order_uid)}/"
        trade.address = channel.start(PaymentRequest(trade.number, trade.amount, subject, back))
        OnlineTrade.objects.filter(pk=trade.pk).update(address=trade.address)
    return trade.address


@ledger.act
def _open_trade(order_uid: UUID | str, channel: str, actor: Actor) -> tuple[OnlineTrade, str]:
    order = lock_order(order_uid, actor)
    if not is_payer(actor, order) and not actor.is_system:
        raise NotFound()
    if order.state != OrderState.UNPAID:
        label = ORDER_LIFECYCLE.labels[order.state]
        raise MoveNotAllowed(state=label, verb=ORDER_LIFECYCLE.moves["pay"].label)
    subject = f"{order.item_name} {order.number}"
    trade = order.trades.filter(channel=channel, state=TradeState.OPEN).first()
    if trade is not None:
        return trade, subject
    trade = OnlineTrade.objects.create(
        order=order,
        channel=channel,
        number=f"{order.number}P{order.trades.count() + 1:02d}",
        amount=order.amount,
        started_at=clock.now(),
    )
    record(FEE_PAYING, order, actor, {"trade": trade.number, "channel": channel})
    return trade, subject


def receive_notice(*, channel: str, body: bytes, signature: str) -> str:
    """Take a notification of a channel; returns what came of it: `paid`, `stray`, `closed`, `repeated` or `unknown`.

    The signature says who speaks, so there is no actor; each message has its effect once, however often, late or out of
    order it comes. Raises `NotFound` for a channel we do not know, `NoticeNotGenuine`.
    """
    return _take(channel, channels.named(channel).read(body, signature))


def ask_channel(*, order_uid: UUID | str, actor: Actor) -> str:
    """Ask the channel what became of the open trades of an order whose notification has not come.

    Returns as `receive_notice`, or `open` where nothing is known yet. Raises `NotFound`, `ChannelUnavailable`.
    """
    order = visible_to(actor).filter(uid=uid_of(order_uid)).first()
    if order is None:
        raise NotFound()
    return _asked(list(order.trades.filter(state=TradeState.OPEN).order_by("pk")))


def ask_channels() -> int:
    """Ask about every trade that has been open for a minute and close those of a week ago; returns how many ended.

    One channel that does not answer does not keep the others waiting.
    """
    now, ended = clock.now(), 0
    waiting = OnlineTrade.objects.filter(state=TradeState.OPEN, started_at__lt=now - PATIENCE)
    for trade in waiting.select_related("order").order_by("started_at", "pk")[:200]:
        try:
            if trade.started_at < now - GIVEN_UP or trade.order.state not in OWED:
                channels.named(trade.channel).close(trade.number)
            ended += _asked([trade]) != "open"
        except ChannelUnavailable:
            log.warning("payment channel %s does not answer for trade %s", trade.channel, trade.number)
    return ended


def close_trades(*, order_uid: UUID | str) -> int:
    """The order is settled or ended: no channel shall take money for it any more; returns how many were open.

    Where the payer was faster than we, the channel's word that it was paid is taken as ever. Raises
    `ChannelUnavailable`; then it is tried again.
    """
    trades = list(OnlineTrade.objects.filter(order__uid=uid_of(order_uid), state=TradeState.OPEN).order_by("pk"))
    for trade in trades:
        channels.named(trade.channel).close(trade.number)
    _asked(trades)
    return len(trades)


def _asked(trades: list[OnlineTrade]) -> str:
    answer = "open"
    for trade in trades:
        answer = _take(trade.channel, channels.named(trade.channel).query(trade.number)) or answer
    return answer


def _take(channel: str, notice: ChannelNotice | None) -> str:
    """One message of a channel, once."""
    if notice is None:
        return ""
    if notice.kind == "paid" and notice.amount <= 0:
        raise NoticeNotGenuine()
    with transaction.atomic():
        message = ChannelMessage(
            channel=channel,
            message_id=notice.message_id,
            kind=notice.kind,
            number=notice.number,
            received_at=clock.now(),
        )
        if not statements.insert_new(message):
            return "repeated"
        found = OnlineTrade.objects.filter(channel=channel, number=notice.number).values_list("order_id", flat=True)
        order_id = found.first()
        if order_id is None:  # kept: the day's reconciliation shows it as money only the bank knows
            return "unknown"
        return _applied(lock(order_id), channel, notice)


@ledger.act
def _applied(order: PaymentOrder, channel: str, notice: ChannelNotice) -> str:
    trade = order.trades.get(number=notice.number)
    if notice.kind == "closed":
        if trade.state == TradeState.OPEN:
            TRADE_LIFECYCLE.advance(trade, "close", ended_at=clock.now())
        return "closed"
    if trade.state != TradeState.PAID:
        TRADE_LIFECYCLE.advance(trade, "pay", ended_at=clock.now())
    received = Received(channel, notice.channel_no, notice.number, notice.amount, notice.at)
    return take_transfer(order, received, Actor.system())
