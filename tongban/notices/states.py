"""Kinds and states of the room `notices` (pure)."""

from __future__ import annotations

from django.db import models

from tongban.kernel.lifecycle import Lifecycle, Move


class OutboxChannel(models.TextChoices):
    """By which way a message leaves the house."""

    SMS = "sms", "短信"
    MAIL = "mail", "电子邮件"


class OutboxState(models.TextChoices):
    """What became of an outgoing message."""

    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


OUTBOX = Lifecycle(
    "outbox_message",
    dict(OutboxState.choices),
    OutboxState.QUEUED,
    [
        Move("send", "发送", frozenset({OutboxState.QUEUED, OutboxState.FAILED}), OutboxState.SENT, "system"),
        Move("fail", "记为失败", frozenset({OutboxState.QUEUED, OutboxState.FAILED}), OutboxState.FAILED, "system"),
    ],
)
