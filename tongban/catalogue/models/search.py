"""What the search looks at: derived from items and their published versions, and made anew at any time."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Collate, Left, Length

from tongban.catalogue.models.items import ServiceItem


def _within(weights: str) -> Func:
    """The words of these weights only: the planner then knows how many documents have a word in their name."""
    return Func(F("vector"), Value("{" + weights + "}"), function="ts_filter")


def _beginning(field: str) -> Collate:
    """For an index that finds what a text begins with, whatever the collation of the database."""
    return Collate(Left(field, BEGINNING), "C")


BEGINNING = 60
"""Characters of a text that indexes of its beginning hold."""


class SearchDocument(models.Model):
    """One item as the search sees it. `folded` is the name in lower case and half width, `size` its length.

    `vector` holds words by weight: A the name, B aliases, C entry, themes, codes and department, D materials.
    Pinyin: the full reading without blanks, and the initials (公证办理 → gongzhengbanli, gzbl), for name, aliases and
    entry; `sounds` holds their letters in pairs and triples. What lists are narrowed and ordered by rides along, so
    that a search reads this one table.
    """

    item = models.OneToOneField(ServiceItem, on_delete=models.CASCADE, primary_key=True, related_name="+")
    vector = SearchVectorField()
    folded = models.TextField()
    size = models.GeneratedField(
        expression=Length("folded"), output_field=models.IntegerField(), db_persist=True, editable=False
    )
    aliases = models.TextField(blank=True, default="")
    pinyin = models.TextField(blank=True, default="")
    initials = models.TextField(blank=True, default="")
    sounds = SearchVectorField(default="")
    applicant_kinds = models.JSONField(default=list)
    code = models.CharField(max_length=33, blank=True, default="")
    region_code = models.CharField(max_length=12, blank=True, default="")
    item_kind = models.CharField(max_length=20, blank=True, default="")
    owner = models.BigIntegerField("实施部门", default=0)

    class Meta:
        verbose_name = "检索文档"
        indexes = [
            GinIndex(fields=["vector"], name="catalogue_search_vector"),
            GinIndex(_within("a"), name="catalogue_search_name"),
            GinIndex(_within("a,b"), name="catalogue_search_alias"),
            GinIndex(_within("a,b,c"), name="catalogue_search_owner"),
            GinIndex(fields=["sounds"], name="catalogue_search_sounds"),
            models.Index(fields=["size", "code"], name="catalogue_search_order"),
            models.Index(Left("pinyin", BEGINNING), F("code"), name="catalogue_search_listing"),
            models.Index(_beginning("folded"), name="catalogue_search_folded"),
            models.Index(_beginning("pinyin"), name="catalogue_search_pinyin"),
            models.Index(_beginning("initials"), name="catalogue_search_initials"),
        ]

    def __str__(self) -> str:
        return self.folded
