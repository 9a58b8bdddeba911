"""Money that came in, attempts to pay through a channel, and what channels told us."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tongban.fees.models.order import PaymentOrder
from tongban.fees.states import PaymentMethod, TradeState


class OnlineTrade(models.Model):
    """One attempt to pay an order through a channel; `number` is how we and the channel name it to each other."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="trades")
    channel = models.CharField("支付渠道", max_length=32)
    number = models.CharField("支付单号", max_length=32, unique=True)
    amount = models.BigIntegerField("金额（分）")
    address = models.CharField("支付页", max_length=1000, blank=True, default="")
    state = models.CharField("状态", max_length=8, choices=TradeState.choices, default=TradeState.OPEN)
    revision = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField("发起时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "支付单"
        constraints = [
            models.UniqueConstraint(fields=["order", "channel"], condition=Q(state="open"), name="fees_trade_one_open"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fees_trade_of_something"),
        ]
        indexes = [models.Index(fields=["started_at"], condition=Q(state="open"), name="fees_trade_open")]

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """Money received. One of an order counts; the others are owed back (`counted` false)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="payments")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    method = models.CharField("方式", max_length=8, choices=PaymentMethod.choices)
    amount = models.BigIntegerField("金额（分）")
    refunded = models.BigIntegerField("已退（分）", default=0)
    counted = models.BooleanField("抵缴")
    received_at = models.DateTimeField("收款时间")
    channel = models.CharField("支付渠道", max_length=32, blank=True, default="")
    channel_no = models.CharField("渠道流水号", max_length=64, blank=True, default="")
    number = models.CharField("支付单号", max_length=32, blank=True, default="")
    cashier = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receipt_no = models.CharField("票据号", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "收款"
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(counted=True), name="fees_payment_counts_once"),
            models.UniqueConstraint(
                fields=["channel", "channel_no"], condition=Q(method="online"), name="fees_payment_told_once"
            ),
            models.UniqueConstraint(
                fields=["department", "receipt_no"], condition=Q(method="cash"), name="fees_payment_receipt_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, refunded__gte=0, refunded__lte=F("amount")), name="fees_payment_balances"
            ),
            models.CheckConstraint(
                condition=(Q(method="cash", channel="", channel_no="", cashier__isnull=False) & ~Q(receipt_no=""))
                | (Q(method="online") & ~Q(channel="") & ~Q(channel_no="")),
                name="fees_payment_has_a_source",
            ),
        ]
        indexes = [models.Index(fields=["channel", "received_at"], name="fees_payment_day")]

    def __str__(self) -> str:
        return f"payment {self.pk}"


class ChannelMessage(models.Model):
    """A notification of a channel, taken once: the same one again finds this row."""

    channel = models.CharField("支付渠道", max_length=32)
    message_id = models.CharField("通知编号", max_length=100)
    kind = models.CharField("种类", max_length=12)
    number = models.CharField("单号", max_length=32)
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "支付通知"
        constraints = [models.UniqueConstraint(fields=["channel", "message_id"], name="fees_message_once")]

    def __str__(self) -> str:
        return self.message_id
