"""Extensions of the limit: asked for with reasons, granted or refused by the head of the authority."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CaseExtension(models.Model):
    """One extension (延期) of a case's limit (行政许可法 42). Granted at most once."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    asked_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answered_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    document_no = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(granted=True), name="case_extended_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(granted=None), name="case_extension_asked_once"),
            models.CheckConstraint(condition=~Q(granted=True) | ~Q(document_no=""), name="case_extension_document"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.days}"
