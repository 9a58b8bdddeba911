"""Licences and their verification."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, UploadedFile
from ninja.responses import Status
from pydantic import Field

from tongban.files.errors import FileTooLarge
from tongban.licences import selectors, services
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import ground as s
from tongban.openapi.schemas.cases import Strict

router = Router(tags=["电子证照"])
VERIFY_LIMIT = 20 * 1024 * 1024


class HolderQuery(Strict):
    """Whose licences; without it the caller's."""

    holder_id: int | None = Field(default=None, ge=1, le=2**62)


@router.get("/licences", response=list[s.LicenceOut], operation_id="my_licences", summary="我的证照")
def my_licences(request: HttpRequest, query: Query[HolderQuery]) -> list[selectors.LicenceView]:
    """The licences of the caller, or of a party the caller may act for."""
    actor = actor_of(request)
    holder = query.holder_id or actor.principal_id or actor.party_id
    return selectors.held_by(holder, viewer=actor) if holder is not None else []


@router.get("/licences/{identifier}", response=s.LicenceOut, operation_id="licence", summary="一本证照")
def licence(request: HttpRequest, identifier: str) -> selectors.LicenceView:
    """A licence with its face."""
    return selectors.licence(identifier, viewer=actor_of(request))


@router.get(
    "/licences/{identifier}/file", operation_id="licence_file", summary="证照文件（PDF）", response={200: bytes}
)
def licence_file(request: HttpRequest, identifier: str) -> HttpResponse:
    """The signed PDF."""
    content = services.licence_pdf(identifier=identifier, actor=actor_of(request))
    return HttpResponse(content, content_type="application/pdf")


@router.post("/licences/{identifier}/present", response=s.PresentOut, operation_id="present_code", summary="亮证")
def present_code(request: HttpRequest, identifier: str) -> services.Presented:
    """A code to show, valid for five minutes."""
    return services.present_code(identifier=identifier, actor=actor_of(request))


@router.post("/licences/{identifier}/revoke", response={204: None}, operation_id="revoke_licence", summary="撤销证照")
def revoke_licence(request: HttpRequest, identifier: str, payload: s.RevokeIn) -> Status[None]:
    """Revoke, in writing, with the article."""
    services.revoke_licence(identifier=identifier, reason=payload.reason, basis=payload.basis, actor=actor_of(request))
    return Status(204, None)


@router.get(
    "/verify/{code}", response=s.VerdictOut, operation_id="verify_code", summary="核验证照（码或标识）", auth=None
)
def verify_code(request: HttpRequest, code: str) -> selectors.Verdict:
    """Anybody may verify; the holder's name is masked."""
    return selectors.verify(code)


@router.post("/verify", response=s.VerdictOut, operation_id="verify_file", summary="核验证照（文件）", auth=None)
def verify_file(request: HttpRequest, file: File[UploadedFile]) -> selectors.Verdict:
    """Verify an uploaded licence PDF."""
    if (file.size or 0) > VERIFY_LIMIT:
        raise FileTooLarge(limit="20 MB")
    return selectors.verify_file(file.read())
