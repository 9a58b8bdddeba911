"""What agreement and state allow. `check_x` raises with a sentence; pages ask the same functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tongban.cross_region import errors
from tongban.cross_region.models import CrossRegionCase
from tongban.cross_region.states import (
    CROSS_REGION_LIFECYCLE,
    ENDED,
    PAPER_LIFECYCLE,
    STATE_LABELS,
    CrossRegionState,
    Mode,
    Side,
)

WITHDRAWABLE = CROSS_REGION_LIFECYCLE.moves[CrossRegionState.WITHDRAWN].sources
"""States from which the competent place may still say that the application is withdrawn."""


def check_agreed(item_code: str, items: Collection[str]) -> None:
    """Raises `ItemNotAgreed`."""
    if item_code not in items:
        raise errors.ItemNotAgreed(item_code=item_code)


def exit_of(mode: str, chosen: str, *, intake_region: str, competent_region: str) -> str:
    """Where the result is handed over: the choice, else with the competent place for what is wholly on-line, and with
    the intake place for the rest. Raises `ExitPlaceUnknown`."""
    usual = competent_region if mode == Mode.FULLY_ONLINE else intake_region
    region = chosen or usual
    if region not in (intake_region, competent_region):
        raise errors.ExitPlaceUnknown(region=region)
    return region


def check_side(case: CrossRegionCase, side: Side, step: str) -> None:
    """Raises `NotThisSide`."""
    if case.side != side:
        raise errors.NotThisSide(step=step, side="收件地" if side == Side.INTAKE else "办理地")


def check_under_way(case: CrossRegionCase, step: str) -> None:
    """Raises `AlreadyEnded`."""
    if case.state in ENDED:
        raise errors.AlreadyEnded(state=STATE_LABELS[case.state].removeprefix("已"), step=step)


def check_supplement(case: CrossRegionCase, orders: Collection[int]) -> None:
    """Exactly what the one-time notice names, all of it at once. Raises `NothingToSupplement`."""
    wanted: list[Mapping[str, Any]] = case.wanted
    if case.state != CrossRegionState.SUPPLEMENT_NOTIFIED or {int(one["order"]) for one in wanted} != set(orders):
        raise errors.NothingToSupplement()


def check_to_hand_over(case: CrossRegionCase) -> None:
    """Raises `ResultNotHere`."""
    if not case.to_hand_over or case.handed_over_at is not None:
        raise errors.ResultNotHere(state=STATE_LABELS[case.state])


def paper_steps(side: str, state: str) -> tuple[tuple[str, str], ...]:
    """Verb and label of what this side can do now with a paper in this state."""
    return tuple((move.verb, move.label) for move in PAPER_LIFECYCLE.allowed(state) if move.seat == side)
