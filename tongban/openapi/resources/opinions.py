"""Opinion templates: kept by the administrator of a department, begun from by the officer who signs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from tongban.cases import selectors, services
from tongban.kernel.actor import Actor
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import opinions as s
from tongban.openapi.schemas.plain import Made

router = Router(tags=["意见模板"])
of_case = Router(tags=["意见模板"])


@router.get("", response=list[s.OpinionOut], operation_id="opinions", summary="本部门的意见模板")
def opinions(request: HttpRequest, query: Query[s.OpinionsQuery]) -> list[selectors.OpinionView]:
    """The texts in use of the caller's departments, by use and name."""
    return list(selectors.opinions(viewer=actor_of(request), use=str(query.use)))


@router.post("", response={201: Made}, operation_id="keep_opinion", summary="新建意见模板")
def keep_opinion(request: HttpRequest, payload: s.KeepOpinionIn) -> Status[dict[str, UUID]]:
    """Keep a text ready for one use, for one item of the department or for all."""
    uid = services.keep_opinion(
        department_id=payload.department_id,
        use=payload.use.value,
        item_id=payload.item_id,
        title=payload.title,
        text=payload.text,
        actor=actor_of(request),
    )
    return Status(201, {"uid": uid})


@router.get("/{uid}", response=s.OpinionOut, operation_id="opinion", summary="一个意见模板")
def opinion(request: HttpRequest, uid: UUID) -> selectors.OpinionView:
    """One text, also where it is out of use."""
    return selectors.opinion(uid, viewer=actor_of(request))


@router.put("/{uid}", response=s.OpinionOut, operation_id="change_opinion", summary="修改意见模板")
def change_opinion(request: HttpRequest, uid: UUID, payload: s.ChangeOpinionIn) -> selectors.OpinionView:
    """Give it another name or text; opinions signed before stay as they were signed."""
    actor = actor_of(request)
    services.change_opinion(
        uid=uid, title=payload.title, text=payload.text, revision=str(payload.revision), actor=actor
    )
    return selectors.opinion(uid, viewer=actor)


@router.post("/{uid}/drop", response={204: None}, operation_id="drop_opinion", summary="停用意见模板")
def drop_opinion(request: HttpRequest, uid: UUID) -> Status[None]:
    """Offer it no more."""
    services.drop_opinion(uid=uid, actor=actor_of(request))
    return Status(204, None)


@of_case.get(
    "/{uid}/opinions", response=list[s.OfferedOpinionOut], operation_id="case_opinions", summary="可以套用的意见模板"
)
def case_opinions(request: HttpRequest, uid: UUID) -> list[selectors.OfferedOpinion]:
    """The texts that fit a case, those of its item first; the look at the case is recorded."""
    return list(_opened(uid, actor_of(request)).opinions)


@of_case.get(
    "/{uid}/opinions/{opinion_uid}", response=s.FilledOpinionOut, operation_id="filled_opinion",
    summary="套用意见模板",
)  # fmt: skip
def filled_opinion(request: HttpRequest, uid: UUID, opinion_uid: UUID) -> selectors.FilledOpinion:
    """One of them filled in from the case, to be read, put right and signed; the look at the case is recorded."""
    actor = actor_of(request)
    return selectors.filled_opinion(_opened(uid, actor), opinion_uid, viewer=actor)


def _opened(uid: UUID, actor: Actor) -> selectors.CaseView:
    actor.require_seat("cases.view_department")
    return services.open_case(case_uid=uid, actor=actor)
