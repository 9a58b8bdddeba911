"""What is still owed to reactions, and when periodic jobs ran."""

from __future__ import annotations

from django.db import models

from tongban.ledger.models.facts import Fact


class DeliveryState(models.TextChoices):
    """Owed: will be tried at `run_at`. Parked: tried too often; a person must look."""

    OWED = "owed", "待投递"
    PARKED = "parked", "已搁置"


class Delivery(models.Model):
    """One fact owed to one reaction (投递). Removed in the transaction that did the work.

    `error` names the class and the place of the last failure, never its message: messages may hold personal data.
    """

    fact = models.ForeignKey(Fact, on_delete=models.DO_NOTHING, related_name="deliveries", db_index=False)
    reaction = models.CharField(max_length=120)
    heavy = models.BooleanField(default=False)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.OWED)
    attempts = models.PositiveIntegerField(default=0)
    run_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reaction", "object_type", "object_id", "fact"], name="ledger_delivery_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["heavy", "fact", "id"], name="ledger_delivery_owed", condition=models.Q(state="owed")),
        ]


class JobRun(models.Model):
    """When a periodic job ran last and when it is due next; `error` as in `Delivery`."""

    name = models.CharField(max_length=120, primary_key=True)
    next_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
