"""Third parties whose great interests a permit directly concerns (利害关系人, 行政许可法 36, 47)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class InterestedParty(models.Model):
    """One of them, named by an officer: somebody the platform knows, or a name and the address papers go to.

    `interest` is what the permit means for them, as they are told it. `ask_until` is the last day on which they may ask
    for the hearing, as their paper says; None where one had been asked for before they were told.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="interested")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    interest = models.TextField()
    named_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField()
    ask_until = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True)
    statement = models.TextField(blank=True)
    stated_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(party__isnull=False) | ~Q(address=""), name="case_interested_reachable"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(interest=""), name="case_interested_has_an_interest"),
            models.UniqueConstraint(
                fields=["case", "party"], condition=Q(party__isnull=False), name="case_interested_named_once"
            ),
            models.CheckConstraint(
                condition=Q(stated_at=None, statement="") | (~Q(statement="") & Q(stated_at__isnull=False)),
                name="case_interested_said_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
