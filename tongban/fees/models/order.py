"""A payment order and its lines. Amounts are fen."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tongban.fees.states import OrderState


class PaymentOrder(models.Model):
    """What somebody is asked to pay (缴款单) for what an object of the house (a case) costs by law."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("缴款单号", max_length=20, unique=True)
    about_type = models.CharField("对象类型", max_length=40)
    about_id = models.CharField("对象编号", max_length=120)
    version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    item_name = models.CharField("事项", max_length=300)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    payer = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amount = models.BigIntegerField("应缴（分）")
    state = models.CharField("状态", max_length=16, choices=OrderState.choices, default=OrderState.UNPAID)
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField("开单时间")
    opened_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField("缴费期限", null=True, blank=True)
    paid_at = models.DateTimeField("缴费时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=500, blank=True, default="")
    receipt = models.ForeignKey(
        "documents.IssuedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "缴款单"
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="fees_order_about"),
            models.Index(fields=["payer", "-id"], name="fees_order_payer"),
            models.Index(fields=["department", "state", "-id"], name="fees_order_department"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="fees_order_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=("paid", "part_refunded", "refunded"), paid_at__isnull=False)
                | (~Q(state__in=("paid", "part_refunded", "refunded")) & Q(paid_at=None)),
                name="fees_order_paid_when_paid",
            ),
            models.CheckConstraint(condition=~Q(state="waived") | Q(amount=0), name="fees_order_waived_costs_nothing"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One published fee item of an order, with the standard and the basis as they were published that day."""

    order = models.ForeignKey(PaymentOrder, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("收费项目", max_length=300)
    standard = models.TextField("收费标准", blank=True, default="")
    basis = models.TextField("收费依据", blank=True, default="")
    quantity = models.PositiveIntegerField("数量")
    unit_amount = models.BigIntegerField("单价（分）")
    reduction = models.BigIntegerField("减免（分）", default=0)
    reduction_reason = models.CharField("减免理由", max_length=500, blank=True, default="")
    reduction_basis = models.CharField("减免依据", max_length=300, blank=True, default="")
    amount = models.BigIntegerField("应缴（分）")

    class Meta:
        verbose_name = "缴款项目"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "name"], name="fees_line_once_per_item"),
            models.CheckConstraint(
                condition=Q(amount=F("quantity") * F("unit_amount") - F("reduction"), amount__gte=0),
                name="fees_line_balances",
            ),
            models.CheckConstraint(
                condition=Q(reduction=0) | (Q(reduction__gt=0) & ~Q(reduction_reason="") & ~Q(reduction_basis="")),
                name="fees_line_reduction_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1, unit_amount__gte=0), name="fees_line_counts_something"),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"
