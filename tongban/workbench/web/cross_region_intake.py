"""Intake at the window for another place: which item, form and papers by that place's own guide, consent."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.catalogue import selectors as catalogue
from tongban.cross_region import selectors, services
from tongban.cross_region.selectors import GuideView
from tongban.cross_region.states import CONSENT, MODE_LABELS, Mode
from tongban.furniture import schema
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput
from tongban.kernel.ids import uid_of
from tongban.parties.selectors import PartyView
from tongban.workbench.web.cross_region import done_address, materials_of
from tongban.workbench.web.intake import INTAKE, party_of
from tongban.workbench.web.pages import attempted, officer_of, page, posted, tell
from tongban.workbench.web.papers import FORM

NAV = {"nav_current": "workbench:intake"}


@requires(INTAKE)
@require_safe
def items(request: HttpRequest, token: str) -> HttpResponse:
    """Items of other places for the person who stands here."""
    actor = officer_of(request)
    applicant = party_of(token, actor)
    found = selectors.guides(viewer=actor, applicant_kind=applicant.kind)
    together = request.GET.get("together", "")[:36]
    context = {**NAV, "applicant": applicant, "token": token, "guides": found, "params": {"together": together}}
    return page(request, "cross_region_items.html", context)


@requires(INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, token: str, peer_id: int, code: str) -> HttpResponse:
    """Form and papers by the other place's guide; what the form says is sealed and sent, not kept here."""
    actor = officer_of(request)
    applicant = party_of(token, actor)
    guide = selectors.guide(peer_id, code)
    rule = catalogue.for_applicant(dict(guide.form_schema), applicant.kind)
    form_data = schema.read(rule, request.POST, FORM)
    uid, error = attempted(request, lambda: _forward(request, guide, applicant, form_data, actor))
    if uid is not None:
        tell(request, _("已收件并转送，办理地收到后会有办件编号。"))
        return HttpResponseRedirect(done_address(uid))
    errors = _field_errors(error, rule)
    plain = {name.removeprefix(FORM): text for name, text in errors.items() if name.startswith(FORM)}
    context = {
        **NAV,
        "applicant": applicant,
        "token": token,
        "guide": guide,
        "fields": schema.rows(rule, form_data, plain, {}, FORM),
        "consent": CONSENT.format(place=guide.place, item=guide.name),
        "modes": [(mode.value, MODE_LABELS[mode]) for mode in (Mode.COLLECT_ON_BEHALF, Mode.FULLY_ONLINE)],
        "together": request.GET.get("together", "")[:36],
        "errors": errors,
    }
    return page(request, "cross_region_form.html", context, error=error)


def _field_errors(refusal: DomainError | None, rule: dict[str, object]) -> dict[str, str]:
    """What is wrong by field of the page; what belongs to no field is said above the form."""
    known = refusal.errors if isinstance(refusal, InvalidInput) else {}
    properties = rule.get("properties", {})
    fields = {name: FORM + name for name in properties} if isinstance(properties, dict) else {}
    fields |= {name: name.replace("materials.", "material-") for name in known if name.startswith("materials.")}
    return {fields[name]: text for name, text in known.items() if name in fields}


def _forward(
    request: HttpRequest, guide: GuideView, applicant: PartyView, form_data: Mapping[str, object], actor: Actor
) -> str:
    together = posted(request, "together")
    mode = posted(request, "mode")
    made = services.forward_application(
        peer_id=guide.peer_id,
        item_code=guide.item_code,
        applicant_id=applicant.id,
        form_data=form_data,
        materials=materials_of(request, [int(one["order"]) for one in guide.materials]),
        consent=posted(request, "consent") == "yes",
        mode=Mode(mode) if mode in (Mode.COLLECT_ON_BEHALF, Mode.FULLY_ONLINE) else Mode.COLLECT_ON_BEHALF,
        originals=posted(request, "originals").splitlines()[:20],
        together=uid_of(together) if together else None,
        actor=actor,
    )
    return str(made.uid)
