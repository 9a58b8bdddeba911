"""The same act on several cases, asked for on one page."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.cases.states_desk import BatchAct, LineState


class Batch(models.Model):
    """One confirmed page (批量办理). Its uid comes with the page, so that the page sent twice is one batch."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    act = models.CharField(max_length=12, choices=BatchAct.choices)
    officer = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    #: How many of the cases were no longer this officer's when the page came back.
    gone = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(act__in=BatchAct.values), name="case_batch_act_known")]

    def __str__(self) -> str:
        return f"{self.act} {self.uid}"


class BatchLine(models.Model):
    """One case of a batch, or one step of it, and what became of it; written in the transaction of its own verb."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey("cases.CaseStep", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=LineState.choices, default=LineState.WAITING)
    sentence = models.CharField(max_length=500, blank=True)
    advice = models.CharField(max_length=500, blank=True)
    article = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "case", "step"], nulls_distinct=False, name="case_batch_line_once"
            ),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="case_batch_line_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="case_batch_line_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(sentence=""), name="case_batch_line_says_why_not"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
