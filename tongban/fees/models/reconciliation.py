"""The daily comparison with a channel's statement, and what did not agree."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.fees.states import DifferenceKind, DifferenceState, EntryKind


class Reconciliation(models.Model):
    """One day of one channel compared (对账); comparing again refreshes it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField("支付渠道", max_length=32)
    day = models.DateField("账期")
    bank_count = models.PositiveIntegerField("银行笔数")
    bank_amount = models.BigIntegerField("银行净额（分）")
    our_count = models.PositiveIntegerField("平台笔数")
    our_amount = models.BigIntegerField("平台净额（分）")
    run_at = models.DateTimeField("对账时间")
    run_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "对账"
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="fees_reconciliation_once_a_day")]

    def __str__(self) -> str:
        return f"{self.channel} {self.day}"


class Difference(models.Model):
    """One line in which the books differ; somebody owes an explanation."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="differences")
    entry = models.CharField("收退", max_length=8, choices=EntryKind.choices)
    kind = models.CharField("差异", max_length=16, choices=DifferenceKind.choices)
    number = models.CharField("我方单号", max_length=64, blank=True, default="")
    channel_no = models.CharField("渠道流水号", max_length=64)
    bank_amount = models.BigIntegerField("银行金额（分）", null=True, blank=True)
    our_amount = models.BigIntegerField("平台金额（分）", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=DifferenceState.choices, default=DifferenceState.OPEN)
    revision = models.PositiveIntegerField(default=0)
    found_at = models.DateTimeField("发现时间")
    note = models.CharField("清理说明", max_length=500, blank=True, default="")
    cleared_at = models.DateTimeField("清理时间", null=True, blank=True)
    cleared_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "对账差异"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "entry", "channel_no"], name="fees_difference_once_per_entry"
            ),
            models.CheckConstraint(
                condition=Q(kind="bank_only", bank_amount__isnull=False, our_amount=None)
                | Q(kind="ours_only", bank_amount=None, our_amount__isnull=False)
                | Q(kind="amount_differs", bank_amount__isnull=False, our_amount__isnull=False),
                name="fees_difference_has_its_sides",
            ),
            models.CheckConstraint(
                condition=Q(state="open", cleared_at=None)
                | (Q(state="cleared", cleared_at__isnull=False) & ~Q(note="")),
                name="fees_difference_cleared_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel_no}"
