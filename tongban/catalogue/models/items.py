"""Catalogue entries and the items that implement them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.catalogue.states import OWN, ItemKind, ItemState


class CatalogueEntry(models.Model):
    """An entry of the basic catalogue (基本目录): the same name, code and kind on all levels (四级四同)."""

    catalog_code = models.CharField("基本编码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=300)
    item_kind = models.CharField("事项类型", max_length=20, choices=ItemKind.choices)
    main_code = models.CharField("主项编码", max_length=40, blank=True, default="")
    main_name = models.CharField("主项名称", max_length=300, blank=True, default="")
    origin = models.CharField("来源", max_length=40, default=OWN)

    class Meta:
        verbose_name = "基本目录"
        constraints = [
            models.CheckConstraint(
                condition=Q(catalog_code__regex=r"^[0-9A-Z]{12}$"), name="catalogue_entry_code_has_12_characters"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="catalogue_entry_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceItem(models.Model):
    """An item of the implementation list, or one of its handling items (实施清单, 业务办理项).

    `code` is what tells units apart: the handling code where there is one, else the task code. Parents of handling
    items may be absent. The region is kept by code, because catalogues of other places name regions a city never
    loads. `origin` is `own` or the name of the feed that owns the content.
    """

    code = models.CharField("编码", max_length=33, unique=True)
    task_code = models.CharField("实施编码", max_length=31, db_index=True)
    handling_code = models.CharField("业务办理项编码", max_length=33, blank=True, default="")
    local_code = models.CharField("地方编码", max_length=40, blank=True, default="")
    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT, related_name="items")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="", db_index=True)
    name = models.CharField("名称", max_length=300)
    aliases = models.JSONField("简称和俗称", default=list, blank=True)
    item_kind = models.CharField("事项类型", max_length=20, choices=ItemKind.choices)
    exercise_level = models.CharField("行使层级", max_length=1, blank=True, default="")
    origin = models.CharField("来源", max_length=40, default=OWN)
    state = models.CharField("状态", max_length=12, choices=ItemState.choices, default=ItemState.IN_USE)
    revision = models.PositiveIntegerField("修订号", default=0)

    class Meta:
        verbose_name = "政务服务事项"
        constraints = [
            models.CheckConstraint(
                condition=Q(handling_code="", code=F("task_code")) | ~Q(handling_code="") & Q(code=F("handling_code")),
                name="catalogue_item_code_is_handling_or_task_code",
            ),
            models.CheckConstraint(condition=Q(task_code__regex=r"^[0-9A-Z]{31}$"), name="catalogue_item_task_code_31"),
            models.CheckConstraint(
                condition=Q(handling_code="") | Q(handling_code__regex=r"^[0-9A-Z]{33}$"),
                name="catalogue_item_handling_code_33",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="catalogue_item_has_a_name"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="catalogue_item_state_known"),
        ]
        indexes = [models.Index(fields=["department", "state"], name="catalogue_item_department")]

    def __str__(self) -> str:
        return self.name
