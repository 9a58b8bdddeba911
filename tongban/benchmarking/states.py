"""States of a pair, and how it was found."""

from __future__ import annotations

from django.db import models


class PairState(models.TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", "待确认"
    ACCEPTED = "accepted", "已确认"
    REFUSED = "refused", "已拒绝"


class Method(models.TextChoices):
    """How two items were found to be the same."""

    CODE = "code", "基本编码"
    NAME = "name", "名称"
    CONTENT = "content", "内容"
    HAND = "hand", "人工"
