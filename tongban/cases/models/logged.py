"""Cases that another system handled, taken over from its log (办件日志)."""

from __future__ import annotations

import uuid

from django.db import models


class CaseLog(models.Model):
    """A log file, known by its content: the same content under another name is the same log.

    Its traces are taken in the order of the file; `taken` says how many are in, so that an import goes on where the
    last one stopped, and two at once wait for each other on this row.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, null=True, related_name="+")
    region_code = models.CharField(max_length=12, blank=True)
    taken = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class LoggedCase(models.Model):
    """One case of a log. What happened to it are facts, what was owed are duties; both name it by its uid.

    `place` is its trace's place in the log, from 1: logs may name two traces alike, or not at all.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    log = models.ForeignKey(CaseLog, on_delete=models.PROTECT, related_name="cases")
    place = models.PositiveIntegerField()
    external_id = models.CharField(max_length=200, blank=True)
    item_name = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    events = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "place"], name="logged_case_once")]
        indexes = [models.Index(fields=["log", "external_id"], name="logged_case_external")]

    def __str__(self) -> str:
        return self.external_id or f"{self.log_id}:{self.place}"
