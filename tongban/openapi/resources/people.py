"""The caller, parties, files, notices, duties, the ledger's state."""

from __future__ import annotations

from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Query, Router, UploadedFile
from ninja.responses import Status
from pydantic import Field

from tongban.duties import selectors as duties
from tongban.files import services as files
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import services as ledger
from tongban.notices import selectors as notices
from tongban.notices import services as notice_verbs
from tongban.openapi.auth import actor_of, require_any
from tongban.openapi.schemas import ground as s
from tongban.openapi.schemas.cases import PageQuery, Strict
from tongban.parties import selectors as party_selectors
from tongban.parties import services as parties
from tongban.parties.selectors import PartyView

router = Router(tags=["账号、主体、附件、消息、时限"])


class DutyQuery(Strict):
    """Which page: `cursor` is the `next_cursor` of the page before."""

    cursor: str = Field(default="", max_length=100, pattern=r"^[A-Za-z0-9_-]*$")
    size: int = Field(default=50, ge=1, le=200)


@router.get("/me", response=s.MeOut, operation_id="me", summary="我是谁")
def me(request: HttpRequest) -> dict[str, object]:
    """The caller's own seats and permissions."""
    actor: Actor = actor_of(request)
    return {
        "account_id": actor.account_id,
        "party_id": actor.party_id,
        "principal_id": actor.principal_id,
        "officer_id": actor.officer_id,
        "seats": sorted(actor.seats),
        "permissions": sorted(actor.permissions),
    }


@router.get("/me/principals", response=list[s.PrincipalOut], operation_id="principals", summary="我可以代表谁")
def principals(request: HttpRequest) -> list[dict[str, object]]:
    """Whom the caller may act for today, and why."""
    found = party_selectors.principals(viewer=actor_of(request))
    return [{"party_id": p.party.id, "name": p.party.name, "kind": p.party.kind, "why": p.why} for p in found]


@router.post("/parties/persons", response=s.FoundOut, operation_id="register_person", summary="登记自然人")
def register_person(request: HttpRequest, payload: s.PersonIn) -> PartyView:
    """Register a person; somebody known already is returned."""
    return parties.register_person(
        name=payload.name, citizen_no=payload.citizen_no, mobile=payload.mobile, actor=actor_of(request)
    )


@router.post("/parties/find", response=s.FoundOut, operation_id="find_party", summary="按号码查找主体")
def find_party(request: HttpRequest, payload: s.FindIn) -> PartyView:
    """Find a party by number; the person can see that and why it was looked up."""
    found = parties.find_by_number(payload.number, actor=actor_of(request), purpose=payload.purpose)
    if found is None:
        raise NotFound()
    return found


@router.post("/files", response=s.FileOut, operation_id="store_file", summary="上传附件")
def store_file(request: HttpRequest, file: File[UploadedFile]) -> object:
    """Keep a file; its digest names it in `attach_material`."""
    actor = actor_of(request)
    require_any(actor, "cases.apply", "cases.intake", "cases.examine")
    return files.store(
        content=cast(BinaryIO, file), name=file.name or "", declared_type=file.content_type or "", actor=actor
    )


@router.get("/notices", response=s.InboxOut, operation_id="inbox", summary="我的消息")
def inbox(request: HttpRequest, query: Query[PageQuery]) -> notices.InboxPage:
    """The caller's messages, newest first."""
    return notices.inbox(actor_of(request), cursor=query.cursor, limit=query.size)


@router.post("/notices/{uid}/read", response={204: None}, operation_id="mark_read", summary="标为已读")
def mark_read(request: HttpRequest, uid: UUID) -> Status[None]:
    """The message has been read."""
    notice_verbs.mark_read(uid=str(uid), actor=actor_of(request))
    return Status(204, None)


@router.get("/duties", response=s.DutyPageOut, operation_id="duties", summary="时限")
def list_duties(request: HttpRequest, query: Query[DutyQuery]) -> duties.DutyPage:
    """Open duties in the caller's scope, the nearest first."""
    actor = actor_of(request)
    actor.require("duties.view")
    return duties.duties(viewer=actor, cursor=query.cursor, size=query.size)


@router.post("/ledger/verify", response=s.LedgerOut, operation_id="verify_ledger", summary="核验账本")
def verify_ledger(request: HttpRequest) -> dict[str, object]:
    """Verify the whole ledger (audit administrators)."""
    actor = actor_of(request)
    actor.require("ledger.verify")
    report = ledger.verify(actor=actor)
    return {"facts": report.facts, "sealed": report.sealed, "ok": report.ok, "findings": report.found}
