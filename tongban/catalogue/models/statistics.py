"""What the statistics count: periods in which a version stood for an item in use, and figures once published."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, CharField, F, Q, UUIDField, Value, When
from django.db.models.functions import MD5, Cast, Concat

from tongban.catalogue.models.items import ServiceItem
from tongban.catalogue.models.versions import ItemVersion

ALIKE = (
    "item_kind", "handling", "instant", "statutory_number", "statutory_unit", "promised_number", "promised_unit",
    "visits", "online", "online_depth", "in_hall", "comprehensive_window", "materials_stated", "as_published",
    "with_findings",
)  # fmt: skip


def _alike() -> Cast:
    """One mark of everything that conditions of the statistics ask of a row; numbers only added up are not in it."""
    materials = Case(
        When(material_count=0, then=Value("none")),
        When(material_count=F("free_material_count"), then=Value("free")),
        default=Value("some"),
    )
    measured = Case(When(elements_needed=None, then=Value("no")), default=Value("yes"))
    marks = [*(Cast(F(name), CharField()) for name in ALIKE), materials, measured]
    return Cast(MD5(Concat(*(part for mark in marks for part in (mark, Value("|"))))), UUIDField())


class Standing(models.Model):
    """A period in which a version was in force for an item in use: one narrow row, copied from both.

    Publishing, superseding, suspending, resuming, abolishing and a change of department or region all end one period
    and may begin another (`standings.keep_standings`), so every day's figures are one pass over one table. A row
    never changes once it has ended; `until` NULL is what stands now. `elements_*` are filled after publication.
    Rows of one `profile` are alike to every condition of the statistics (`statistics_terms`); the database keeps it.
    """

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True)
    department_id = models.BigIntegerField("实施主体")
    region_code = models.CharField("行政区划", max_length=12)
    item_kind = models.CharField("事项类型", max_length=20)
    exercise_level = models.CharField("行使层级", max_length=1)
    origin = models.CharField("来源", max_length=40)
    catalog_code = models.CharField("基本编码", max_length=12)
    handling = models.BooleanField("业务办理项")
    instant = models.BooleanField("即办件")
    statutory_number = models.PositiveIntegerField("法定时限", null=True)
    statutory_unit = models.CharField("法定时限单位", max_length=12)
    promised_number = models.PositiveIntegerField("承诺时限", null=True)
    promised_unit = models.CharField("承诺时限单位", max_length=12)
    visits = models.PositiveSmallIntegerField("到现场次数", null=True)
    online = models.BooleanField("网上可办", null=True)
    online_depth = models.PositiveSmallIntegerField("网上办理深度", null=True)
    in_hall = models.BooleanField("进驻大厅", null=True)
    comprehensive_window = models.BooleanField("综合窗口", null=True)
    materials_stated = models.BooleanField("公布材料清单", default=True)
    material_count = models.PositiveSmallIntegerField("材料数")
    free_material_count = models.PositiveSmallIntegerField("免提交材料数")
    as_published = models.BooleanField("按来源原样")
    with_findings = models.BooleanField("有导入发现")
    elements_stated = models.PositiveSmallIntegerField("已公布要素", null=True)
    elements_needed = models.PositiveSmallIntegerField("应公布要素", null=True)
    profile = models.GeneratedField(
        expression=_alike(), output_field=UUIDField(), db_persist=True, editable=False, verbose_name="同类标记"
    )

    class Meta:
        verbose_name = "版本在用期间"
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(until=None), name="catalogue_one_standing_now"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="catalogue_standing_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["version"], name="catalogue_standing_version")]

    def __str__(self) -> str:
        return f"{self.version_id}@{self.since:%Y-%m-%d}"


class StatisticsSnapshot(models.Model):
    """Figures as they were published: the day, the selection, the rules, and what was counted (frozen).

    `members` are the standings counted, so that numerators and denominators can be listed and counted again later;
    `digest` is SHA-256 over figures, rules and members.
    """

    day = models.DateField("统计日")
    title = models.CharField("用途", max_length=200)
    scope = models.JSONField("范围")
    rules = models.JSONField("规则")
    figures = models.JSONField("数字")
    members = ArrayField(models.BigIntegerField(), verbose_name="计入的版本")
    digest = models.CharField("指纹", max_length=64)
    taken_at = models.DateTimeField("留存时间")

    class Meta:
        verbose_name = "统计留存"
        indexes = [models.Index(fields=["-day", "-id"], name="catalogue_snapshot_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.title}"
