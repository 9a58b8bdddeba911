"""A case or a step goes to somebody else; a result waits at the exit and is fetched."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from ninja.responses import Status

from tongban.cases import selectors, services
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import NotFound
from tongban.openapi.answers import OCTETS, file_answer
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import hands as s
from tongban.openapi.schemas.cases import ReasonIn
from tongban.openapi.schemas.plain import RowId

of_case = Router(tags=["环节"])
router = Router(tags=["时限"])


@of_case.post("/{uid}/transfer", response={204: None}, operation_id="transfer_case", summary="移交给有权部门")
def transfer_case(request: HttpRequest, uid: UUID, payload: s.TransferIn) -> Status[None]:
    """Give the case to the department that is competent for it; its time runs on, the applicant is told."""
    services.transfer_case(
        case_uid=uid, department_id=payload.department_id, reason=payload.reason, actor=actor_of(request)
    )
    return Status(204, None)


@of_case.post("/{uid}/assistance", response=s.OrderedStep, operation_id="ask_assistance", summary="请求协办")
def ask_assistance(request: HttpRequest, uid: UUID, payload: s.AssistanceIn) -> dict[str, int]:
    """Order a step of another department beside the running ones; time does not stand still for it."""
    limit = Limit(payload.limit.number, LimitUnit(payload.limit.unit)) if payload.limit is not None else None
    made = services.ask_assistance(
        case_uid=uid, department_id=payload.department_id, reason=payload.reason, limit=limit, actor=actor_of(request)
    )
    return {"step_id": made}


@of_case.get(
    "/{uid}/steps/{step_id}/colleagues", response=list[s.ColleagueOut], operation_id="step_colleagues",
    summary="可以转给谁",
)  # fmt: skip
def step_colleagues(request: HttpRequest, uid: UUID, step_id: Path[RowId]) -> list[dict[str, object]]:
    """The colleagues of the department that does the step, for an officer who may hand it over."""
    actor = actor_of(request)
    found = selectors.case_view(uid, viewer=actor).steps
    step = next((one for one in found if one.id == step_id and "hand_over" in one.may), None)
    if step is None:
        raise NotFound()
    return [{"officer_id": number, "name": name} for number, name in selectors.colleagues(step, viewer=actor)]


@of_case.post(
    "/{uid}/steps/{step_id}/hand-over", response={204: None}, operation_id="hand_over_step", summary="转给同事"
)
def hand_over_step(request: HttpRequest, uid: UUID, step_id: Path[RowId], payload: s.HandOverIn) -> Status[None]:
    """Give a step to a colleague of the department that does it."""
    services.hand_over_step(case_uid=uid, step_id=step_id, officer_id=payload.officer_id, actor=actor_of(request))
    return Status(204, None)


@of_case.get(
    "/{uid}/steps/{step_id}/record", response={200: bytes}, operation_id="step_record", summary="环节留下的文件"
)
def step_record(request: HttpRequest, uid: UUID, step_id: Path[RowId]) -> HttpResponse:
    """Minutes of a hearing for everybody who may see the case (行政许可法 48), other reports for officers."""
    name, content = selectors.step_record(uid, step_id, viewer=actor_of(request))
    return file_answer(name, content, OCTETS)


@of_case.post(
    "/{uid}/return-to-examination", response={204: None}, operation_id="return_to_examination", summary="退回补充审查"
)
def return_to_examination(request: HttpRequest, uid: UUID, payload: ReasonIn) -> Status[None]:
    """Whoever is to decide sends the case back to be examined once more."""
    services.return_to_examination(case_uid=uid, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/exit", response={204: None}, operation_id="place_result", summary="结果放到出件窗口或取件柜")
def place_result(request: HttpRequest, uid: UUID, payload: s.PlaceIn) -> Status[None]:
    """Put the result where it can be fetched; the code goes to the applicant and to nobody else."""
    services.place_result(case_uid=uid, method=payload.method, place=payload.place, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/fetch", response={204: None}, operation_id="fetch_result", summary="凭取件码取件")
def fetch_result(request: HttpRequest, uid: UUID, payload: s.FetchIn) -> Status[None]:
    """Hand the result out to whoever has the code and is the applicant, the agent or the legal representative."""
    services.fetch_result(case_uid=uid, code=payload.code, number=payload.number, actor=actor_of(request))
    return Status(204, None)


@router.get("", response=list[s.AskedExtensionOut], operation_id="extensions_asked", summary="等负责人答复的延期申请")
def extensions_asked(request: HttpRequest) -> list[selectors.AskedExtension]:
    """What waits for the head of the authority, the oldest first (行政许可法 42)."""
    return list(selectors.extensions_asked(viewer=actor_of(request)))
