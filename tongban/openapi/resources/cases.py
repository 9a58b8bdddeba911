"""Cases: the verbs of the road, one operation each."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja.responses import Status
from pydantic import Field

from tongban.cases import selectors, services
from tongban.cases.states import CaseState
from tongban.openapi.answers import JSON, OCTETS, file_answer
from tongban.openapi.auth import actor_of, applicant_of
from tongban.openapi.schemas import cases as s
from tongban.post.services import Address

router = Router(tags=["办件"])
Order = Annotated[int, Field(ge=0, le=10_000)]
RowId = Annotated[int, Field(ge=1, le=2**62)]
Tab = Literal["", "intake", "supplement", "examine", "decide", "suspended", "result", "ended"]


class MyCasesQuery(s.PageQuery):
    """Which of one's own cases."""

    state: Literal[""] | CaseState = ""


class QueueQuery(s.PageQuery):
    """Which part of the queue; `q` is a case number or words of an item's name."""

    tab: Tab = ""
    q: str = Field(default="", max_length=200)


@router.post("", response={201: s.CaseCreated}, operation_id="draft_case", summary="开始一件申请")
def draft_case(request: HttpRequest, payload: s.DraftIn) -> Status[dict[str, UUID]]:
    """Begin an application for oneself, or for a party one may act for."""
    actor = actor_of(request)
    uid = services.draft_case(
        version_id=payload.version_id,
        applicant_id=applicant_of(actor, payload.applicant_id),
        subject_id=payload.subject_id,
        form_data=payload.form_data,
        actor=actor,
    )
    return Status(201, {"uid": uid})


@router.get("", response=s.CasePageOut, operation_id="my_cases", summary="我的办件")
def my_cases(request: HttpRequest, query: Query[MyCasesQuery]) -> selectors.CasePage:
    """The caller's own cases, newest first."""
    return selectors.my_cases(viewer=actor_of(request), cursor=query.cursor, state=str(query.state), size=query.size)


@router.get("/queue", response=s.CasePageOut, operation_id="queue", summary="待办队列")
def queue(request: HttpRequest, query: Query[QueueQuery]) -> selectors.CasePage:
    """An officer's queue; `tab` is intake, supplement, examine, decide, suspended, result or ended."""
    return selectors.queue(viewer=actor_of(request), tab=query.tab, cursor=query.cursor, text=query.q, size=query.size)


@router.get("/{uid}", response=s.CaseOut, operation_id="case", summary="一件办件")
def case(request: HttpRequest, uid: UUID) -> selectors.CaseView:
    """The case with materials, legal documents and what the caller may do now; an officer's look is recorded."""
    return services.open_case(case_uid=uid, actor=actor_of(request))


@router.put("/{uid}/form", response=s.FormOut, operation_id="save_form", summary="保存表单")
def save_form(request: HttpRequest, uid: UUID, payload: s.FormIn) -> dict[str, dict[str, str]]:
    """Keep the form; answers what is still wrong with it."""
    return {"errors": services.save_form(case_uid=uid, form_data=payload.form_data, actor=actor_of(request))}


@router.put("/{uid}/materials/{order}", response={204: None}, operation_id="attach_material", summary="提交一份材料")
def attach_material(request: HttpRequest, uid: UUID, order: Path[Order], payload: s.MaterialIn) -> Status[None]:
    """Hand in one material."""
    material = services.MaterialInput(order=order, **payload.dict())
    services.attach_material(case_uid=uid, material=material, actor=actor_of(request))
    return Status(204, None)


@router.get(
    "/{uid}/materials/{order}", response={200: bytes}, operation_id="material_file", summary="一份已交的材料（文件）"
)
def material_file(request: HttpRequest, uid: UUID, order: Path[Order]) -> HttpResponse:
    """The file that was handed in, for whoever may see the case; 404 where a licence or paper stands in its place."""
    name, content = selectors.material_file(uid, order, viewer=actor_of(request))
    return file_answer(name, content, OCTETS)


@router.delete("/{uid}/materials/{order}", response={204: None}, operation_id="remove_material", summary="撤下一份材料")
def remove_material(request: HttpRequest, uid: UUID, order: Path[Order]) -> Status[None]:
    """Take a material off again, while it is still being filled in."""
    services.remove_material(case_uid=uid, order=order, actor=actor_of(request))
    return Status(204, None)


@router.post(
    "/{uid}/use-licences", response=s.OrdersOut, operation_id="use_held_licences", summary="免证办：用已有证照"
)
def use_held_licences(request: HttpRequest, uid: UUID) -> dict[str, list[int]]:
    """Take the licences the government already holds instead of asking for them."""
    return {"orders": services.use_held_licences(case_uid=uid, actor=actor_of(request))}


@router.post("/{uid}/submit", response=s.Submitted, operation_id="submit_case", summary="提交")
def submit_case(request: HttpRequest, uid: UUID, payload: s.SubmitIn) -> dict[str, str]:
    """Hand the application in."""
    return {"case_no": services.submit_case(case_uid=uid, actor=actor_of(request), incomplete=payload.incomplete)}


@router.post(
    "/{uid}/supplement-notice", response=s.Instrument, operation_id="notify_supplement", summary="一次性告知补正"
)
def notify_supplement(request: HttpRequest, uid: UUID, payload: s.NoticeIn) -> dict[str, str]:
    """Name everything that must be added, once."""
    wanted = {row.order: row.text for row in payload.wanted}
    return {"number": services.notify_supplement(case_uid=uid, wanted=wanted, actor=actor_of(request))}


