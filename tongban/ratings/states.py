"""Levels, stages and the life of a bad rating (pure).

The internal order of levels is 5 非常满意 … 1 非常不满意: the more, the better. National feeds count the other way
round (GB/T 39046: 1 is 非常满意); their codes live in `feeds` only.
"""

from __future__ import annotations

from django.db import models

from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move


class Level(models.IntegerChoices):
    """How satisfied (GB/T 39734, 7.3)."""

    VERY_SATISFIED = 5, "非常满意"
    SATISFIED = 4, "满意"
    FAIRLY_SATISFIED = 3, "基本满意"
    DISSATISFIED = 2, "不满意"
    VERY_DISSATISFIED = 1, "非常不满意"


BAD = (Level.DISSATISFIED.value, Level.VERY_DISSATISFIED.value)
"""差评: the two lowest levels."""

GOOD = (Level.VERY_SATISFIED.value, Level.SATISFIED.value, Level.FAIRLY_SATISFIED.value)
"""好评: the three upper levels."""

DEFAULT_LEVEL = Level.SATISFIED
"""What an unrated case counts as where the city sets a default at all; always flagged."""

SCORES: dict[int, int] = {5: 10, 4: 8, 3: 6, 2: 3, 1: 0}
"""Points of the ten-point score (广东: 10 / 8 / 6 / 3 / 0)."""


class Stage(models.TextChoices):
    """Which part of the handling is rated (评价阶段)."""

    ACCEPTANCE = "acceptance", "受理"
    CLOSING = "closing", "办结"
    VISIT = "visit", "到厅"


class InvitationState(models.TextChoices):
    """What became of an invitation."""

    OPEN = "open", "待评价"
    RATED = "rated", "已评价"
    DEFAULTED = "defaulted", "默认评价"


INVITATION_LIFECYCLE = Lifecycle(
    "rating_invitation",
    {str(value): str(label) for value, label in InvitationState.choices},
    InvitationState.OPEN.value,
    [
        Move(
            "rate",
            "评价",
            frozenset({InvitationState.OPEN.value, InvitationState.DEFAULTED.value}),
            InvitationState.RATED.value,
            "applicant",
        ),
        Move("default", "默认评价", frozenset({InvitationState.OPEN.value}), InvitationState.DEFAULTED.value, "system"),
    ],
)


class Finding(models.TextChoices):
    """What verifying a bad rating showed."""

    VALID = "valid", "情况属实"
    MISTAKEN = "mistaken", "误评"
    MALICIOUS = "malicious", "恶意评价"


class RectificationState(models.TextChoices):
    """Where the handling of a bad rating stands."""

    TO_CONTACT = "to_contact", "待核实"
    TO_RECTIFY = "to_rectify", "待整改"
    RECTIFIED = "rectified", "已整改，待回访"
    CLOSED = "closed", "已回访"
    DISMISSED = "dismissed", "不成立"


def _move(
    verb: str,
    label: str,
    source: RectificationState,
    target: RectificationState,
    effect: ClockEffect = ClockEffect.STOP,
) -> Move:
    basis = "安阳市政务服务条例第五十二条第二款"
    return Move(verb, label, frozenset({source.value}), target.value, "handler", effect, basis=basis)


RECTIFICATION_LIFECYCLE = Lifecycle(
    "rectification",
    {str(value): str(label) for value, label in RectificationState.choices},
    RectificationState.TO_CONTACT.value,
    [
        _move("confirm", "核实属实", RectificationState.TO_CONTACT, RectificationState.TO_RECTIFY),
        _move("dismiss", "核实不成立", RectificationState.TO_CONTACT, RectificationState.DISMISSED),
        _move("rectify", "整改", RectificationState.TO_RECTIFY, RectificationState.RECTIFIED),
        _move("call_back", "回访", RectificationState.RECTIFIED, RectificationState.CLOSED, ClockEffect.NONE),
    ],
)
