"""What applicant and office say to each other about a case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CaseMessage(models.Model):
    """One message of the conversation (对话): of the office where an officer wrote it, else of the applicant's side.

    No legal document: it starts, stops and asks for nothing. `read_at` is when the other side first saw it.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="messages")
    officer = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(officer__isnull=False, party=None) | Q(officer=None, party__isnull=False),
                name="case_message_has_one_author",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="case_message_says_something"),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="case_message_order"),
            models.Index(fields=["case"], condition=Q(read_at=None, officer=None), name="case_message_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"
