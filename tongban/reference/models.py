"""Tables of the room `reference`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.reference.states import RegionKind, RegionLevel, Stricter


class Region(models.Model):
    """A place or pseudo-place (行政区划). The hierarchy is `parent`, never the digits of the code."""

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=64)
    level = models.SmallIntegerField("层级", choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    kind = models.CharField("性质", max_length=12, choices=RegionKind.choices, default=RegionKind.REAL)
    pinyin = models.CharField("拼音", max_length=160, blank=True, default="")
    initials = models.CharField("拼音首字母", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "行政区划"
        indexes = [
            models.Index(fields=["parent"], name="reference_region_parent"),
            models.Index(fields=["level"], condition=Q(level__lt=5), name="reference_region_upper_levels"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=1, code__regex=r"^\d{6}$")
                | Q(level__in=(2, 3), code__regex=r"^\d{6}$")
                | Q(level=4, code__regex=r"^\d{9}$")
                | Q(level=5, code__regex=r"^\d{12}$"),
                name="reference_region_code_fits_level",
            ),
            models.CheckConstraint(
                condition=Q(level=1, parent=None) | Q(level__gt=1, parent__isnull=False),
                name="reference_region_only_provinces_have_no_parent",
            ),
            models.CheckConstraint(condition=~Q(parent=F("code")), name="reference_region_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(name=""), name="reference_region_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarEdition(models.Model):
    """One change of the calendar; its number tells every process and every duty which calendar was used."""

    document_no = models.CharField("文号", max_length=80)
    recorded_at = models.DateTimeField("登记时间")
    year = models.PositiveSmallIntegerField("公布年份", null=True, blank=True)

    class Meta:
        verbose_name = "日历版本"
        constraints = [
            models.CheckConstraint(condition=~Q(document_no=""), name="reference_calendar_edition_has_a_document"),
        ]

    def __str__(self) -> str:
        return self.document_no


class CalendarDay(models.Model):
    """A day the city's calendar answers otherwise than the table beneath (放假、调休上班)."""

    day = models.DateField("日期", primary_key=True)
    works = models.BooleanField("上班")
    name = models.CharField("说明", max_length=40)
    edition = models.ForeignKey(CalendarEdition, on_delete=models.PROTECT, related_name="days")

    class Meta:
        verbose_name = "日历日"

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CodeList(models.Model):
    """A list of canonical values with Chinese labels (代码表)."""

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=80)
    source = models.CharField("出处", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "代码表"

    def __str__(self) -> str:
        return self.name


class CodeEntry(models.Model):
    """One value of a code list."""

    code_list = models.ForeignKey(CodeList, on_delete=models.CASCADE, related_name="entries")
    value = models.CharField("值", max_length=60)
    label = models.CharField("名称", max_length=120)
    position = models.PositiveIntegerField("顺序")
    verified = models.BooleanField("已核实出处", default=True)
    in_use = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "代码项"
        constraints = [models.UniqueConstraint(fields=["code_list", "value"], name="reference_code_entry_once")]

    def __str__(self) -> str:
        return self.label


class DataElement(models.Model):
    """A standard data element (数据元): what a form field means, so that bundles merge and pre-fill finds."""

    code = models.CharField("代码", max_length=60, primary_key=True)
    label = models.CharField("名称", max_length=60)
    json_schema = models.JSONField("JSON Schema")
    source = models.CharField("可取自", max_length=60, blank=True, default="")
    personal = models.BooleanField("个人信息", default=False)
    position = models.PositiveIntegerField("顺序")

    class Meta:
        verbose_name = "数据元"

    def __str__(self) -> str:
        return self.label


class RulePack(models.Model):
    """The numbers and options one legislator sets (规则包); `region_code` empty for the nation."""

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=80)
    region_code = models.CharField("适用区划", max_length=12, blank=True, default="")

    class Meta:
        verbose_name = "城市规则包"

    def __str__(self) -> str:
        return self.name


class Parameter(models.Model):
    """One value of a pack with the article that sets it, and from when until when."""

    pack = models.ForeignKey(RulePack, on_delete=models.CASCADE, related_name="parameters")
    key = models.CharField("参数", max_length=60)
    value = models.JSONField("取值")
    unit = models.CharField("单位", max_length=20, blank=True, default="")
    stricter = models.CharField("从严规则", max_length=8, choices=[(s.value, s.value) for s in Stricter])
    law = models.CharField("法规", max_length=80, blank=True, default="")
    article = models.CharField("条款", max_length=40, blank=True, default="")
    quote = models.TextField("原文", blank=True, default="")
    note = models.TextField("说明", blank=True, default="")
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "规则参数"
        constraints = [
            models.UniqueConstraint(fields=["pack", "key", "valid_from"], name="reference_parameter_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="reference_parameter_validity"
            ),
            models.CheckConstraint(
                condition=(Q(law="") & Q(quote="") & ~Q(note="")) | (~Q(law="") & ~Q(article="") & ~Q(quote="")),
                name="reference_parameter_cites_or_explains",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class GroundMark(models.Model):
    """One row: the mark of the slow-moving tables, drawn anew by the database whenever one of them changes."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    mark = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.mark
