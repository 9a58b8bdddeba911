"""Intake at the window, second half: form and materials, submission, what happens on the spot, the receipt."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.selectors import CaseView
from tongban.cases.services import MaterialInput
from tongban.catalogue import selectors as catalogue
from tongban.files import services as files
from tongban.furniture import schema
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput
from tongban.workbench.web import words
from tongban.workbench.web.actions import check_revision
from tongban.workbench.web.intake import INTAKE
from tongban.workbench.web.pages import CASEWORK, officer_of, page, posted, tell

FORM = "form-"
_OPEN = ("draft", "supplement_notified")


@requires(INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Form and materials of a case at the window: kept at every press, handed in by the last one."""
    actor = officer_of(request)
    view = cases.case_view(uid, viewer=actor)
    if view.state not in _OPEN:
        return HttpResponseRedirect(reverse("workbench:case", args=[uid]))
    if request.method != "POST":
        return _papers_page(request, view)
    errors: dict[str, str] = {}
    try:
        check_revision(request, uid, actor)
        errors = _keep(request, view, actor)
        # Only what was to be handed in must be right; a half-filled form may be kept.
        if posted(request, "do") == "save":
            tell(request, _("已保存，可以接着办理。"))
            return HttpResponseRedirect(request.path)
        if not errors:
            return _hand_in(request, view, actor)
        return _papers_page(request, cases.case_view(uid, viewer=actor), errors=errors)
    except DomainError as error:
        known = error.errors if isinstance(error, InvalidInput) else {}
        fresh = cases.case_view(uid, viewer=actor)
        return _papers_page(request, fresh, errors={FORM + name: text for name, text in known.items()}, refusal=error)


def _keep(request: HttpRequest, view: CaseView, actor: Actor) -> dict[str, str]:
    """Save the form and every material touched; returns what is wrong by field of the page."""
    errors: dict[str, str] = {}
    typed = schema.read(_rule(view), request.POST, FORM)
    wrong = services.save_form(case_uid=view.uid, form_data=typed, actor=actor)
    errors |= {FORM + name: text for name, text in wrong.items()}
    ticked = set(request.POST.getlist("received"))
    for material in view.materials:
        name = f"material-{material.order}"
        upload = request.FILES.get(name)
        try:
            if upload is not None:
                stored = files.store(
                    content=upload, name=upload.name or "", declared_type=upload.content_type or "", actor=actor
                )
                given = MaterialInput(order=material.order, digest=stored.digest, file_name=stored.name)
                services.attach_material(case_uid=view.uid, material=given, actor=actor)
            elif name in ticked and material.provision in ("", "paper"):
                given = MaterialInput(order=material.order, paper=True)
                services.attach_material(case_uid=view.uid, material=given, actor=actor)
        except DomainError as error:
            errors[name] = error.sentence + error.advice
    return errors


def _rule(view: CaseView) -> dict[str, object]:
    return catalogue.for_applicant(view.version.form_schema, view.applicant.kind)


def _hand_in(request: HttpRequest, view: CaseView, actor: Actor) -> HttpResponse:
    """Submit, or hand the supplement in; a complete instant item goes straight on to acceptance."""
    done = HttpResponseRedirect(reverse("workbench:intake_done", args=[view.uid]))
    if view.state == "supplement_notified":
        services.supplement_case(case_uid=view.uid, actor=actor)
        tell(request, _("补正材料已收到。"))
        return done
    incomplete = posted(request, "do") == "incomplete"
    number = services.submit_case(case_uid=view.uid, actor=actor, incomplete=incomplete)
    tell(request, _("已收件，办件编号：%(number)s。") % {"number": number})
    fresh = cases.case_view(view.uid, viewer=actor)
    allowed = {action.verb for action in fresh.actions if action.allowed}
    if fresh.instant and not fresh.missing and "accept" in allowed and "decide_on_the_spot" not in allowed:
        services.accept_case(case_uid=view.uid, actor=actor)
        tell(request, _("即办件材料齐全，已当场受理，等审批人决定。"))
    return done


def _papers_page(
    request: HttpRequest, view: CaseView, *, errors: dict[str, str] | None = None, refusal: DomainError | None = None
) -> HttpResponse:
    found = errors or {}
    rule = _rule(view)
    values = schema.read(rule, request.POST, FORM) if request.method == "POST" else view.form_data
    plain = {name.removeprefix(FORM): text for name, text in found.items() if name.startswith(FORM)}
    context = {
        "nav_current": "workbench:intake",
        "case": view,
        "fields": schema.rows(rule, values, plain, words.sources(view, rule) if request.method != "POST" else {}, FORM),
        "materials": words.desk_materials(view, found),
        "errors": found,
        "supplementing": view.state == "supplement_notified",
        "route": cases.route(view.version),
        "advised": cases.counsels_of_case(view.uid, viewer=officer_of(request)),
    }
    return page(request, "intake_papers.html", context, status=422 if found else 200, error=refusal)


@requires(INTAKE)
@require_safe
def done(request: HttpRequest, uid: UUID) -> HttpResponse:
    """After submission: the number, the receipt, and what can be done on the spot (notice, acceptance, decision)."""
    view = cases.case_view(uid, viewer=officer_of(request))
    if view.state == "draft":
        return HttpResponseRedirect(reverse("workbench:intake_papers", args=[uid]))
    allowed = {action.verb for action in view.actions if action.allowed}
    context = {
        "nav_current": "workbench:intake",
        "case": view,
        "allowed": allowed,
        "wanted": words.material_choices(view),
        "documents": [(row.label, row.number, words.instrument_address(view, row.id)) for row in view.instruments],
    }
    return page(request, "intake_done.html", context)


@requires(*CASEWORK)
@require_safe
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the applicant takes home, made to be printed."""
    actor = officer_of(request)
    view = cases.case_view(uid, viewer=actor)
    if view.state == "draft":
        return HttpResponseRedirect(reverse("workbench:intake_papers", args=[uid]))
    promise, _statutory, others = words.clock_rows(cases.clocks(view, viewer=actor))
    notice = next((duty for duty in others if duty.kind == "case.one_time_notice"), None)
    return page(request, "receipt.html", {"case": view, "promise": promise, "notice": notice})
