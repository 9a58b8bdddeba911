"""Seals over ranges of facts."""

from __future__ import annotations

from django.db import models


class Seal(models.Model):
    """A signed Merkle root over the facts `first_id`..`last_id` (封存). Append-only like the facts.

    `body` holds the signed bytes (format in `ledger.services.seal`); `ids` and `marks` list every sealed
    fact's id and the first four bytes of its digest, so that a mismatch can be traced to the fact.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    prev = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    body = models.BinaryField()
    signature = models.BinaryField()
    key_number = models.PositiveIntegerField()
    ids = models.BinaryField()
    marks = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_id__lte=models.F("last_id")) & models.Q(count__gte=1),
                name="ledger_seal_covers_facts",
            ),
        ]
