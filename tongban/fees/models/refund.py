"""Money that goes back."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tongban.fees.models.payment import Payment
from tongban.fees.states import RefundState


class Refund(models.Model):
    """One refund of one payment. Without `requested_by` the platform itself asked: money that was not owed came in."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("退款单号", max_length=32, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField("金额（分）")
    reason = models.CharField("理由", max_length=500)
    state = models.CharField("状态", max_length=12, choices=RefundState.choices, default=RefundState.REQUESTED)
    revision = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision_note = models.CharField("审批意见", max_length=500, blank=True, default="")
    done_at = models.DateTimeField("退款时间", null=True, blank=True)
    channel_no = models.CharField("渠道流水号", max_length=64, blank=True, default="")
    receipt_no = models.CharField("票据号", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "退费"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0) & ~Q(reason=""), name="fees_refund_of_something"),
            models.CheckConstraint(
                condition=Q(requested_by=None) | Q(decided_by=None) | ~Q(requested_by=F("decided_by")),
                name="fees_refund_two_seats",
            ),
            models.UniqueConstraint(
                fields=["department", "receipt_no"], condition=~Q(receipt_no=""), name="fees_refund_receipt_once"
            ),
            models.CheckConstraint(
                condition=(Q(state="done") & Q(done_at__isnull=False)) | (~Q(state="done") & Q(done_at=None)),
                name="fees_refund_done_when_done",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="fees_refund_state")]

    def __str__(self) -> str:
        return self.number
