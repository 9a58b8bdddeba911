"""What the search looks at: derived from items and their published versions, and made anew at any time."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tongban.catalogue.models.items import ServiceItem


class SearchDocument(models.Model):
    """One item as the search sees it. `folded` is the name in lower case and half width.

    Pinyin: the full reading without blanks, and the initials (公证办理 → gongzhengbanli, gzbl), for name and aliases.
    """

    item = models.OneToOneField(ServiceItem, on_delete=models.CASCADE, primary_key=True, related_name="+")
    vector = SearchVectorField()
    folded = models.TextField()
    aliases = models.TextField(blank=True, default="")
    pinyin = models.TextField(blank=True, default="")
    initials = models.TextField(blank=True, default="")
    applicant_kinds = models.JSONField(default=list)

    class Meta:
        verbose_name = "检索文档"
        indexes = [GinIndex(fields=["vector"], name="catalogue_search_vector")]

    def __str__(self) -> str:
        return self.folded
