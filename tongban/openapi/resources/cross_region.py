"""跨域通办: applications passed on to other places, what they ask for, results and originals that change hands."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from tongban.cross_region import selectors, services
from tongban.openapi.answers import PDF, file_answer
from tongban.openapi.auth import actor_of, applicant_of
from tongban.openapi.forms import form_body, given_materials, told_part
from tongban.openapi.schemas import cross_region as s
from tongban.openapi.schemas.cases import Instrument, ReasonIn
from tongban.openapi.schemas.plain import Made

router = Router(tags=["跨域通办"])
FORWARD, ADDED = "application", "supplement"


@router.get("/guides", response=list[s.RemoteGuideOut], operation_id="remote_guides", summary="外地事项的办事指南")
def remote_guides(request: HttpRequest, query: Query[s.GuidesQuery]) -> list[selectors.GuideView]:
    """What of other places can be applied for from here, by place and name."""
    return selectors.guides(viewer=actor_of(request), applicant_kind=query.applicant_kind)


@router.post("/guides/ask", response=s.ConversationOut, operation_id="ask_guides", summary="索取外地办事指南")
def ask_guides(request: HttpRequest, payload: s.AskGuidesIn) -> dict[str, str]:
    """Ask another place for the guides of the agreement; they come as a letter."""
    return {"conversation": services.ask_guides(peer_id=payload.peer_id, actor=actor_of(request))}


@router.get("", response=s.CrossRegionPageOut, operation_id="cross_region_cases", summary="跨域办件")
def cross_region_cases(request: HttpRequest, query: Query[s.CrossRegionQuery]) -> selectors.CrossRegionPage:
    """The caller's own things in other places; for officers those of their departments. Newest first."""
    return selectors.cross_region_cases(
        viewer=actor_of(request), side=query.side, waiting=query.waiting, cursor=query.cursor, limit=query.size
    )


@router.post(
    "",
    response={201: Made},
    operation_id="forward_application",
    summary="收件并转送外地",
    openapi_extra=form_body(FORWARD, s.ForwardIn),
)
def forward_application(request: HttpRequest) -> Status[dict[str, UUID]]:
    """`multipart/form-data` with the JSON part `application` and the files it names; sealed, sent, not kept here."""
    actor = actor_of(request)
    given = told_part(request, FORWARD, s.ForwardIn)
    made = services.forward_application(
        peer_id=given.peer_id,
        item_code=given.item_code,
        applicant_id=applicant_of(actor, given.applicant_id),
        form_data=given.form,
        materials=given_materials(request, FORWARD, given.materials),
        consent=given.consent,
        mode=given.mode,
        exit_region=given.exit_region,
        originals=given.originals,
        together=given.together,
        actor=actor,
    )
    return Status(201, {"uid": made.uid})


@router.get("/{uid}", response=s.CrossRegionOut, operation_id="cross_region_case", summary="一件跨域办件")
def cross_region_case(request: HttpRequest, uid: UUID) -> selectors.CrossRegionView:
    """One case: what the other place said, what is to be done here."""
    return selectors.cross_region_case(uid, viewer=actor_of(request))


@router.post(
    "/{uid}/supplement",
    response={204: None},
    operation_id="send_supplement",
    summary="转送补正材料",
    openapi_extra=form_body(ADDED, s.AddedIn),
)
def send_supplement(request: HttpRequest, uid: UUID) -> Status[None]:
    """`multipart/form-data` with the JSON part `supplement`: everything the one-time notice names, at once."""
    given = told_part(request, ADDED, s.AddedIn)
    materials = given_materials(request, ADDED, given.materials)
    services.send_supplement(uid=uid, materials=materials, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/withdraw", response={204: None}, operation_id="ask_withdrawal", summary="转送撤回申请")
def ask_withdrawal(request: HttpRequest, uid: UUID, payload: ReasonIn) -> Status[None]:
    """Pass on that the applicant withdraws; the competent place says whether it still can be."""
    services.ask_withdrawal(uid=uid, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/hand-over", response=Instrument, operation_id="hand_over_result", summary="交付外地办理结果")
def hand_over_result(request: HttpRequest, uid: UUID, payload: s.HandResultIn) -> dict[str, str]:
    """Give the applicant what came from the competent place; the number is that of the note."""
    number = services.hand_over_result(uid=uid, receiver=payload.receiver, note=payload.note, actor=actor_of(request))
    return {"number": number}


@router.post("/{uid}/papers/{paper_uid}", response=Instrument, operation_id="move_paper", summary="登记原件的一步")
def move_paper(request: HttpRequest, uid: UUID, paper_uid: UUID, payload: s.PaperMoveIn) -> dict[str, str]:
    """One step of an original (寄出、签收、寄回、收回、交还); the number is that of the hand-over note."""
    number = services.move_paper(
        uid=uid,
        paper_uid=paper_uid,
        verb=payload.verb,
        courier_no=payload.courier_no,
        note=payload.note,
        actor=actor_of(request),
    )
    return {"number": number}


@router.post("/{uid}/assistance", response=s.RoomOut, operation_id="book_assistance", summary="约定远程帮办")
def book_assistance(request: HttpRequest, uid: UUID, payload: s.BookIn) -> dict[str, str]:
    """Book a room for a conversation."""
    return {"room": services.book_assistance(uid=uid, at=payload.at, actor=actor_of(request))}


@router.post(
    "/{uid}/assistance/{assistance_uid}/begin",
    response={204: None},
    operation_id="begin_assistance",
    summary="开始远程帮办",
)
def begin_assistance(request: HttpRequest, uid: UUID, assistance_uid: UUID) -> Status[None]:
    """The conversation begins."""
    services.begin_assistance(uid=uid, assistance_uid=assistance_uid, actor=actor_of(request))
    return Status(204, None)


@router.post(
    "/{uid}/assistance/{assistance_uid}/end",
    response={204: None},
    operation_id="end_assistance",
    summary="结束远程帮办",
)
def end_assistance(request: HttpRequest, uid: UUID, assistance_uid: UUID, payload: s.OutcomeIn) -> Status[None]:
    """It ends with an outcome in words."""
    services.end_assistance(uid=uid, assistance_uid=assistance_uid, outcome=payload.outcome, actor=actor_of(request))
    return Status(204, None)


@router.get(
    "/{uid}/documents/{digest}",
    response={200: bytes},
    operation_id="cross_region_document",
    summary="外地发来的文书（PDF）",
)
def document(request: HttpRequest, uid: UUID, digest: str) -> HttpResponse:
    """A paper that the other place issued."""
    name, content = selectors.document(uid, digest, viewer=actor_of(request))
    return file_answer(name, content, PDF)
