"""Time: special procedures, extensions, urgency, hearings, and the account of what ran and what stood still."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router
from ninja.responses import Status
from pydantic import Field

from tongban.cases import selectors, services
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import time as s
from tongban.openapi.schemas.cases import Instrument, ReasonIn

of_case = Router(tags=["时限"])
StepId = Annotated[int, Field(ge=1, le=2**62)]


@of_case.get("/{uid}/time", response=list[s.ToldOut], operation_id="case_time", summary="时限是怎么算的")
def case_time(request: HttpRequest, uid: UUID) -> list[selectors.Told]:
    """Both clocks day by day; with articles for officers."""
    actor = actor_of(request)
    view = selectors.case_view(uid, viewer=actor)
    found = [one.duty for one in selectors.clocks(view, viewer=actor)]
    articles = selectors.cited(view.version) if actor.is_officer else None
    facts = selectors.timeline(view, viewer=actor)
    return list(selectors.told_clocks(found, facts, view.extensions, cited=articles))


@of_case.post("/{uid}/time-statement", response=s.ExtensionOut, operation_id="state_time", summary="出具办理用时说明")
def state_time(request: HttpRequest, uid: UUID) -> dict[str, int]:
    """A sealed account of both clocks; returns the id of the paper."""
    return {"id": services.state_time(case_uid=uid, actor=actor_of(request))}


@of_case.post("/{uid}/suspend", response=Instrument, operation_id="suspend_case", summary="启动特别程序")
def suspend_case(request: HttpRequest, uid: UUID, payload: s.SuspendIn) -> dict[str, str]:
    """Time stands still from a written notice on."""
    number = services.suspend_case(
        case_uid=uid,
        kind=payload.kind,
        reason=payload.reason,
        expected_on=payload.expected_on,
        actor=actor_of(request),
    )
    return {"number": number}


@of_case.post(
    "/{uid}/steps/{step_id}/resume", response=s.ResumedOut, operation_id="resume_case", summary="结束特别程序"
)
def resume_case(request: HttpRequest, uid: UUID, step_id: Path[StepId], payload: s.ResumeIn) -> dict[str, bool]:
    """End a special procedure with its result."""
    running = services.resume_case(
        case_uid=uid,
        step_id=step_id,
        result=payload.result,
        passed=payload.passed,
        digest=payload.digest,
        file_name=payload.file_name,
        actor=actor_of(request),
    )
    return {"running": running}


@of_case.post("/{uid}/extension", response=s.ExtensionOut, operation_id="ask_extension", summary="提请延长期限")
def ask_extension(request: HttpRequest, uid: UUID, payload: s.ExtensionIn) -> dict[str, int]:
    """Ask the head of the authority for more days."""
    asked = services.ask_extension(case_uid=uid, days=payload.days, reason=payload.reason, actor=actor_of(request))
    return {"id": asked}


@of_case.post("/{uid}/extension/answer", response=Instrument, operation_id="answer_extension", summary="答复延期申请")
def answer_extension(request: HttpRequest, uid: UUID, payload: s.AnswerIn) -> dict[str, str]:
    """Grant or refuse the days asked for; the number is that of the notice."""
    number = services.answer_extension(
        case_uid=uid, granted=payload.granted, answer=payload.answer, actor=actor_of(request)
    )
    return {"number": number}


@of_case.post("/{uid}/shorten", response={204: None}, operation_id="shorten_promise", summary="紧急办理，缩短期限")
def shorten_promise(request: HttpRequest, uid: UUID, payload: s.ShortenIn) -> Status[None]:
    """A shorter promise for one urgent case."""
    services.shorten_promise(case_uid=uid, number=payload.number, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/hearing-right", response=Instrument, operation_id="tell_hearing_right", summary="告知听证权利")
def tell_hearing_right(request: HttpRequest, uid: UUID, payload: ReasonIn) -> dict[str, str]:
    """Tell the applicant of the right to a hearing."""
    return {"number": services.tell_hearing_right(case_uid=uid, reason=payload.reason, actor=actor_of(request))}


@of_case.post("/{uid}/hearing-request", response={204: None}, operation_id="ask_hearing", summary="申请听证")
def ask_hearing(request: HttpRequest, uid: UUID) -> Status[None]:
    """The applicant asks for the hearing."""
    services.ask_hearing(case_uid=uid, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/hearing", response=Instrument, operation_id="arrange_hearing", summary="组织听证")
def arrange_hearing(request: HttpRequest, uid: UUID, payload: s.HearingIn) -> dict[str, str]:
    """Time, place and chair, told seven days before."""
    number = services.arrange_hearing(
        case_uid=uid,
        held_at=payload.held_at,
        place=payload.place,
        chair_id=payload.chair_id,
        reason=payload.reason,
        actor=actor_of(request),
    )
    return {"number": number}


@of_case.post("/{uid}/hearing/minutes", response={204: None}, operation_id="record_hearing", summary="记录听证")
def record_hearing(request: HttpRequest, uid: UUID, payload: s.MinutesIn) -> Status[None]:
    """Keep the minutes; the clocks run again."""
    services.record_hearing(
        case_uid=uid,
        summary=payload.summary,
        digest=payload.digest,
        file_name=payload.file_name,
        heard=payload.heard,
        actor=actor_of(request),
    )
    return Status(204, None)
