"""The counsel-first desk (辅导台): advise before an application is taken in, and begin the application from it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.services import CounselLine
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.errors import DomainError, NotFound
from tongban.orgs import selectors as orgs
from tongban.workbench.web.intake import INTAKE, party_of
from tongban.workbench.web.pages import attempted, officer_of, page, posted, tell


@requires(INTAKE, "cases.view_department")
@require_safe
def counsels(request: HttpRequest) -> HttpResponse:
    """Advice given in the officer's scope, newest first."""
    actor = officer_of(request)
    cursor = request.GET.get("cursor", "")[:15]
    found = cases.counsels(viewer=actor, cursor=cursor)
    context = {
        "found": found,
        "officers": orgs.officer_names(row.officer_id for row in found.rows),
        "first_page": not cursor,
        "params": request.GET.dict(),
    }
    return page(request, "counsels.html", context)


@requires(INTAKE, "cases.view_department")
@require_http_methods(["GET", "HEAD", "POST"])
def counsel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One advice; its button begins the application it was for."""
    actor = officer_of(request)
    view = cases.counsel(uid, viewer=actor)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:  # an item that is no longer offered is a refusal here too: the advice stays on the page
            version = catalogue.current_version(view.item_id)
            case = services.draft_case(version_id=version.id, applicant_id=view.party_id, actor=actor)
            services.draft_from_counsel(counsel_uid=uid, case_uid=case, actor=actor)
            services.use_held_licences(case_uid=case, actor=actor)
        except DomainError as error:
            refusal = error
        else:
            return HttpResponseRedirect(reverse("workbench:intake_papers", args=[case]))
    context = {
        "nav_current": "workbench:counsels",
        "counsel": view,
        "officers": orgs.officer_names([view.officer_id]),
    }
    return page(request, "counsel.html", context, error=refusal)


@requires(INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, token: str, version_id: int) -> HttpResponse:
    """Go through the materials of the guide with the person at the desk and keep what was said."""
    actor = officer_of(request)
    applicant, version = party_of(token, actor), version_of(version_id)
    uid, error = attempted(
        request,
        lambda: services.give_counsel(
            party_id=applicant.id,
            version_id=version.id,
            lines=_lines(request, version),
            advice=posted(request, "advice"),
            actor=actor,
        ),
    )
    if uid is not None:
        tell(request, _("辅导意见已记录，申请人也能看到。"))
        return HttpResponseRedirect(reverse("workbench:counsel", args=[uid]))
    context = {
        "nav_current": "workbench:intake",
        "applicant": applicant,
        "token": token,
        "version": version,
        "route": cases.route(version),
    }
    return page(request, "counsel_give.html", context, error=error)


def version_of(version_id: int) -> ItemVersionView:
    """A version named in an address. Raises `NotFound`."""
    if version_id >= 2**62:
        raise NotFound()
    return catalogue.version(version_id)


def _lines(request: HttpRequest, version: ItemVersionView) -> list[CounselLine]:
    """What was said of each material; one of which nothing was said is left out."""
    ready = set(request.POST.getlist("ready"))
    return [
        CounselLine(m.order, str(m.order) in ready, posted(request, f"advice-{m.order}"))
        for m in version.materials
        if str(m.order) in ready or posted(request, f"advice-{m.order}")
    ]
