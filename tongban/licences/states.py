"""The life of a licence (pure). `expired` and `not yet valid` follow from dates and are never stored."""

from __future__ import annotations

import datetime as dt

from django.db import models

from tongban.kernel.lifecycle import Lifecycle, Move


class LicenceState(models.TextChoices):
    """What is stored."""

    VALID = "valid", "有效"
    SUSPENDED = "suspended", "暂扣"
    REVOKED = "revoked", "已撤销"
    CANCELLED = "cancelled", "已注销"
    SUPERSEDED = "superseded", "已换发"


class LicenceStatus(models.TextChoices):
    """What is shown: the stored state and the day together."""

    VALID = "valid", "有效"
    NOT_YET_VALID = "not_yet_valid", "尚未生效"
    EXPIRED = "expired", "已过期"
    SUSPENDED = "suspended", "暂扣"
    REVOKED = "revoked", "已撤销"
    CANCELLED = "cancelled", "已注销"
    SUPERSEDED = "superseded", "已换发"


class VerdictKind(models.TextChoices):
    """What a verification found."""

    VALID = "valid", "真实有效"
    NOT_YET_VALID = "not_yet_valid", "真实，尚未生效"
    EXPIRED = "expired", "真实，但已过期"
    SUSPENDED = "suspended", "真实，但已暂扣"
    REVOKED = "revoked", "真实，但已撤销"
    CANCELLED = "cancelled", "真实，但已注销"
    SUPERSEDED = "superseded", "真实，但已换发新版"
    ALTERED = "altered", "内容被改动，不可采信"
    CODE_EXPIRED = "code_expired", "出示码已过期"
    UNKNOWN = "unknown", "查无此证"


LIVING = (LicenceState.VALID.value, LicenceState.SUSPENDED.value)
"""States in which a licence takes the one place its type gives its holder."""

_VALID, _SUSPENDED = LicenceState.VALID.value, LicenceState.SUSPENDED.value

LICENCE_LIFECYCLE = Lifecycle(
    "licence",
    {str(value): str(label) for value, label in LicenceState.choices},
    _VALID,
    [
        Move("suspend", "暂扣", frozenset({_VALID}), _SUSPENDED, "issuer", basis="行政处罚法第九条第三项"),
        Move("restore", "恢复", frozenset({_SUSPENDED}), _VALID, "issuer"),
        Move(
            "revoke", "撤销", frozenset({_VALID, _SUSPENDED}), LicenceState.REVOKED.value, "issuer",
            basis="行政许可法第六十九条",
        ),
        Move(
            "cancel", "注销", frozenset({_VALID, _SUSPENDED}), LicenceState.CANCELLED.value, "issuer",
            basis="行政许可法第七十条",
        ),
        Move(
            "supersede", "换发", frozenset({_VALID}), LicenceState.SUPERSEDED.value, "issuer",
            basis="行政许可法第四十九条、第五十条",
        ),
    ],
)  # fmt: skip


def status_on(day: dt.date, *, state: str, valid_from: dt.date, valid_to: dt.date | None) -> LicenceStatus:
    """What a licence counts as on `day`; both ends of the validity are included."""
    if state != LicenceState.VALID:
        return LicenceStatus(state)
    if day < valid_from:
        return LicenceStatus.NOT_YET_VALID
    if valid_to is not None and day > valid_to:
        return LicenceStatus.EXPIRED
    return LicenceStatus.VALID
