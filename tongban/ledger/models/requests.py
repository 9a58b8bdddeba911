"""Remembered answers of requests, and number series."""

from __future__ import annotations

from django.db import models


class RememberedRequest(models.Model):
    """A request that came with an Idempotency-Key; `status` is empty while it is in flight."""

    account_key = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=128)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account_key", "key"], name="ledger_request_once"),
        ]


class Series(models.Model):
    """The last number given out in a series; the row is locked until the giver's transaction ends."""

    name = models.CharField(max_length=160, primary_key=True)
    value = models.PositiveBigIntegerField()
