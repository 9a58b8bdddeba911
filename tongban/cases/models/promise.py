"""What the applicant has promised in writing: secondary materials later, or that the conditions are met."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.cases.states import (
    COMMITMENT_LABELS,
    PROMISE_LABELS,
    STATEMENT_LABELS,
    CommitmentState,
    PromiseState,
)


class MaterialPromise(models.Model):
    """容缺受理: the materials owed (`orders`) and the day they were promised for (安阳市政务服务条例 24)."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="material_promise")
    orders = models.JSONField()
    made_at = models.DateTimeField()
    due_on = models.DateField()
    #: SM3 of the words the applicant confirmed, so that a later change of the template changes no promise.
    words_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=list(PROMISE_LABELS.items()), default=PromiseState.OWED)
    revision = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Commitment(models.Model):
    """告知承诺: what was told, what the applicant committed to, and what the verification found (安阳 25–27)."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="commitment")
    #: What was told and committed to, word for word as confirmed: {"told": […], "committed": […], "owed": […]}.
    words = models.JSONField()
    words_digest = models.CharField(max_length=64)
    shown_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    #: Materials to be handed in after the decision, by order, and until when.
    owed_orders = models.JSONField(default=list)
    owed_until = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=list(COMMITMENT_LABELS.items()), default=CommitmentState.MADE)
    revision = models.PositiveIntegerField(default=0)
    verify_until = models.DateField(null=True)
    verified_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True)
    mend_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__gte=models.F("shown_at")), name="case_commitment_read_before"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class CaseStatement(models.Model):
    """What the party says before something is decided about its commitment or its grant: 陈述申辩, 整改报告."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="statements")
    about = models.CharField(max_length=8, choices=list(STATEMENT_LABELS.items()))
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="case_statement_says_something")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.about}"
