"""Tables of the room `benchmarking`."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.benchmarking.states import Method, PairState


class Comparison(models.Model):
    """Our published items beside another place's, as both stood when it was made."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ours_region = models.CharField("我方区划", max_length=12)
    theirs_region = models.CharField("对方区划", max_length=12, blank=True, default="")
    theirs_name = models.CharField("对方", max_length=200)
    ours_count = models.PositiveIntegerField("我方事项数")
    theirs_count = models.PositiveIntegerField("对方事项数")
    made_at = models.DateTimeField("比对时间")
    made_by = models.BigIntegerField("比对人员", null=True, blank=True)

    class Meta:
        verbose_name = "对标比对"
        indexes = [models.Index(fields=["-made_at"], name="benchmarking_comparison_made")]

    def __str__(self) -> str:
        return f"{self.ours_region} / {self.theirs_name}"


class TheirLine(models.Model):
    """One item of the other place as it was compared; what their guide says is kept with the comparison only."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="their_lines")
    code = models.CharField("编码", max_length=64)
    name = models.CharField("名称", max_length=500)
    department_name = models.CharField("部门", max_length=200, blank=True, default="")
    guide = models.JSONField("指南", default=dict)

    class Meta:
        verbose_name = "对方事项"
        constraints = [models.UniqueConstraint(fields=["comparison", "code"], name="benchmarking_line_once")]

    def __str__(self) -> str:
        return self.name


class Pair(models.Model):
    """Our item and theirs: proposed, a further candidate (`rank` > 0), or decided by a person."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="pairs")
    item = models.ForeignKey("catalogue.ServiceItem", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    ours_code = models.CharField("我方编码", max_length=64)
    ours_name = models.CharField("我方名称", max_length=500)
    theirs = models.ForeignKey(TheirLine, on_delete=models.CASCADE, related_name="+")
    method = models.CharField("方法", max_length=8, choices=Method.choices)
    score = models.FloatField("得分")
    reasons = ArrayField(models.CharField(max_length=300), default=list, blank=True, verbose_name="理由")
    rank = models.PositiveSmallIntegerField("次序", default=0)
    state = models.CharField("状态", max_length=8, choices=PairState.choices, default=PairState.PROPOSED)
    note = models.CharField("说明", max_length=500, blank=True, default="")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.BigIntegerField("决定人员", null=True, blank=True)

    class Meta:
        verbose_name = "对标配对"
        constraints = [
            models.UniqueConstraint(fields=["comparison", "item", "theirs"], name="benchmarking_pair_once"),
            models.UniqueConstraint(
                fields=["comparison", "item"], condition=Q(state="accepted"), name="benchmarking_one_partner"
            ),
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="benchmarking_pair_state"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="benchmarking_pair_method"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="benchmarking_pair_score"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="benchmarking_pair_decided",
            ),
        ]
        indexes = [models.Index(F("comparison"), F("rank"), F("state"), name="benchmarking_pair_queue")]

    def __str__(self) -> str:
        return f"{self.ours_name} / {self.theirs_id}"


class DecidedNames(models.Model):
    """What a person decided about two names, whatever comparison it was in: later alignments go by it."""

    ours_key = models.CharField(max_length=500)
    theirs_key = models.CharField(max_length=500)
    ours_name = models.CharField("我方名称", max_length=500)
    theirs_name = models.CharField("对方名称", max_length=500)
    same = models.BooleanField("是否同一事项")
    decided_at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = "对标经验"
        constraints = [models.UniqueConstraint(fields=["ours_key", "theirs_key"], name="benchmarking_names_once")]

    def __str__(self) -> str:
        return f"{self.ours_name} {'=' if self.same else '≠'} {self.theirs_name}"
