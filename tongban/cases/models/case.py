"""The case: bound to one item version for life."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.cases.states import OUTCOME_LABELS, STATE_LABELS, CaseState


class Case(models.Model):
    """One application (办件). Applicant, subject and agent are three roles: an heir applies for the deceased."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case_no = models.CharField(max_length=50, blank=True, db_index=True)
    version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    item_name = models.CharField(max_length=300)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, blank=True)

    applicant = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")

    channel = models.CharField(max_length=12)
    window_id = models.BigIntegerField(null=True)
    form_data = models.JSONField(default=dict)
    # Hash-linked facts name the case by uid; form_data may hold personal data and never leaves this table.
    state = models.CharField(max_length=24, choices=list(STATE_LABELS.items()), default=CaseState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    instant = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    notice_due_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)
    noticed_orders = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True)
    deemed = models.BooleanField(default=False)
    examined_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    result_issued_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    prepared_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    opinion = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, blank=True, choices=list(OUTCOME_LABELS.items()))
    delivery_method = models.CharField(max_length=12, blank=True)
    licence_identifier = models.CharField(max_length=120, blank=True)
    #: Where the result waits to be fetched: an exit window or a locker with its code.
    exit_place = models.CharField(max_length=80, blank=True)
    #: Why the limit was shortened for this case (紧急).
    urgent_reason = models.CharField(max_length=200, blank=True)
    #: Why it was entered after it had been handled outside the system (补录); "" for all others.
    entered_reason = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField(null=True)
    #: The procedure is over (`ended_at`); whether what the person came for is settled is another question.
    solved_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_no"], condition=~Q(case_no=""), name="case_no_unique"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(received_at__isnull=False) | Q(state="withdrawn"), name="case_received"
            ),
            models.CheckConstraint(condition=~Q(state="decided") | ~Q(outcome=""), name="case_decided_outcome"),
            models.CheckConstraint(
                condition=Q(entered_reason="", entered_at=None) | (~Q(entered_reason="") & Q(entered_at__isnull=False)),
                name="case_entered_when",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-id"], name="case_applicant"),
            models.Index(fields=["agent", "-id"], name="case_agent"),
            # Heads of these ranges are what a queue shows; `instant` rides along so that counting reads no rows.
            models.Index(fields=["department", "state", "-id"], include=["instant"], name="case_department_heads"),
            models.Index(fields=["region_code", "state", "-id"], include=["instant"], name="case_region_heads"),
            models.Index(fields=["state", "-id"], include=["instant"], name="case_city_heads"),
            models.Index(
                fields=["department", "-id"], condition=Q(state="draft", channel="window"), name="case_window_drafts"
            ),
            models.Index(fields=["department", "-id"], condition=~Q(entered_reason=""), name="case_entered"),
        ]

    def __str__(self) -> str:
        return self.case_no or f"draft {self.uid}"
