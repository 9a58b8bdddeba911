"""Versions of an item with their materials and legal bases. What stands here is frozen once it was published."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.catalogue.models.items import ServiceItem
from tongban.catalogue.states import OPEN_STATES, CaseKind, Necessity, VersionState
from tongban.kernel.deadline import LimitUnit

_UNITS = [(unit.value, unit.label) for unit in LimitUnit]


def _limit_check(name: str) -> models.CheckConstraint:
    """Number and unit come together, and no limit is negative."""
    number, unit = f"{name}_number", f"{name}_unit"
    return models.CheckConstraint(
        condition=Q(**{f"{number}__isnull": True, unit: ""})
        | Q(**{f"{number}__gte": 0, f"{unit}__in": [value for value, _ in _UNITS]}),
        name=f"catalogue_version_{name}_limit_is_whole",
    )


class ItemVersion(models.Model):
    """One version of an item's guide (事项版本). Columns carry what is filtered and counted, `guide` the rest.

    `origin_digest` tells an import whether the source changed anything; `findings` are the doubts about a version
    taken as published. `compilers` are the accounts that wrote or sent it: none of them reviews it for the department.
    `effective_on` is the day it is to be published; `reapproval` the document (`document_no`, `reason`) by which its
    promise may be longer than the one before.
    """

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本号")
    state = models.CharField("状态", max_length=24, choices=VersionState.choices, default=VersionState.DRAFT)
    revision = models.PositiveIntegerField("修订号", default=0)
    as_published = models.BooleanField("按来源原样", default=False)
    name = models.CharField("名称", max_length=300)
    case_kind = models.CharField("办件类型", max_length=12, choices=CaseKind.choices)
    statutory_number = models.PositiveIntegerField("法定时限", null=True, blank=True)
    statutory_unit = models.CharField("法定时限单位", max_length=12, choices=_UNITS, blank=True, default="")
    promised_number = models.PositiveIntegerField("承诺时限", null=True, blank=True)
    promised_unit = models.CharField("承诺时限单位", max_length=12, choices=_UNITS, blank=True, default="")
    applicant_kinds = ArrayField(models.CharField(max_length=32), verbose_name="服务对象", default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=16), verbose_name="办理形式", default=list, blank=True)
    visits = models.PositiveSmallIntegerField("到现场次数", null=True, blank=True)
    online = models.BooleanField("网上可办", null=True, blank=True)
    online_depth = models.PositiveSmallIntegerField("网上办理深度", null=True, blank=True)
    in_hall = models.BooleanField("进驻大厅", null=True, blank=True)
    comprehensive_window = models.BooleanField("综合窗口", null=True, blank=True)
    one_seat = models.BooleanField("一岗办结", default=False)
    result_kind = models.CharField("结果类型", max_length=12, blank=True, default="")
    result_licence_type_code = models.CharField("结果证照类型", max_length=40, blank=True, default="")
    material_count = models.PositiveSmallIntegerField("材料数", default=0)
    free_material_count = models.PositiveSmallIntegerField("免提交材料数", default=0)
    guide = models.JSONField("指南其余内容", default=dict)
    form_schema = models.JSONField("表单", default=dict)
    digest = models.CharField("内容指纹", max_length=64)
    variant_digest = models.CharField("同质指纹", max_length=64, db_index=True)
    origin_digest = models.CharField("来源指纹", max_length=64, blank=True, default="")
    findings = models.JSONField("导入发现", default=list, blank=True)
    drafted_at = models.DateTimeField("起草时间")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    superseded_at = models.DateTimeField("取代时间", null=True, blank=True)
    compilers = ArrayField(models.BigIntegerField(), verbose_name="编制人账号", default=list, blank=True)
    effective_on = models.DateField("计划发布日期", null=True, blank=True)
    reapproval = models.JSONField("延长承诺的批准", null=True, blank=True)

    class Meta:
        verbose_name = "事项版本"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="catalogue_version_number_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state=VersionState.PUBLISHED), name="catalogue_one_published_version"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=sorted(OPEN_STATES)), name="catalogue_one_open_version"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="catalogue_version_state_known"),
            models.CheckConstraint(
                condition=~Q(state=VersionState.SCHEDULED) | Q(effective_on__isnull=False),
                name="catalogue_version_scheduled_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"]) | Q(published_at__isnull=False),
                name="catalogue_version_published_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(one_seat=False) | Q(case_kind=CaseKind.INSTANT),
                name="catalogue_version_one_seat_only_instant",
            ),
            models.CheckConstraint(
                condition=Q(online_depth__isnull=True) | Q(online_depth__range=(1, 4)),
                name="catalogue_version_online_depth_1_to_4",
            ),
            _limit_check("statutory"),
            _limit_check("promised"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.number}版）"


class MaterialRequirement(models.Model):
    """One material of a version (申请材料)."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="materials")
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("名称", max_length=500)
    necessity = models.CharField("必要性", max_length=12, choices=Necessity.choices, default=Necessity.REQUIRED)
    licence_type_code = models.CharField("可用证照类型", max_length=40, blank=True, default="")
    source = models.CharField("来源渠道", max_length=20, blank=True, default="")
    form = models.CharField("材料形式", max_length=20, blank=True, default="")
    copies = models.PositiveSmallIntegerField("份数", null=True, blank=True)
    accept_standard = models.TextField("受理标准", blank=True, default="")
    sample = models.TextField("样表", blank=True, default="")
    basis = models.TextField("要求依据", blank=True, default="")
    situations = ArrayField(models.CharField(max_length=40), verbose_name="情形", default=list, blank=True)
    medium = models.CharField("材料介质", max_length=12, blank=True, default="")
    paper_size = models.CharField("纸质规格", max_length=40, blank=True, default="")
    source_note = models.TextField("来源说明", blank=True, default="")
    filling_note = models.TextField("填报须知", blank=True, default="")
    standard_code = models.CharField("标准材料编码", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "申请材料"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="catalogue_material_order_once"),
            models.CheckConstraint(condition=~Q(name=""), name="catalogue_material_has_a_name"),
            models.CheckConstraint(
                condition=Q(necessity__in=Necessity.values), name="catalogue_material_necessity_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LegalBasis(models.Model):
    """A law a version rests on (设定依据). `verified`: somebody compared the excerpt with the text of the law."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="legal_bases")
    order = models.PositiveSmallIntegerField("序号")
    law = models.CharField("法规名称", max_length=200)
    document_no = models.CharField("文号", max_length=100, blank=True, default="")
    article = models.CharField("条款", max_length=100, blank=True, default="")
    excerpt = models.TextField("条文", blank=True, default="")
    verified = models.BooleanField("已核对原文", default=False)

    class Meta:
        verbose_name = "设定依据"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="catalogue_basis_order_once"),
            models.CheckConstraint(condition=~Q(law=""), name="catalogue_basis_names_a_law"),
        ]

    def __str__(self) -> str:
        return f"{self.law}{self.article}"
