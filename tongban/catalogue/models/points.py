"""Which items are handled at which hall or service point (就近办)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.catalogue.models.items import ServiceItem


class Offering(models.Model):
    """An item handled at a hall or point, from a day until a day (exclusive); open while `until` is NULL."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="offerings")
    hall = models.ForeignKey("orgs.Hall", on_delete=models.PROTECT, related_name="+")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    basis = models.CharField("下放依据", max_length=300)

    class Meta:
        verbose_name = "就近办事项"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "hall"], condition=Q(until=None), name="catalogue_offering_once_at_a_point"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="catalogue_offering_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["hall", "item"], name="catalogue_offering_hall")]

    def __str__(self) -> str:
        return f"{self.item_id}@{self.hall_id}"
