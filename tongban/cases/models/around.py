"""What stands around a case: advice before it, moves to another version."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Counsel(models.Model):
    """One talk at the counsel-first desk (先辅导后受理): what was advised, and the case that came of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, blank=True)
    officer = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    #: What was looked at, by order of the guide: [{"order": 1, "ready": true, "advice": "…"}].
    lines = models.JSONField(default=list)
    advice = models.TextField(blank=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="counsels")

    class Meta:
        indexes = [
            models.Index(fields=["party", "-id"], name="case_counsel_party"),
            models.Index(fields=["department", "-id"], name="case_counsel_department"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class VersionMove(models.Model):
    """A case was moved to another version of its item because the law demanded it; what it was before, to go back."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="version_moves")
    from_version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField()
    reason = models.TextField()
    basis = models.CharField(max_length=200)
    #: The row as it was: {"form_data": …, "item_name": …, "materials": [[id, order, name], …], "noticed_orders": […]}.
    before = models.JSONField()
    moved_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    moved_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["batch"], name="case_version_move_batch")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="case_version_move_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_version_id}→{self.to_version_id}"
