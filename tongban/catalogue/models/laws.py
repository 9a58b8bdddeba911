"""Laws as rows, and the powers that rest on them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.catalogue.models.items import CatalogueEntry


class Law(models.Model):
    """A law, regulation or rule (法律法规规章) with its time in force.

    Guides name their laws in words; `catalogue_law_key` in the database makes one key of the ways a title is written.
    At most one law of a key is in force (unique index of migration 0009).
    """

    title = models.CharField("名称", max_length=200)
    document_no = models.CharField("文号", max_length=100, blank=True, default="")
    in_force_from = models.DateField("施行日期", null=True, blank=True)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    repeal_document_no = models.CharField("废止文号", max_length=100, blank=True, default="")
    repealed_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "法律法规规章"
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="catalogue_law_has_a_title"),
            models.CheckConstraint(
                condition=Q(repealed_on__isnull=True)
                | Q(in_force_from__isnull=True)
                | Q(repealed_on__gte=F("in_force_from")),
                name="catalogue_law_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(repealed_by__isnull=True) | Q(repealed_on__isnull=False),
                name="catalogue_law_replaced_is_repealed",
            ),
            models.CheckConstraint(condition=~Q(repealed_by=F("id")), name="catalogue_law_not_repealed_by_itself"),
        ]

    def __str__(self) -> str:
        return self.title


class PowerBasis(models.Model):
    """An article that a power of the list (目录条目) rests on, whatever the guides of its items cite."""

    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT, related_name="+")
    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="powers")
    article = models.CharField("条款", max_length=100, blank=True, default="")

    class Meta:
        verbose_name = "权力依据"
        constraints = [
            models.UniqueConstraint(fields=["entry", "law", "article"], name="catalogue_power_basis_once"),
        ]

    def __str__(self) -> str:
        return f"{self.law_id}{self.article}"
