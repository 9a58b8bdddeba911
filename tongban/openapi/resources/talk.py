"""The conversation between applicant and office (对话): it starts and stops no clock and is no legal document."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from tongban.cases import selectors, services
from tongban.kernel.standards.text import row_number
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import talk as s

router = Router(tags=["对话"])
of_case = Router(tags=["对话"])


@router.get("", response=list[s.UnreadTalkOut], operation_id="unread_talks", summary="有新留言的办件")
def unread_talks(request: HttpRequest) -> list[selectors.UnreadTalk]:
    """Conversations of the officer's scope with something nobody has read, the longest waiting first."""
    actor = actor_of(request)
    actor.require_seat("cases.view_department")
    return list(selectors.unread_talks(viewer=actor))


@of_case.get("/{uid}/talk", response=s.TalkOut, operation_id="case_talk", summary="一件的对话")
def case_talk(request: HttpRequest, uid: UUID, query: Query[s.TalkQuery]) -> dict[str, object]:
    """The newest messages, or those before the cursor. It reads nothing away; an officer's look is recorded."""
    actor = actor_of(request)
    state = services.open_case(case_uid=uid, actor=actor).talk
    found = selectors.messages_of(uid, viewer=actor, before=row_number(query.cursor))
    standing = {name: getattr(state, name) for name in ("total", "unread", "takes_part", "may_write")}
    return {**standing, "rows": found.rows, "last": found.last, "cursor": found.earlier}


@of_case.post("/{uid}/talk", response={201: s.MessageWritten}, operation_id="write_message", summary="写给对方")
def write_message(request: HttpRequest, uid: UUID, payload: s.MessageIn) -> Status[dict[str, int]]:
    """Write to the other side, who is told."""
    made = services.write_message(case_uid=uid, text=payload.text, after=payload.after, actor=actor_of(request))
    return Status(201, {"id": made})


@of_case.post("/{uid}/talk/read", response=s.MessagesRead, operation_id="read_messages", summary="对方的留言已看")
def read_messages(request: HttpRequest, uid: UUID) -> dict[str, int]:
    """What the other side wrote has been seen by one of the two sides."""
    return {"read": services.read_messages(case_uid=uid, actor=actor_of(request))}
