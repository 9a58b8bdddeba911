"""Things that another place handles for me: what it said, its papers, what is to be added, withdrawal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.cases.services import GivenMaterial, Upload
from tongban.cross_region import selectors, services
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.portal.web.shared import download, page, told


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My things in other places, newest first."""
    cursor = request.GET.get("cursor", "")[:15]
    found = selectors.cross_region_cases(viewer=actor_of(request), side="intake", cursor=cursor)
    return page(request, "cross_region_cases", {"found": found})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One of them; a press hands in what was asked for, or withdraws."""
    error: DomainError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, uid))
            return HttpResponseRedirect(request.path)
        except NotFound:
            raise
        except DomainError as refusal:
            error = refusal
    found = selectors.cross_region_case(uid, viewer=actor_of(request))
    context = {"case": found, "row": found.row, "error": told(error) if error else None}
    return page(request, "cross_region_case", context, status=error.status if error else 200)


def _act(request: HttpRequest, uid: UUID) -> str:
    actor, do = actor_of(request), request.POST.get("do", "")
    if do == "withdraw":
        reason = str(request.POST.get("reason", "")).replace("\x00", "")
        services.ask_withdrawal(uid=uid, reason=reason, actor=actor)
        return _("撤回申请已转送，办理地会答复您。")
    if do != "supplement":
        raise InvalidInput(errors={"do": _("请按页面上的按钮办理。")})
    found = selectors.cross_region_case(uid, viewer=actor)
    given = []
    for one in found.wanted:
        upload = request.FILES.get(f"material-{one['order']}")
        if upload is not None:
            file = Upload(upload, upload.name or "", upload.content_type or "")
            given.append(GivenMaterial(int(one["order"]), upload=file))
    services.send_supplement(uid=uid, materials=given, actor=actor)
    return _("补正材料已转送给办理地。")


@signed_in
@require_safe
def document(request: HttpRequest, uid: UUID, digest: str) -> HttpResponse:
    """A paper that the other place issued."""
    name, content = selectors.document(uid, digest, viewer=actor_of(request))
    return download(content, name, inline=True)
