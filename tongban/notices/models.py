"""Tables of the room `notices`. Recipients are plain ids: the rooms that own them stand higher in the house."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.notices.states import OutboxChannel, OutboxState


class TemplateRevision(models.Model):
    """A city's own wording of a template; the newest number is used, older ones are kept."""

    code = models.CharField("模板编码", max_length=64)
    number = models.PositiveIntegerField("版本")
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    sms = models.CharField("短信", max_length=500, blank=True, default="")
    revised_at = models.DateTimeField("修订时间")

    class Meta:
        verbose_name = "消息模板修订"
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="notices_template_revision_once")]

    def __str__(self) -> str:
        return f"{self.code}/{self.number}"


class InboxMessage(models.Model):
    """A notice in the app, to one party or one officer (站内消息)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party_id = models.BigIntegerField("办事人", null=True, blank=True)
    officer_id = models.BigIntegerField("工作人员", null=True, blank=True)
    template = models.CharField("模板编码", max_length=64)
    template_version = models.PositiveIntegerField("模板版本", default=0)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    link = models.CharField("链接", max_length=300, blank=True, default="")
    dedupe_key = models.CharField("去重键", max_length=160, blank=True, default="")
    sent_at = models.DateTimeField("发送时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "站内消息"
        constraints = [
            models.CheckConstraint(
                condition=Q(party_id__isnull=False, officer_id__isnull=True)
                | Q(party_id__isnull=True, officer_id__isnull=False),
                name="notices_inbox_one_recipient",
            ),
            models.UniqueConstraint(
                fields=["party_id", "dedupe_key"],
                condition=~Q(dedupe_key="") & Q(party_id__isnull=False),
                name="notices_inbox_once_per_party",
            ),
            models.UniqueConstraint(
                fields=["officer_id", "dedupe_key"],
                condition=~Q(dedupe_key="") & Q(officer_id__isnull=False),
                name="notices_inbox_once_per_officer",
            ),
        ]
        indexes = [
            models.Index(fields=["party_id", "-id"], condition=Q(party_id__isnull=False), name="notices_inbox_party"),
            models.Index(
                fields=["officer_id", "-id"], condition=Q(officer_id__isnull=False), name="notices_inbox_officer"
            ),
            models.Index(
                fields=["party_id"],
                condition=Q(read_at__isnull=True, party_id__isnull=False),
                name="notices_inbox_party_unread",
            ),
            models.Index(
                fields=["officer_id"],
                condition=Q(read_at__isnull=True, officer_id__isnull=False),
                name="notices_inbox_officer_unread",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class OutboxMessage(models.Model):
    """A short message or mail that belongs to an inbox message; the address is kept encrypted (待发消息)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(InboxMessage, on_delete=models.PROTECT, related_name="outgoing")
    channel = models.CharField("通道", max_length=8, choices=OutboxChannel.choices)
    to_cipher = models.BinaryField("接收号码（密文）")
    to_masked = models.CharField("接收号码（脱敏）", max_length=100)
    subject = models.CharField("主题", max_length=200, blank=True, default="")
    body = models.TextField("内容")
    state = models.CharField("状态", max_length=8, choices=OutboxState.choices, default=OutboxState.QUEUED)
    revision = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    adapter = models.CharField("适配器", max_length=40, blank=True, default="")
    provider_ref = models.CharField("服务商回执号", max_length=100, blank=True, default="")
    queued_at = models.DateTimeField("入列时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        verbose_name = "待发消息"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="notices_outbox_one_per_channel"),
            models.CheckConstraint(condition=Q(state__in=OutboxState.values), name="notices_outbox_state_known"),
            models.CheckConstraint(
                condition=~Q(state=OutboxState.SENT) | Q(sent_at__isnull=False), name="notices_outbox_sent_has_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="notices_outbox_state")]

    def __str__(self) -> str:
        return str(self.uid)
