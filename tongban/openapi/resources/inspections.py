"""双随机、一公开: plans with their draw, inspections in two hands, results published, proposals decided elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from tongban.openapi.answers import JSON, file_answer
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import inspections as s
from tongban.openapi.schemas.cases import PageQuery, ReasonIn
from tongban.regulation import selectors, services

router = Router(tags=["双随机抽查"])


@router.get("/plans", response=s.PlanPageOut, operation_id="inspection_plans", summary="抽查计划")
def inspection_plans(request: HttpRequest, query: Query[PageQuery]) -> selectors.PlanPage:
    """The plans of the caller's departments, newest first."""
    return selectors.plans(viewer=actor_of(request), cursor=query.cursor, limit=query.size)


@router.post("/plans", response={201: s.PlanOut}, operation_id="make_plan", summary="编制抽查计划")
def make_plan(request: HttpRequest, payload: s.PlanIn) -> Status[selectors.PlanView]:
    """A plan: whom it may draw, how many, when, what is looked at."""
    return Status(201, services.make_plan(**payload.dict(), actor=actor_of(request)))


@router.get("/plans/{uid}", response=s.PlanOut, operation_id="inspection_plan", summary="一个抽查计划")
def inspection_plan(request: HttpRequest, uid: UUID) -> selectors.PlanView:
    """One plan of the caller's departments."""
    return selectors.plan(str(uid), viewer=actor_of(request))


@router.post("/plans/{uid}/commit", response=s.PlanOut, operation_id="commit_draw", summary="锁定名单")
def commit_draw(request: HttpRequest, uid: UUID) -> selectors.PlanView:
    """Lock both lists and publish their digests, before the seed can be known."""
    return services.commit_draw(uid=str(uid), actor=actor_of(request))


@router.post("/plans/{uid}/draw", response=s.PlanOut, operation_id="draw_inspections", summary="抽取")
def draw_inspections(request: HttpRequest, uid: UUID) -> selectors.PlanView:
    """Draw with the sealed seed; everybody can draw again. 409 until the commitment is sealed."""
    return services.draw_inspections(uid=str(uid), actor=actor_of(request))


@router.post("/plans/{uid}/cancel", response=s.PlanOut, operation_id="cancel_plan", summary="取消抽查计划")
def cancel_plan(request: HttpRequest, uid: UUID, payload: ReasonIn) -> selectors.PlanView:
    """Cancel a plan that is not drawn; one whose lists were locked stays public with the reason."""
    return services.cancel_plan(uid=str(uid), reason=payload.reason, actor=actor_of(request))


@router.get("/published", response=s.PlanPageOut, operation_id="published_plans", summary="公示的抽查计划", auth=None)
def published_plans(request: HttpRequest, query: Query[PageQuery]) -> selectors.PlanPage:
    """Plans from the commitment on, newest first, for everybody (优化营商环境条例 54)."""
    return selectors.published_plans(cursor=query.cursor, limit=query.size)


@router.get(
    "/published/{uid}",
    response=s.PublishedPlanOut,
    operation_id="published_plan",
    summary="公示的抽取和结果",
    auth=None,
)
def published_plan(request: HttpRequest, uid: UUID) -> selectors.PublishedPlan:
    """What was committed to, the seed, who was drawn, what was found."""
    return selectors.published_plan(str(uid))


@router.get(
    "/published/{uid}/draw", response={200: bytes}, operation_id="draw_file", summary="可重新抽取的文件", auth=None
)
def draw_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file from which anybody draws again."""
    return file_answer(f"draw-{uid}.json", selectors.draw_file(str(uid)), JSON)


@router.get("", response=s.InspectionPageOut, operation_id="inspections", summary="检查")
def inspections(request: HttpRequest, query: Query[s.InspectionsQuery]) -> selectors.InspectionPage:
    """Inspections of the caller's departments, oldest first."""
    return selectors.inspections(
        viewer=actor_of(request), state=str(query.state), mine=query.mine, cursor=query.cursor, limit=query.size
    )


@router.get("/proposals", response=list[s.ProposalOut], operation_id="proposals", summary="等待决定的建议")
def proposals(request: HttpRequest) -> list[selectors.ProposalView]:
    """Proposals that wait for a decision of the caller's departments, oldest first."""
    return selectors.proposals(viewer=actor_of(request))


@router.post("/proposals/{uid}/decide", response=s.ProposalOut, operation_id="decide_proposal", summary="决定建议")
def decide_proposal(request: HttpRequest, uid: UUID, payload: s.ProposalDecisionIn) -> selectors.ProposalView:
    """Another seat decides; what is decided is done at once, or not decided at all."""
    return services.decide_proposal(uid=str(uid), accepted=payload.accepted, note=payload.note, actor=actor_of(request))


@router.get("/{uid}", response=s.InspectionOut, operation_id="inspection", summary="一次检查")
def inspection(request: HttpRequest, uid: UUID) -> selectors.InspectionView:
    """One inspection: check list, signatures, order to mend, proposals."""
    return selectors.inspection(str(uid), viewer=actor_of(request))


@router.post("/{uid}/record", response=s.InspectionOut, operation_id="record_inspection", summary="记录检查")
def record_inspection(request: HttpRequest, uid: UUID, payload: s.InspectedIn) -> selectors.InspectionView:
    """What one of the two inspectors writes down; it counts once the other has signed."""
    return services.record_inspection(
        uid=str(uid),
        answers=payload.answers,
        finding=payload.finding,
        note=payload.note,
        mend_until=payload.mend_until,
        actor=actor_of(request),
    )


@router.post("/{uid}/return", response=s.InspectionOut, operation_id="return_record", summary="退回重新记录")
def return_record(request: HttpRequest, uid: UUID, payload: ReasonIn) -> selectors.InspectionView:
    """The second inspector does not sign it so."""
    return services.return_record(uid=str(uid), reason=payload.reason, actor=actor_of(request))


@router.post("/{uid}/sign", response=s.InspectionOut, operation_id="sign_inspection", summary="检查签字")
def sign_inspection(request: HttpRequest, uid: UUID) -> selectors.InspectionView:
    """The second signature; the party is told."""
    return services.sign_inspection(uid=str(uid), actor=actor_of(request))


@router.post("/{uid}/publish", response=s.InspectionOut, operation_id="publish_result", summary="公示检查结果")
def publish_result(request: HttpRequest, uid: UUID) -> selectors.InspectionView:
    """Everybody may read what was found."""
    return services.publish_result(uid=str(uid), actor=actor_of(request))


@router.post("/{uid}/recheck", response=s.InspectionOut, operation_id="order_recheck", summary="安排复查")
def order_recheck(request: HttpRequest, uid: UUID) -> selectors.InspectionView:
    """The same two look again whether it was mended."""
    return services.order_recheck(uid=str(uid), actor=actor_of(request))


@router.post("/{uid}/proposals", response={201: s.ProposalOut}, operation_id="propose", summary="提出建议")
def propose(request: HttpRequest, uid: UUID, payload: s.ProposalIn) -> Status[selectors.ProposalView]:
    """A credit record, or that the licence be revoked (行政许可法 69); another seat decides."""
    made = services.propose(
        uid=str(uid), kind=payload.kind, text=payload.text, basis=payload.basis, actor=actor_of(request)
    )
    return Status(201, made)
