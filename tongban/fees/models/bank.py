"""The books of the test bank (测试银行), the other side. Only `fees.embedded_bank` touches them."""

from __future__ import annotations

from django.db import models

from tongban.fees.states import TradeState


class BankTrade(models.Model):
    """What the test bank knows of one payment."""

    token = models.CharField(max_length=32, unique=True)
    number = models.CharField(max_length=32, unique=True)
    bank_no = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField()
    subject = models.CharField(max_length=300)
    return_address = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=TradeState.choices, default=TradeState.OPEN)
    opened_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "测试银行的支付"

    def __str__(self) -> str:
        return self.bank_no


class BankRefund(models.Model):
    """What the test bank gave back; the same number again is the same refund."""

    trade = models.ForeignKey(BankTrade, on_delete=models.PROTECT, related_name="refunds")
    number = models.CharField(max_length=32, unique=True)
    bank_no = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField()
    done_at = models.DateTimeField()

    class Meta:
        verbose_name = "测试银行的退款"

    def __str__(self) -> str:
        return self.bank_no
