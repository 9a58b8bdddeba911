"""Texts a department keeps ready for its opinions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.cases.states_desk import OpinionUse


class OpinionTemplate(models.Model):
    """One text (意见模板) of a department for one use, of one item or of all; taken out of use it stays as it was."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalogue.ServiceItem", on_delete=models.PROTECT, null=True, related_name="+")
    use = models.CharField(max_length=20, choices=OpinionUse.choices)
    title = models.CharField(max_length=60)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["use", "title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "item", "use", "title"],
                condition=Q(dropped_at=None),
                nulls_distinct=False,
                name="case_opinion_named_once",
            ),
            models.CheckConstraint(condition=Q(use__in=OpinionUse.values), name="case_opinion_use_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="case_opinion_says_something"),
        ]
        indexes = [models.Index(fields=["department"], condition=Q(dropped_at=None), name="case_opinion_department")]

    def __str__(self) -> str:
        return f"{self.use} {self.title}"
