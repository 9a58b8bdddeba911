"""Benchmarking: comparisons with another place, their pairs, weak links, improvements with their gain, the board."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from tongban.benchmarking import selectors, services
from tongban.benchmarking.states import ImprovementState, PairState
from tongban.kernel import clock
from tongban.openapi.auth import actor_of
from tongban.openapi.resources.catalogue import EARLIEST, LATEST
from tongban.openapi.schemas import benchmarking as s
from tongban.openapi.schemas.cases import Strict

router = Router(tags=["对标优化"])
RowId = Annotated[int, Field(ge=1, le=2**62)]
Day = Annotated[dt.date, Field(ge=EARLIEST, le=LATEST)]


class NumberedPage(Strict):
    """Which page; one with no rows is after the last."""

    page: int = Field(default=1, ge=1, le=10_000)
    size: int = Field(default=20, ge=1, le=200)


class PairQuery(NumberedPage):
    """Pairs in which state; `candidates`: those too that nobody proposes."""

    state: Literal[""] | PairState = ""
    candidates: bool = False


class WeakLinkQuery(Strict):
    """How many."""

    size: int = Field(default=30, ge=1, le=500)


class ImprovementQuery(NumberedPage):
    """Which improvements."""

    state: Literal[""] | ImprovementState = ""
    department_id: RowId | None = None


class PeriodQuery(Strict):
    """Both days included; without them this year until today."""

    since: Day | None = None
    until: Day | None = None


@router.get("/comparisons", response=list[s.ComparisonOut], operation_id="comparisons", summary="对标比对记录")
def comparisons(request: HttpRequest, query: Query[NumberedPage]) -> list[selectors.ComparisonView]:
    """Comparisons with other places, latest first."""
    return selectors.comparisons(viewer=actor_of(request), number=query.page, limit=query.size)


@router.get(
    "/comparisons/{comparison_uid}", response=s.ComparisonWholeOut, operation_id="comparison", summary="一次对标比对"
)
def comparison(request: HttpRequest, comparison_uid: UUID) -> selectors.ComparisonView:
    """One comparison with what was wrong with their file."""
    return selectors.comparison(str(comparison_uid), viewer=actor_of(request))


@router.get(
    "/comparisons/{comparison_uid}/pairs", response=list[s.PairOut], operation_id="comparison_pairs", summary="对标配对"
)
def pairs(request: HttpRequest, comparison_uid: UUID, query: Query[PairQuery]) -> list[selectors.PairView]:
    """The pairs within the caller's departments, in the order of our codes, each with how and why it was found."""
    actor = actor_of(request)
    found = selectors.comparison(str(comparison_uid), viewer=actor)
    return selectors.pair_page(
        found.uid,
        viewer=actor,
        state=str(query.state),
        candidates=query.candidates,
        number=query.page,
        size=query.size,
    )


@router.get(
    "/comparisons/{comparison_uid}/weak-links",
    response=list[s.WeakLinkOut],
    operation_id="weak_links",
    summary="短板（差距×办件量）",
)
def weak_links(request: HttpRequest, comparison_uid: UUID, query: Query[WeakLinkQuery]) -> list[selectors.WeakLink]:
    """Our items that lag, over the accepted pairs, the heaviest first."""
    actor = actor_of(request)
    found = selectors.comparison(str(comparison_uid), viewer=actor)
    return selectors.lagging(found.uid, viewer=actor)[: query.size]


@router.post("/pairs/{pair_id}/accept", response=s.PairOut, operation_id="accept_pair", summary="确认配对")
def accept_pair(request: HttpRequest, pair_id: Path[RowId], payload: s.NoteIn) -> selectors.PairView:
    """The two are the same item; another partner of the same item is a proposal again."""
    return services.accept_pair(pair_id=pair_id, note=payload.note, actor=actor_of(request))


@router.post("/pairs/{pair_id}/refuse", response=s.PairOut, operation_id="refuse_pair", summary="拒绝配对")
def refuse_pair(request: HttpRequest, pair_id: Path[RowId], payload: s.NoteIn) -> selectors.PairView:
    """The two are not the same item; they are not proposed again."""
    return services.refuse_pair(pair_id=pair_id, note=payload.note, actor=actor_of(request))


@router.get("/improvements", response=list[s.ImprovementOut], operation_id="improvements", summary="对标优化任务")
def improvements(request: HttpRequest, query: Query[ImprovementQuery]) -> list[dict[str, object]]:
    """Improvements of the caller's departments with their state and measured gain, those due first at the top."""
    found = selectors.improvements(
        viewer=actor_of(request),
        state=str(query.state),
        department_id=query.department_id,
        number=query.page,
        limit=query.size,
    )
    return [_improvement(one) for one in found]


def _improvement(found: selectors.ImprovementView) -> dict[str, object]:
    """The view as the document names its parts."""
    gain = {name: getattr(found, name) for name in s.GainOut.model_fields} if found.measured_at else None
    plain = {name: getattr(found, name) for name in s.ImprovementOut.model_fields if hasattr(found, name)}
    return {**plain, "element": found.aim.element, "element_label": found.aim.label, "gain": gain}


@router.get("/scoreboard", response=s.ScoreboardOut, operation_id="scoreboard", summary="对标优化分档评价")
def scoreboard(request: HttpRequest, query: Query[PeriodQuery]) -> dict[str, object]:
    """The caller's departments in bands, by the improvements assigned in a period."""
    today = clock.today()
    board = selectors.scoreboard(
        since=query.since or today.replace(month=1, day=1), until=query.until or today, viewer=actor_of(request)
    )
    departments = [{**asdict(one), "band_label": one.band_label} for one in board.departments]
    return {
        **{name: getattr(board, name) for name in ("since", "until", "reached", "late", "days_spared")},
        "rule": selectors.BAND_RULE,
        "summary": selectors.summary(board),
        "departments": departments,
    }
