"""Tables of the room `benchmarking`."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.benchmarking.states import Appraised, ImprovementState, Measure, Method, PairState


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
    findings_count = models.PositiveIntegerField("文件问题数", default=0)
    findings = ArrayField(models.CharField(max_length=1000), default=list, blank=True, verbose_name="文件问题")

    class Meta:
        verbose_name = "对标比对"
        indexes = [models.Index(fields=["-made_at"], name="benchmarking_comparison_made")]

    def __str__(self) -> str:
        return f"{self.ours_region} / {self.theirs_name}"


class TheirLine(models.Model):
    """One item of the other place as it was compared; what their guide says is kept with the comparison only."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="+")
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


class Improvement(models.Model):
    """An item that shall become better in one element, and the department that owes it.

    Values are a number with its unit. `guide_…` is what the guide says since the versions that came after the target
    was set; `version_after` is the last of them. What the cases show is kept as it was measured, with its day.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    item = models.ForeignKey("catalogue.ServiceItem", on_delete=models.PROTECT, related_name="+")
    item_name = models.CharField("事项", max_length=500)
    version_before = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    version_after = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")

    element = models.CharField("优化内容", max_length=20)
    before_number = models.PositiveIntegerField("现状")
    before_unit = models.CharField(max_length=12)
    target_number = models.PositiveIntegerField("目标")
    target_unit = models.CharField(max_length=12)
    guide_number = models.PositiveIntegerField("指南现值", null=True)
    guide_unit = models.CharField(max_length=12, blank=True, default="")
    measures = ArrayField(models.CharField(max_length=24, choices=Measure.choices), verbose_name="措施")
    case_volume = models.PositiveIntegerField("定目标前一年的办件量", default=0)

    state = models.CharField("状态", max_length=16, choices=ImprovementState.choices, default=ImprovementState.PROPOSED)
    revision = models.PositiveIntegerField("修订", default=0)
    set_at = models.DateTimeField("定目标时间")
    assigned_at = models.DateTimeField("交办时间", null=True)
    due_on = models.DateField("完成期限", null=True)
    guide_changed_at = models.DateTimeField("指南达标时间", null=True)
    closed_at = models.DateTimeField("销号时间", null=True)
    conclusion = models.CharField("结论", max_length=500, blank=True, default="")

    measured_at = models.DateTimeField("评估时间", null=True)
    cases_before = models.PositiveIntegerField("改前办结数", null=True)
    cases_after = models.PositiveIntegerField("改后办结数", null=True)
    median_before = models.FloatField("改前办理天数中位数", null=True)
    median_after = models.FloatField("改后办理天数中位数", null=True)

    class Meta:
        verbose_name = "对标优化任务"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImprovementState.values), name="benchmarking_improvement_state"
            ),
            models.UniqueConstraint(
                fields=["item", "element"], condition=~Q(state="closed"), name="benchmarking_improvement_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "in_progress", "guide_changed", "measured"])
                | Q(assigned_at__isnull=False, due_on__isnull=False),
                name="benchmarking_improvement_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["guide_changed", "measured"])
                | Q(guide_changed_at__isnull=False, version_after__isnull=False),
                name="benchmarking_improvement_changed",
            ),
            models.CheckConstraint(
                condition=~Q(state="measured") | Q(measured_at__isnull=False), name="benchmarking_improvement_measured"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False) & ~Q(conclusion=""),
                name="benchmarking_improvement_closed",
            ),
        ]
        indexes = [models.Index(fields=["department", "state"], name="benchmarking_improvement_owner")]

    def __str__(self) -> str:
        return f"{self.item_name} {self.element}"


class Milestone(models.Model):
    """A step of an improvement's timetable (时间表、路线图)."""

    improvement = models.ForeignKey(Improvement, on_delete=models.CASCADE, related_name="milestones")
    order = models.PositiveSmallIntegerField("序号")
    text = models.CharField("内容", max_length=200)
    due_on = models.DateField("计划完成")
    done_on = models.DateField("实际完成", null=True)

    class Meta:
        verbose_name = "任务节点"
        constraints = [models.UniqueConstraint(fields=["improvement", "order"], name="benchmarking_milestone_once")]

    def __str__(self) -> str:
        return self.text


class Appraisal(models.Model):
    """What was said of a department in a document: commendation, notice, deadline to rectify."""

    kind = models.CharField("种类", max_length=16, choices=Appraised.choices)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, null=True, related_name="+")
    document_no = models.CharField("文号", max_length=80)
    reason = models.CharField("事由", max_length=500)
    issued_at = models.DateTimeField("作出时间")
    issued_by = models.BigIntegerField("作出人员", null=True)
    due_on = models.DateField("整改期限", null=True)

    class Meta:
        verbose_name = "对标通报"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Appraised.values), name="benchmarking_appraisal_kind"),
            models.CheckConstraint(
                condition=~Q(document_no="") & ~Q(reason=""), name="benchmarking_appraisal_in_writing"
            ),
            models.CheckConstraint(
                condition=Q(kind="rectification", due_on__isnull=False, improvement__isnull=False)
                | ~Q(kind="rectification") & Q(due_on=None),
                name="benchmarking_appraisal_deadline",
            ),
            models.UniqueConstraint(
                fields=["kind", "department", "document_no", "improvement"],
                nulls_distinct=False,
                name="benchmarking_appraisal_once",
            ),
        ]
        indexes = [models.Index(fields=["department", "-issued_at"], name="benchmarking_appraisal_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_no}"
