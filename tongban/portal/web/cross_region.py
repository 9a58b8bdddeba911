"""Things that another place handles for me: what it said, its papers, what is to be added, withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.cases.services import GivenMaterial, Upload
from tongban.cross_region import selectors, services
from tongban.furniture.asking import attempted, posted, tell
from tongban.kernel.errors import InvalidInput
from tongban.portal.web.shared import download, page


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
    done, error = attempted(request, lambda: _act(request, uid))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    found = selectors.cross_region_case(uid, viewer=actor_of(request))
    return page(request, "cross_region_case", {"case": found, "row": found.row}, error=error)


def _act(request: HttpRequest, uid: UUID) -> str:
    actor, do = actor_of(request), request.POST.get("do", "")
    if do == "withdraw":
        services.ask_withdrawal(uid=uid, reason=posted(request, "reason"), actor=actor)
        return _("撤回申请已转送，办理地会答复您。")
    if do != "supplement":
        raise InvalidInput(errors={"do": _("请按页面上的按钮办理。")})
    found = selectors.cross_region_case(uid, viewer=actor)
    services.send_supplement(uid=uid, materials=handed_in(request, found.wanted), actor=actor)
    return _("补正材料已转送给办理地。")


def handed_in(request: HttpRequest, wanted: Sequence[Mapping[str, Any]]) -> list[GivenMaterial]:
    """The files of a form for the materials that a guide or a notice names."""
    uploads = {int(one["order"]): request.FILES.get(f"material-{one['order']}") for one in wanted}
    return [GivenMaterial(order, upload=Upload.of(file)) for order, file in uploads.items() if file is not None]


@signed_in
@require_safe
def document(request: HttpRequest, uid: UUID, digest: str) -> HttpResponse:
    """A paper that the other place issued."""
    name, content = selectors.document(uid, digest, viewer=actor_of(request))
    return download(content, name, inline=True)
