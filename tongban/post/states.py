"""The life of a parcel, what tracking events say, what is owed by when (pure)."""

from __future__ import annotations

from django.db import models

from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move


class Direction(models.TextChoices):
    """Which way the parcel goes."""

    TO_APPLICANT = "to_applicant", "寄给申请人"
    TO_AUTHORITY = "to_authority", "寄给承办单位"


class CourierState(models.TextChoices):
    """Where a parcel stands."""

    ORDERED = "ordered", "已下单，待揽收"
    COLLECTED = "collected", "已揽收"
    IN_TRANSIT = "in_transit", "运输中"
    DELIVERED = "delivered", "已妥投"
    RETURNED = "returned", "已退回"
    LOST = "lost", "已丢失"
    CANCELLED = "cancelled", "已取消"


MOVING = (CourierState.ORDERED.value, CourierState.COLLECTED.value, CourierState.IN_TRANSIT.value)
"""States in which something is still to happen."""

_S = CourierState


def _from(*states: CourierState) -> frozenset[str]:
    return frozenset(state.value for state in states)


# Messages of couriers get lost and overtake each other, so each move may start from every state that comes before it;
# a parcel that was given up as lost may turn up again.
COURIER_LIFECYCLE = Lifecycle(
    "courier_order",
    {str(value): str(label) for value, label in CourierState.choices},
    _S.ORDERED.value,
    [
        Move("collect", "揽收", _from(_S.ORDERED), _S.COLLECTED.value, "courier", ClockEffect.START),
        Move(
            "carry", "运输", _from(_S.ORDERED, _S.COLLECTED, _S.IN_TRANSIT, _S.LOST), _S.IN_TRANSIT.value, "courier",
            ClockEffect.START,
        ),
        Move(
            "deliver", "妥投", _from(_S.ORDERED, _S.COLLECTED, _S.IN_TRANSIT, _S.LOST), _S.DELIVERED.value, "courier",
            ClockEffect.STOP,
        ),
        Move(
            "return", "退回", _from(_S.ORDERED, _S.COLLECTED, _S.IN_TRANSIT, _S.LOST), _S.RETURNED.value, "courier",
            ClockEffect.STOP,
        ),
        Move(
            "lose", "丢失", _from(_S.ORDERED, _S.COLLECTED, _S.IN_TRANSIT), _S.LOST.value, "courier", ClockEffect.STOP
        ),
        Move("cancel", "取消寄递", _from(_S.ORDERED), _S.CANCELLED.value, "sender", ClockEffect.STOP),
    ],
)  # fmt: skip


class EventKind(models.TextChoices):
    """What a courier tells of a parcel."""

    COLLECTED = "collected", "已揽收"
    IN_TRANSIT = "in_transit", "运输中"
    DELIVERED = "delivered", "已妥投"
    RETURNED = "returned", "已退回"
    LOST = "lost", "已丢失"


VERB_OF = {
    EventKind.COLLECTED.value: "collect",
    EventKind.IN_TRANSIT.value: "carry",
    EventKind.DELIVERED.value: "deliver",
    EventKind.RETURNED.value: "return",
    EventKind.LOST.value: "lose",
}

POST_MOVING = DutyKind("post.moving", "寄递没有动静，催问", "城市规则包：post.stall_limit")
POST_CONFIRM = DutyKind("post.confirm", "核对寄到的原件", "城市规则包：post.confirm_limit")
POST_SETTLE = DutyKind("post.settle", "处理退回、丢失的寄递件", "城市规则包：post.settle_limit")
register(POST_MOVING, POST_CONFIRM, POST_SETTLE)