@router.post("/{uid}/supplement", response={204: None}, operation_id="supplement_case", summary="提交补正材料")
def supplement_case(request: HttpRequest, uid: UUID) -> Status[None]:
    """Everything that was named has been added."""
    services.supplement_case(case_uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/accept", response=s.Instrument, operation_id="accept_case", summary="受理")
def accept_case(request: HttpRequest, uid: UUID, payload: s.OpinionIn) -> dict[str, str]:
    """Accept; instant items get no receipt voucher."""
    return {"number": services.accept_case(case_uid=uid, actor=actor_of(request), opinion=payload.opinion)}


@router.post("/{uid}/refuse-acceptance", response=s.Instrument, operation_id="refuse_acceptance", summary="不予受理")
def refuse_acceptance(request: HttpRequest, uid: UUID, payload: s.RefuseAcceptanceIn) -> dict[str, str]:
    """Refuse acceptance in writing; a finding of false materials goes on the record of the applicant."""
    number = services.refuse_acceptance(
        case_uid=uid, reason=payload.reason, false_materials=payload.false_materials, actor=actor_of(request)
    )
    return {"number": number}


@router.post("/{uid}/examine", response={204: None}, operation_id="examine_case", summary="审查")
def examine_case(request: HttpRequest, uid: UUID, payload: s.OpinionIn) -> Status[None]:
    """Record the examiner's opinion."""
    services.examine_case(case_uid=uid, opinion=payload.opinion, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/decide", response=s.Instrument, operation_id="decide_case", summary="作出决定")
def decide_case(request: HttpRequest, uid: UUID, payload: s.DecisionIn) -> dict[str, str]:
    """Grant or refuse; a finding of false materials warns, and bars from applying anew (行政许可法 78)."""
    return {"number": services.decide_case(case_uid=uid, **payload.dict(), actor=actor_of(request))}


@router.post("/{uid}/decide-on-the-spot", response=s.Instrument, operation_id="decide_on_the_spot", summary="当场决定")
def decide_on_the_spot(request: HttpRequest, uid: UUID, payload: s.DecisionIn) -> dict[str, str]:
    """An instant item that its version gives to one seat."""
    return {"number": services.decide_on_the_spot(case_uid=uid, **payload.dict(), actor=actor_of(request))}


@router.post("/{uid}/issue-result", response=s.ResultOut, operation_id="issue_result", summary="制作结果")
def issue_result(request: HttpRequest, uid: UUID) -> dict[str, str]:
    """Make the licence or other result."""
    return {"licence_identifier": services.issue_result(case_uid=uid, actor=actor_of(request))}


@router.post("/{uid}/deliver", response={204: None}, operation_id="deliver_result", summary="送达")
def deliver_result(request: HttpRequest, uid: UUID, payload: s.DeliverIn) -> Status[None]:
    """Deliver the result (行政许可法 44); by post with an address, a courier is ordered."""
    to = Address(**payload.address.dict()) if payload.address is not None else None
    services.deliver_result(case_uid=uid, method=payload.method, address=to, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/close", response={204: None}, operation_id="close_case", summary="办结")
def close_case(request: HttpRequest, uid: UUID) -> Status[None]:
    """Close the case; the applicant is invited to rate."""
    services.close_case(case_uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/withdraw", response={204: None}, operation_id="withdraw_case", summary="撤回申请")
def withdraw_case(request: HttpRequest, uid: UUID, payload: s.ReasonIn) -> Status[None]:
    """Take the application back before the decision."""
    services.withdraw_case(case_uid=uid, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@router.get("/{uid}/timeline", response=list[s.FactOut], operation_id="case_timeline", summary="办理经过")
def timeline(request: HttpRequest, uid: UUID) -> list[dict[str, object]]:
    """What happened, oldest first."""
    facts = selectors.timeline(uid, viewer=actor_of(request))
    return [
        {"kind": f.kind, "text": f.text, "occurred_at": f.occurred_at, "channel": f.channel, "data": f.data}
        for f in facts
    ]


@router.get("/{uid}/clocks", response=list[s.ClockOut], operation_id="case_clocks", summary="时限")
def clocks(request: HttpRequest, uid: UUID) -> list[dict[str, object]]:
    """The clocks of the case."""
    return [
        {
            "kind": clock.kind,
            "label": clock.label,
            "starts_at": clock.duty.starts_at,
            "due_at": clock.duty.due_at,
            "lamp": str(clock.duty.lamp),
            "state": str(clock.duty.state),
            "provisional": clock.duty.provisional,
        }
        for clock in selectors.clocks(uid, viewer=actor_of(request))
    ]


@router.get(
    "/{uid}/instruments/{instrument_id}", operation_id="instrument_pdf", summary="文书（PDF）", response={200: bytes}
)
def instrument_pdf(request: HttpRequest, uid: UUID, instrument_id: Path[RowId]) -> HttpResponse:
    """The sealed PDF of one legal document."""
    _, content = services.instrument_pdf(case_uid=uid, instrument_id=instrument_id, actor=actor_of(request))
    return HttpResponse(content, content_type="application/pdf")


@router.post("/{uid}/history", operation_id="case_history", summary="全程留痕文件（可离线核验）", response={200: bytes})
def case_history(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything recorded on the case as one signed file, to be checked off-line; that it was given is recorded."""
    name, made = services.give_history(case_uid=uid, actor=actor_of(request))
    return file_answer(name, made.content, JSON)
