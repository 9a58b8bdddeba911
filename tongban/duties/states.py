"""States of a duty, the lamp, and the kinds of duties that rooms define."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move


class DutyState(models.TextChoices):
    """Where a duty stands."""

    OPEN = "open", _("计时中")
    PAUSED = "paused", _("暂停计时")
    DISCHARGED = "discharged", _("已完成")
    CANCELLED = "cancelled", _("已取消")


RUNNING = (DutyState.OPEN.value, DutyState.PAUSED.value)

LIFECYCLE = Lifecycle(
    "duty",
    {state.value: str(state.label) for state in DutyState},
    DutyState.OPEN.value,
    [
        Move(
            "pause",
            "暂停计时",
            frozenset({"open"}),
            "paused",
            "system",
            ClockEffect.PAUSE,
            "暂停计时文书",
            "行政许可法45",
        ),
        Move("resume", "恢复计时", frozenset({"paused"}), "open", "system", ClockEffect.RESUME, basis="行政许可法45"),
        Move("discharge", "完成", frozenset(RUNNING), "discharged", "system", ClockEffect.STOP),
        Move("cancel", "取消", frozenset(RUNNING), "cancelled", "system", ClockEffect.STOP),
    ],
)


class Lamp(models.TextChoices):
    """The supervisor's lamp (电子监察). Never shown by colour alone."""

    GREEN = "green", _("正常")
    YELLOW = "yellow", _("临近到期")
    RED = "red", _("超期")
    GREY = "grey", _("不计时")


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A kind of duty, registered by `register`. `basis` is the article it rests on.

    `round_the_clock` duties end at 24:00 whatever the business hours, because what is owed can be handed in at any
    time (an applicant's supplement on the portal).
    """

    code: str
    text: str
    basis: str = ""
    round_the_clock: bool = False

    def __str__(self) -> str:
        return self.code


_kinds: dict[str, DutyKind] = {}


def register(*new: DutyKind) -> None:
    """Make kinds of duties known; rooms above do it when they are loaded.

    Raises `TypeError` where a code is taken with another meaning.
    """
    for kind in new:
        known = _kinds.setdefault(kind.code, kind)
        if known != kind:
            raise TypeError(f"duty kind {kind.code!r} defined twice: {known!r} and {kind!r}")


def kind_of(code: str) -> DutyKind:
    """The registered kind; a bare one, named by its code, where no loaded room defines it."""
    return _kinds.get(code) or DutyKind(code, code)


def kinds() -> dict[str, DutyKind]:
    """Every registered kind, by code."""
    return dict(sorted(_kinds.items()))
