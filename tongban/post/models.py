"""Tables of the room `post`. Names, phones and addresses are sealed together; nothing can be searched by them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.post.states import CourierState, Direction, EventKind


class CourierOrder(models.Model):
    """One parcel (寄递单) for an object of the house (a case)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("寄递单号", max_length=20, unique=True)
    about_type = models.CharField("对象类型", max_length=40)
    about_id = models.CharField("对象编号", max_length=120)
    item_name = models.CharField("事项", max_length=300, blank=True, default="")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    direction = models.CharField("方向", max_length=12, choices=Direction.choices)
    sender_cipher = models.BinaryField("寄件人（密文）")
    recipient_cipher = models.BinaryField("收件人（密文）")
    courier = models.CharField("寄递企业", max_length=32)
    tracking_no = models.CharField("运单号", max_length=40, blank=True, default="")
    state = models.CharField("状态", max_length=12, choices=CourierState.choices, default=CourierState.ORDERED)
    revision = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField("下单时间")
    moved_at = models.DateTimeField("最近动静")
    delivered_at = models.DateTimeField("妥投时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    complete = models.BooleanField("材料齐全", null=True, blank=True)
    note = models.CharField("说明", max_length=500, blank=True, default="")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "寄递单"
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="post_order_about"),
            models.Index(fields=["party", "-id"], name="post_order_party"),
            models.Index(
                fields=["moved_at"],
                condition=Q(state__in=("ordered", "collected", "in_transit")),
                name="post_order_moving",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["courier", "tracking_no"], condition=~Q(tracking_no=""), name="post_order_tracked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at=None)),
                name="post_order_delivered_when_delivered",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, complete=None)
                | Q(confirmed_at__isnull=False, complete__isnull=False, delivered_at__isnull=False),
                name="post_order_confirmed_after_delivery",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ParcelContent(models.Model):
    """One kind of paper in the parcel."""

    order = models.ForeignKey(CourierOrder, on_delete=models.CASCADE, related_name="contents")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("材料", max_length=200)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    original = models.BooleanField("原件")

    class Meta:
        verbose_name = "寄递内容"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "name"], name="post_content_once"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="post_content_of_something"),
        ]

    def __str__(self) -> str:
        return self.name


class TrackingEvent(models.Model):
    """What the courier told, once per event; told late it is kept but moves nothing back."""

    order = models.ForeignKey(CourierOrder, on_delete=models.CASCADE, related_name="events")
    event_id = models.CharField("事件编号", max_length=100)
    kind = models.CharField("种类", max_length=12, choices=EventKind.choices)
    at = models.DateTimeField("发生时间")
    place = models.CharField("地点", max_length=100, blank=True, default="")
    received_at = models.DateTimeField("收到时间")
    applied = models.BooleanField("改变了状态")

    class Meta:
        verbose_name = "寄递轨迹"
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["order", "event_id"], name="post_event_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
