"""Facts, the objects they touch, and the end of every object's chain."""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """One thing that happened (事实). Append-only: triggers refuse everything but INSERT.

    `body` holds the bytes that were digested (format in `ledger.body`); the columns repeat them for queries,
    and `verify` compares the two. Actor, department and party ids are plain ids of rooms above.
    Only `services.record` inserts here: it takes the id inside the transaction after writing the chain row,
    which is what lets `services.seal` know when no smaller id can still appear.
    """

    kind = models.CharField(max_length=80)
    uid = models.UUIDField(unique=True)
    primary_type = models.CharField(max_length=40)
    primary_id = models.CharField(max_length=120)
    seq = models.PositiveIntegerField()
    prev = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    body = models.BinaryField()
    account_id = models.BigIntegerField(null=True)
    party_id = models.BigIntegerField(null=True)
    principal_id = models.BigIntegerField(null=True)
    officer_id = models.BigIntegerField(null=True)
    seats = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=20)
    department_id = models.BigIntegerField(null=True)
    region_code = models.CharField(max_length=20, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    trace_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["primary_type", "primary_id", "seq"], name="ledger_fact_one_per_place"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="ledger_fact_seq_from_one"),
        ]
        indexes = [
            models.Index(fields=["kind", "id"], name="ledger_fact_kind"),
            models.Index(
                fields=["account_id", "id"], name="ledger_fact_account", condition=models.Q(account_id__isnull=False)
            ),
        ]


class FactObject(models.Model):
    """That a fact touched an object; position 0 is the primary one. The index is the timeline of any object."""

    fact = models.ForeignKey(Fact, on_delete=models.DO_NOTHING, related_name="touched", db_index=False)
    position = models.PositiveSmallIntegerField()
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    role = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "position"], name="ledger_factobject_position"),
        ]
        indexes = [
            models.Index(fields=["object_type", "object_id", "fact"], name="ledger_factobject_timeline"),
        ]


class Chain(models.Model):
    """The end of one object's chain: locked by whoever appends, so that only this object waits."""

    pk = models.CompositePrimaryKey("object_type", "object_id")
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    seq = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    recorded_at = models.DateTimeField()
