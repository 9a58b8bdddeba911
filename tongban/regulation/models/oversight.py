"""Who oversees what, what was handed over, and what stands under regulation."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.regulation.states import HandoverState, Risk, RuleScope


class OversightRule(models.Model):
    """Which department oversees an item, an entry of the catalogue, what a department grants, or a kind of items."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.CharField("范围", max_length=12, choices=RuleScope.choices)
    key = models.CharField("编码", max_length=64)
    key_name = models.CharField("名称", max_length=300)
    overseer = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    # Licensing was concentrated elsewhere; this is the authority that had it (安阳市政务服务条例 16 ¶2).
    former_authority = models.BooleanField("原行政机关", default=False)
    basis = models.CharField("依据", max_length=300)
    set_at = models.DateTimeField("规定时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "监管分工"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key"], condition=Q(ended_at__isnull=True), name="regulation_rule_once_in_force"
            ),
            models.CheckConstraint(condition=Q(scope__in=RuleScope.values), name="regulation_rule_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class RegulationHandover(models.Model):
    """One granted case, pushed to the department that oversees it (审批结果推送)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case_uid = models.UUIDField("办件", unique=True)
    case_no = models.CharField("办件编号", max_length=50)
    item_name = models.CharField("事项", max_length=300)
    item_code = models.CharField("事项编码", max_length=64)
    catalog_code = models.CharField("基本编码", max_length=20)
    item_kind = models.CharField("事项类型", max_length=24)
    # Who granted, and who oversees now.
    approver = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    basis = models.CharField("监管分工依据", max_length=300)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    licence_identifier = models.CharField("证照标识", max_length=120, blank=True, default="")
    valid_to = models.DateField("证照有效期至", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=HandoverState.choices, default=HandoverState.PUSHED)
    revision = models.PositiveIntegerField(default=0)
    pushes = models.PositiveSmallIntegerField("推送次数", default=1)
    pushed_at = models.DateTimeField("推送时间")
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    acknowledged_by = models.BigIntegerField("签收人员", null=True, blank=True)
    taken_at = models.DateTimeField("纳入监管时间", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=500, blank=True, default="")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    close_reason = models.CharField("结束原因", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "审批结果推送"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HandoverState.values), name="regulation_handover_state"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="regulation_handover_returned_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="under_regulation") | Q(acknowledged_at__isnull=False, taken_at__isnull=False),
                name="regulation_handover_acknowledged_first",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state", "-id"], name="regulation_handover_queue"),
            models.Index(fields=["case_no"], name="regulation_handover_case"),
            models.Index(
                fields=["licence_identifier"], condition=~Q(licence_identifier=""), name="regulation_handover_licence"
            ),
            models.Index(fields=["valid_to"], condition=Q(closed_at__isnull=True), name="regulation_handover_valid_to"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class RegulatedObject(models.Model):
    """A party with what was granted to it, in the register that random inspections draw from (检查对象名录).

    `code` stands for it in public; it is random and tells nothing.
    """

    code = models.CharField("对象编号", max_length=16, unique=True)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    handover = models.OneToOneField(
        RegulationHandover, on_delete=models.PROTECT, null=True, blank=True, related_name="object"
    )
    item_name = models.CharField("事项", max_length=300)
    item_kind = models.CharField("事项类型", max_length=24)
    category = models.CharField("类别", max_length=40)
    risk = models.CharField("风险等级", max_length=8, choices=Risk.choices)
    licence_identifier = models.CharField("证照标识", max_length=120, blank=True, default="")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    valid_to = models.DateField("证照有效期至", null=True, blank=True)
    registered_at = models.DateTimeField("列入时间")
    ended_at = models.DateTimeField("移出时间", null=True, blank=True)
    end_reason = models.CharField("移出原因", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "检查对象"
        constraints = [
            models.UniqueConstraint(
                fields=["department", "licence_identifier"],
                condition=Q(ended_at__isnull=True) & ~Q(licence_identifier=""),
                name="regulation_object_once",
            ),
            models.CheckConstraint(condition=Q(risk__in=Risk.values), name="regulation_object_risk"),
        ]
        indexes = [
            models.Index(
                fields=["department", "category"], condition=Q(ended_at__isnull=True), name="regulation_object_listed"
            ),
            models.Index(fields=["valid_to"], condition=Q(ended_at__isnull=True), name="regulation_object_valid_to"),
        ]

    def __str__(self) -> str:
        return self.code
