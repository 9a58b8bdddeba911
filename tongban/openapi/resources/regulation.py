"""审批监管联动: what was granted is handed over, taken under regulation, entered; who oversees what (安阳 16)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from tongban.kernel.errors import InvalidInput
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import regulation as s
from tongban.openapi.schemas.cases import ReasonIn
from tongban.regulation import selectors, services

router = Router(tags=["审批监管联动"])
_MOST = 1000


@router.get("/handovers", response=s.HandoverPageOut, operation_id="handovers", summary="推送来的审批结果")
def handovers(request: HttpRequest, query: Query[s.HandoversQuery]) -> selectors.HandoverPage:
    """What was handed over to the caller's departments, who has waited longest first."""
    return selectors.handovers(viewer=actor_of(request), state=str(query.state), cursor=query.cursor, limit=query.size)


@router.get("/handovers/{uid}", response=s.HandoverOut, operation_id="handover", summary="一条审批结果推送")
def handover(request: HttpRequest, uid: UUID) -> selectors.HandoverView:
    """One handover and what may be done with it."""
    return selectors.handover(str(uid), viewer=actor_of(request))


@router.post(
    "/handovers/{uid}/acknowledge", response=s.HandoverOut, operation_id="acknowledge_handover", summary="签收"
)
def acknowledge_handover(request: HttpRequest, uid: UUID) -> selectors.HandoverView:
    """The overseeing department has it."""
    return services.acknowledge_handover(uid=str(uid), actor=actor_of(request))


@router.post("/handovers/{uid}/take", response=s.HandoverOut, operation_id="take_under_regulation", summary="纳入监管")
def take_under_regulation(request: HttpRequest, uid: UUID, payload: s.TakeIn) -> selectors.HandoverView:
    """Into the register of objects, with its category and its risk."""
    return services.take_under_regulation(
        uid=str(uid), category=payload.category, risk=payload.risk, actor=actor_of(request)
    )


@router.post("/handovers/{uid}/return", response=s.HandoverOut, operation_id="return_handover", summary="退回改派")
def return_handover(request: HttpRequest, uid: UUID, payload: ReasonIn) -> selectors.HandoverView:
    """Not this department's: back to whoever routes."""
    return services.return_handover(uid=str(uid), reason=payload.reason, actor=actor_of(request))


@router.post("/handovers/{uid}/route", response=s.HandoverOut, operation_id="route_handover", summary="改派")
def route_handover(request: HttpRequest, uid: UUID, payload: s.RouteIn) -> selectors.HandoverView:
    """What came back goes to another department, on a ground."""
    return services.route_handover(
        uid=str(uid), department_id=payload.department_id, basis=payload.basis, actor=actor_of(request)
    )


@router.get("/objects", response=list[s.RegulatedOut], operation_id="regulated_objects", summary="检查对象名录")
def regulated_objects(request: HttpRequest, query: Query[s.ObjectsQuery]) -> list[selectors.ObjectView]:
    """The register of objects of the caller's departments, newest first."""
    return selectors.objects(
        viewer=actor_of(request), department_id=query.department_id, cursor=query.cursor, limit=query.size
    )


@router.post("/objects", response={201: s.CodeOut}, operation_id="register_object", summary="列入检查对象名录")
def register_object(request: HttpRequest, payload: s.RegisterObjectIn) -> Status[dict[str, str]]:
    """Enter somebody licensed before the platform kept handovers, by the licence."""
    return Status(201, {"code": services.register_object(**payload.dict(), actor=actor_of(request))})


@router.put("/objects/{code}/risk", response={204: None}, operation_id="set_risk", summary="调整风险等级")
def set_risk(request: HttpRequest, code: str, payload: s.RiskIn) -> Status[None]:
    """Another risk level, from the next frozen list on."""
    services.set_risk(code=code, risk=payload.risk, actor=actor_of(request))
    return Status(204, None)


@router.post("/objects/{code}/end", response={204: None}, operation_id="end_object", summary="移出检查对象名录")
def end_object(request: HttpRequest, code: str, payload: ReasonIn) -> Status[None]:
    """Out of the register: closed down, moved away."""
    services.end_object(code=code, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@router.get("/inspectors", response=list[s.InspectorOut], operation_id="inspectors", summary="检查人员名录")
def inspectors(request: HttpRequest) -> list[selectors.InspectorView]:
    """The inspectors of the caller's departments, with their recusals."""
    return selectors.inspectors(viewer=actor_of(request))


@router.post("/inspectors", response={201: s.CodeOut}, operation_id="register_inspector", summary="列入检查人员名录")
def register_inspector(request: HttpRequest, payload: s.InspectorIn) -> Status[dict[str, str]]:
    """Enter an officer."""
    return Status(201, {"code": services.register_inspector(**payload.dict(), actor=actor_of(request))})


@router.post(
    "/inspectors/{code}/retire", response={204: None}, operation_id="retire_inspector", summary="移出检查人员名录"
)
def retire_inspector(request: HttpRequest, code: str) -> Status[None]:
    """Out of the register; what was drawn before stays."""
    services.retire_inspector(code=code, actor=actor_of(request))
    return Status(204, None)


@router.post(
    "/inspectors/{code}/recuse", response={204: None}, operation_id="recuse_inspector", summary="登记检查人员回避"
)
def recuse_inspector(request: HttpRequest, code: str, payload: s.RecuseIn) -> Status[None]:
    """This inspector never inspects that party: kinship, interest, earlier employment."""
    actor = actor_of(request)
    entries = selectors.objects(viewer=actor, limit=_MOST)
    party_id = next((one.party_id for one in entries if one.code == payload.object_code), None)
    if party_id is None:
        raise InvalidInput(errors={"object_code": "请填写名录里的对象编号。"})
    services.recuse_inspector(code=code, party_id=party_id, reason=payload.reason, actor=actor)
    return Status(204, None)


@router.get("/rules", response=list[s.RuleOut], operation_id="oversight_rules", summary="监管分工")
def oversight_rules(request: HttpRequest) -> list[selectors.OversightRuleView]:
    """Who oversees what, the particular rules first."""
    return selectors.rules(viewer=actor_of(request))


@router.post("/rules", response={201: s.RuleOut}, operation_id="set_rule", summary="规定由谁监管")
def set_rule(request: HttpRequest, payload: s.RuleIn) -> Status[selectors.OversightRuleView]:
    """Say which department oversees an item, an entry, what a department grants, or a kind of items."""
    return Status(201, services.set_rule(**payload.dict(), actor=actor_of(request)))


@router.post("/rules/{uid}/end", response=s.RuleOut, operation_id="end_rule", summary="停用监管分工")
def end_rule(request: HttpRequest, uid: UUID) -> selectors.OversightRuleView:
    """The rule binds no more; handovers made under it stay where they are."""
    return services.end_rule(uid=str(uid), actor=actor_of(request))
