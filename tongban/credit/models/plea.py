"""What a party says about a record, and what is answered."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.credit.models.record import CreditRecord
from tongban.credit.states import Ground, Outcome, PleaKind


class CreditPlea(models.Model):
    """A defence, an objection or an application for repair: words, proof, and the answer with its reason.

    One at a time for a record. `evidence` is a list of {digest, name} of files handed in with it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="pleas", verbose_name="信用记录")
    kind = models.CharField("种类", max_length=12, choices=PleaKind.choices)
    ground = models.CharField("异议事由", max_length=12, choices=Ground.choices, blank=True, default="")
    text = models.TextField("内容")
    evidence = models.JSONField("证明材料", default=list, blank=True)
    made_by = models.BigIntegerField("提出人", null=True, blank=True)
    made_at = models.DateTimeField("提出时间")
    outcome = models.CharField("处理结果", max_length=12, choices=Outcome.choices, blank=True, default="")
    answer = models.TextField("答复", blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.BigIntegerField("答复人员", null=True, blank=True)

    class Meta:
        verbose_name = "信用主体意见"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PleaKind.values), name="credit_plea_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=PleaKind.OBJECTION) | Q(ground__in=Ground.values), name="credit_plea_objects_to_what"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & ~Q(answer="") & ~Q(answered_at=None)),
                name="credit_plea_answered_with_reason",
            ),
            models.UniqueConstraint(fields=["record"], condition=Q(outcome=""), name="credit_plea_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.uid}"
