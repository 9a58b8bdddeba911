"""The same act on several cases (批量办理): what it would do to each, done, and what became of each."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from tongban.cases import selectors, services
from tongban.openapi.auth import actor_of, require_any
from tongban.openapi.schemas import batches as s

router = Router(tags=["批量办理"])
_SEATS = ("cases.examine", "cases.decide")


@router.get("/plan", response=s.BatchPlanOut, operation_id="batch_plan", summary="批量办理前逐件看")
def batch_plan(request: HttpRequest, query: Query[s.BatchQuery]) -> selectors.BatchPlan:
    """What the act would do to each of these cases, by the law of the ordinary verb; nothing is done."""
    actor = actor_of(request)
    require_any(actor, *_SEATS)
    return selectors.batch_plan(act=query.act, case_uids=query.case_uid, viewer=actor)


@router.put("/{uid}", response=s.BatchOut, operation_id="act_in_batch", summary="批量办理")
def act_in_batch(request: HttpRequest, uid: UUID, payload: s.BatchIn) -> selectors.BatchView:
    """Do it to each case that still stands as it was shown. The caller names the batch by a new uid; sent again, what
    was done the first time is answered. Refusals of an application are made one by one (行政许可法 38).
    """
    actor = actor_of(request)
    require_any(actor, *_SEATS)
    services.act_in_batch(
        uid=uid,
        act=payload.act,
        wishes=[services.Wish(one.case_uid, str(one.revision), one.step_id) for one in payload.lines],
        text=payload.text,
        colleague_id=payload.officer_id,
        actor=actor,
    )
    return selectors.batch(uid, viewer=actor)


@router.get("/{uid}", response=s.BatchOut, operation_id="batch", summary="一批办得怎样")
def batch(request: HttpRequest, uid: UUID) -> selectors.BatchView:
    """What became of each case, for the officer who asked for it."""
    actor = actor_of(request)
    require_any(actor, *_SEATS)
    return selectors.batch(uid, viewer=actor)
