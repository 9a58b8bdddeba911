"""The case: form and evidence side by side, clocks, history, instruments, and the buttons the law leaves open."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.selectors import CaseView
from tongban.cases.states import DELIVERY_LABELS
from tongban.files import selectors as files
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, NotFound
from tongban.licences import services as licences
from tongban.orgs import selectors as orgs
from tongban.workbench.web import words
from tongban.workbench.web.pages import CASEWORK, officer_of, page

#: A document of our own inside our own page; it may load nothing and be framed by nobody else.
FRAMED = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)
#: Which open button a case unfolds by itself: the usual next step.
_USUAL = ("accept", "examine", "decide", "decide_on_the_spot", "issue_result", "deliver", "close")


@requires(*CASEWORK)
@require_safe
def case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The case page. Opening it is recorded once, and the applicant can see that it was."""
    actor = officer_of(request)
    return case_page(request, services.open_case(case_uid=uid, actor=actor), actor)


def case_page(
    request: HttpRequest, view: CaseView, actor: Actor, *, verb: str = "", error: DomainError | None = None
) -> HttpResponse:
    """The page as it stands now; after a refusal with the sentence, the form unfolded and what was typed kept."""
    facts = cases.timeline(view, viewer=actor)
    promise, statutory, others = words.clock_rows(cases.clocks(view, viewer=actor))
    stored = files.stored_files(material.digest for material in view.materials if material.digest)
    context = {
        "nav_current": "workbench:queue",
        "case": view,
        "unlike": cases.unlike_register(view),
        "form_rows": words.form_rows(view),
        "evidence": words.evidence_rows(view, stored),
        "promise": promise,
        "statutory": statutory,
        "duties": others,
        "events": words.timeline_rows(view, facts, orgs.officer_names(fact.officer_id for fact in facts)),
        "looks": sum(fact.kind == words.VIEWED for fact in facts),
        "wanted": words.material_choices(view),
        "delivery": list(DELIVERY_LABELS.items()),
        "open_verb": verb or _usual(view),
        "error": error,
        "typed": request.POST,
    }
    return page(request, "case.html", context, status=error.status if error else 200)


def _usual(view: CaseView) -> str:
    """The one-time notice while required materials are missing, else the usual next step that is open."""
    allowed = [action.verb for action in view.actions if action.allowed]
    if view.missing and "notify_supplement" in allowed:
        return "notify_supplement"
    # An instant item is decided without a paper of opinion; a promised one is examined first.
    usual = ("decide", *_USUAL) if view.instant else _USUAL
    return next((verb for verb in usual if verb in allowed), "")


@requires(*CASEWORK)
@xframe_options_sameorigin
@require_safe
def material(request: HttpRequest, uid: UUID, order: int) -> HttpResponse:
    """An uploaded material: shown where the browser can, else handed out as a file."""
    actor = officer_of(request)
    name, content = cases.material_file(uid, order, viewer=actor)
    digest = next((m.digest for m in cases.case_view(uid, viewer=actor).materials if m.order == order), "")
    return _file(name, content, files.stored_file(digest).media_type)


@requires(*CASEWORK)
@xframe_options_sameorigin
@require_safe
def instrument(request: HttpRequest, uid: UUID, instrument_id: int) -> HttpResponse:
    """The sealed PDF of a written instrument."""
    name, content = services.instrument_pdf(case_uid=uid, instrument_id=instrument_id, actor=officer_of(request))
    return _file(name, content, "application/pdf")


@requires("licences.fetch")
@xframe_options_sameorigin
@require_safe
def licence(request: HttpRequest, uid: UUID, order: int) -> HttpResponse:
    """The licence that stands in for a material; fetching it is recorded with its purpose."""
    actor = officer_of(request)
    view = cases.case_view(uid, viewer=actor)
    used = next((m for m in view.materials if m.order == order and m.licence_identifier), None)
    if used is None:
        raise NotFound()
    found = licences.fetch_licence_file(
        identifier=used.licence_identifier, purpose=f"审查“{view.item_name}”的材料“{used.name}”"[:200], actor=actor
    )
    return _file(found.name, found.content, "application/pdf")


def _file(name: str, content: bytes, media_type: str) -> HttpResponse:
    inline = words.may_stand_inline(media_type)
    response = HttpResponse(content, content_type=media_type if inline else "application/octet-stream")
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = FRAMED
    return response
