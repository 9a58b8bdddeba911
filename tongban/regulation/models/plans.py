"""Inspectors and plans of random inspections with everything a draw needs to be checked by anybody."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.regulation.states import PlanState


class Inspector(models.Model):
    """An officer in the register that random inspections draw from (检查人员名录)."""

    code = models.CharField("人员编号", max_length=16, unique=True)
    officer = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    specialities = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name="专长")
    registered_at = models.DateTimeField("列入时间")
    retired_at = models.DateTimeField("移出时间", null=True, blank=True)

    class Meta:
        verbose_name = "检查人员"
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(retired_at__isnull=True), name="regulation_inspector_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["department"], condition=Q(retired_at__isnull=True), name="regulation_inspector_listed"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Recusal(models.Model):
    """That an inspector does not inspect a party, and why (回避)."""

    inspector = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="recusals")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=300)
    since = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "回避登记"
        constraints = [models.UniqueConstraint(fields=["inspector", "party"], name="regulation_recusal_once")]

    def __str__(self) -> str:
        return f"{self.inspector_id} {self.party_id}"


class InspectionPlan(models.Model):
    """One random inspection: whom it may draw, how many, when; what was committed to; what was drawn."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_no = models.CharField("计划编号", max_length=80, unique=True)
    title = models.CharField("名称", max_length=200)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    item_kind = models.CharField("事项类型", max_length=24, blank=True, default="")
    category = models.CharField("对象类别", max_length=40, blank=True, default="")
    number = models.PositiveIntegerField("抽取数量", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("抽取比例", null=True, blank=True)
    weighted = models.BooleanField("按风险和信用加权", default=True)
    since = models.DateField("检查开始")
    until = models.DateField("检查结束")
    check_lines = ArrayField(models.CharField(max_length=200), verbose_name="检查清单")
    state = models.CharField("状态", max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField("编制时间")

    # --- the commitment: both lists, the digest of the secret, and the fact that publishes them ---
    committed_at = models.DateTimeField("锁定时间", null=True, blank=True)
    objects_list = models.BinaryField("检查对象名单", default=b"")
    inspectors_list = models.BinaryField("检查人员名单", default=b"")
    to_draw = models.PositiveIntegerField("要抽数量", null=True, blank=True)
    secret_cipher = models.BinaryField("密封的秘密", default=b"")
    commitment_uid = models.UUIDField("锁定的记录", null=True, blank=True)

    # --- the draw ---
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    draw_file = models.BinaryField("公布的文件", default=b"")
    seed = models.CharField("种子", max_length=64, blank=True, default="")
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "抽查计划"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="regulation_plan_state"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="regulation_plan_period"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, percent__gte=1, percent__lte=100)
                | Q(number__gte=1, percent__isnull=True),
                name="regulation_plan_number_or_percent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["committed", "drawn"]) | Q(commitment_uid__isnull=False),
                name="regulation_plan_committed_first",
            ),
            models.CheckConstraint(condition=~Q(state="drawn") | ~Q(seed=""), name="regulation_plan_drawn_by_a_seed"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="regulation_plan_cancelled_why"
            ),
        ]
        indexes = [models.Index(fields=["department", "-id"], name="regulation_plan_department")]

    def __str__(self) -> str:
        return self.plan_no
