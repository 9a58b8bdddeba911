"""The case: form and evidence side by side, clocks, history, instruments, and the buttons the law leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
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
from tongban.ledger.facts import FactView
from tongban.licences import services as licences
from tongban.orgs import selectors as orgs
from tongban.workbench.web import hands, interested, opinions, promises, time, words
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
    request: HttpRequest,
    view: CaseView,
    actor: Actor,
    *,
    verb: str = "",
    error: DomainError | None = None,
    typed: QueryDict | None = None,
    note: str = "",
) -> HttpResponse:
    """The page as it stands now; after a refusal with the sentence, the form unfolded and what was typed kept; with a
    form begun from a text kept ready (`typed`) and the sentence that says so (`note`)."""
    facts = cases.timeline(view, viewer=actor)
    clocks = cases.clocks(view, viewer=actor)
    promise, statutory, others = words.clock_rows(clocks)
    names = orgs.officer_names([*(fact.officer_id for fact in facts), *hands.people(view)])
    stored = files.stored_files(material.digest for material in view.materials if material.digest)
    forms, concerned = (
        {**hands.forms(view), **time.forms(view), **promises.forms(view)},
        interested.found(view, facts, actor),
    )
    context = {
        "nav_current": "workbench:queue",
        "case": view,
        "unlike": cases.unlike_register(view),
        "form_rows": words.form_rows(view),
        "evidence": words.evidence_rows(view, stored),
        "promise": promise,
        "statutory": statutory,
        "duties": others,
        "events": words.timeline_rows(view, facts, names),
        "looks": sum(fact.kind == words.VIEWED for fact in facts),
        "officers": names,
        "wanted": words.material_choices(view),
        "delivery": list(DELIVERY_LABELS.items()),
        "open_verb": verb or _usual(view),
        "forms": {**forms, **interested.forms(view, forms, concerned)},
        "interested": concerned,
        **time.context(view, clocks, facts),
        "error": error,
        "offers": opinions.offers(view),
        "note": note,
        "typed": request.POST if typed is None else typed,
        **_money_and_post(view, facts, actor),
    }
    return page(request, "case.html", context, status=error.status if error else 200)


def _money_and_post(view: CaseView, facts: Sequence[FactView], actor: Actor) -> dict[str, object]:
    """Whether anything is to be paid or on its way, as the timeline tells; what exactly is a page of its own."""
    told = {fact.kind for fact in facts}
    return {"money": bool(told & {"fee.charged", "post.ordered"}) or chargeable(view, actor)}


def chargeable(view: CaseView, actor: Actor) -> bool:
    """Whether this officer may open a payment order now."""
    may = view.state in ("accepted", "examined", "decided") and view.version.fee.charged is True
    return may and actor.may("fees.charge")


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
    view = cases.case_view(uid, viewer=actor)
    digest = next((m.digest for m in view.materials if m.order == order), "" if order else view.entered_digest)
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
