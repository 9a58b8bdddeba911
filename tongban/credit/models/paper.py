"""Papers of a record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.credit.models.record import CreditRecord
from tongban.credit.states import PaperKind


class CreditPaper(models.Model):
    """A notice before a serious record, or the proof of a repair: numbered by its verb, drawn and sealed after it."""

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="papers", verbose_name="信用记录")
    kind = models.CharField("种类", max_length=40, choices=PaperKind.choices)
    number = models.CharField("文号", max_length=120)
    # What the verb has fixed: dates and words that stand on the paper, whatever happens to the record afterwards.
    content = models.JSONField("内容", default=dict)
    issued_at = models.DateTimeField("出具时间")
    document = models.ForeignKey(
        "documents.IssuedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "信用文书"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="credit_paper_kind_known"),
        ]
        indexes = [models.Index(fields=["record"], condition=Q(document=None), name="credit_paper_unmade")]

    def __str__(self) -> str:
        return self.number
