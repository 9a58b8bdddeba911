"""Dynamic management (动态管理): what was done to items as a whole, and what became of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.catalogue.models.items import ServiceItem
from tongban.catalogue.states import ChangeState, ChangeVerb


class ItemChange(models.Model):
    """One act on an item: insert, split, merge, devolve, transfer, suspend, resume or abolish.

    `item` is the item the act is about (of a merger the new one). Pending: decided, but its day has not come or its
    successors are not published yet. `retires`: the items before are abolished when it takes effect.
    """

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="changes")
    verb = models.CharField("动作", max_length=12, choices=ChangeVerb.choices)
    state = models.CharField("状态", max_length=12, choices=ChangeState.choices, default=ChangeState.PENDING)
    revision = models.PositiveIntegerField("修订号", default=0)
    document_no = models.CharField("文件依据", max_length=200, blank=True, default="")
    reason = models.CharField("原因", max_length=500, blank=True, default="")
    effective_on = models.DateField("生效日期")
    decided_at = models.DateTimeField("决定时间")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    retires = models.BooleanField("取消原事项", default=False)

    class Meta:
        verbose_name = "事项动态调整"
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=ChangeVerb.values), name="catalogue_change_verb_known"),
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="catalogue_change_state_known"),
            models.CheckConstraint(
                condition=Q(state="pending", done_at__isnull=True) | ~Q(state="pending") & Q(done_at__isnull=False),
                name="catalogue_change_done_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_on"], condition=Q(state=ChangeState.PENDING), name="catalogue_change_pending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.item_id}"


class Lineage(models.Model):
    """One item became another (沿革): statistics and histories follow these lines; cases keep their version."""

    change = models.ForeignKey(ItemChange, on_delete=models.PROTECT, related_name="lines")
    before = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="origins")

    class Meta:
        verbose_name = "事项沿革"
        constraints = [
            models.UniqueConstraint(fields=["change", "before", "after"], name="catalogue_lineage_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="catalogue_lineage_leads_on"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id}→{self.after_id}"
