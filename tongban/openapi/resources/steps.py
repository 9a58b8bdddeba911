"""Steps: one's own, the department's queue, and what an officer does with a step."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.responses import Status
from pydantic import Field

from tongban.cases import selectors, services
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import steps as s
from tongban.openapi.schemas.cases import PageQuery, ReasonIn

router = Router(tags=["环节"])
of_case = Router(tags=["环节"])
StepId = Annotated[int, Field(ge=1, le=2**62)]


@router.get("", response=s.StepPageOut, operation_id="my_steps", summary="我手上的环节")
def my_steps(request: HttpRequest, query: Query[PageQuery]) -> selectors.StepPage:
    """Steps the caller has taken, the longest held first."""
    return selectors.my_steps(viewer=actor_of(request), cursor=query.cursor, size=query.size)


@router.get("/queue", response=s.StepPageOut, operation_id="step_queue", summary="等人认领的环节")
def step_queue(request: HttpRequest, query: Query[PageQuery]) -> selectors.StepPage:
    """Steps that wait for somebody of the caller's departments, the oldest first."""
    return selectors.step_queue(viewer=actor_of(request), cursor=query.cursor, size=query.size)


@router.post("/next", response=s.TakenOut, operation_id="take_next", summary="取下一件")
def take_next(request: HttpRequest, payload: s.NextIn) -> services.TakenStep:
    """Take the step that has waited longest; of many who ask at once each gets another one."""
    return services.take_next(department_id=payload.department_id, actor=actor_of(request))


@of_case.get("/{uid}/steps", response=list[s.CaseStepOut], operation_id="case_steps", summary="办理环节")
def case_steps(request: HttpRequest, uid: UUID) -> list[selectors.CaseStepView]:
    """The steps of a case, wave by wave; opinions are shown to officers only."""
    return list(selectors.case_view(uid, viewer=actor_of(request)).steps)


@of_case.post("/{uid}/steps/{step_id}/take", response={204: None}, operation_id="take_step", summary="认领环节")
def take_step(request: HttpRequest, uid: UUID, step_id: Path[StepId]) -> Status[None]:
    """Take a running step into one's hands."""
    services.take_step(case_uid=uid, step_id=step_id, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/steps/{step_id}/give-back", response={204: None}, operation_id="give_back", summary="放回待办")
def give_back(request: HttpRequest, uid: UUID, step_id: Path[StepId]) -> Status[None]:
    """Put a step back into the queue."""
    services.give_back(case_uid=uid, step_id=step_id, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/steps/{step_id}/finish", response=s.FinishedOut, operation_id="finish_step", summary="签字")
def finish_step(request: HttpRequest, uid: UUID, step_id: Path[StepId], payload: s.FinishIn) -> dict[str, bool]:
    """Sign a step with one's opinion; `done` says whether that was the last signature it needed."""
    done = services.finish_step(
        case_uid=uid, step_id=step_id, opinion=payload.opinion, passed=payload.passed, actor=actor_of(request)
    )
    return {"done": done}


@of_case.post("/{uid}/steps/{step_id}/return", response={204: None}, operation_id="return_step", summary="退回上一环节")
def return_step(request: HttpRequest, uid: UUID, step_id: Path[StepId], payload: ReasonIn) -> Status[None]:
    """Send the case back to the wave before."""
    services.return_step(case_uid=uid, step_id=step_id, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)
