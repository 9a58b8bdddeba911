"""Apply on-line for something that another place handles: by its guide, for oneself or whom one acts for today."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.cases.services import GivenMaterial, Upload
from tongban.catalogue import selectors as catalogue
from tongban.cross_region import selectors, services
from tongban.cross_region.selectors import GuideView
from tongban.cross_region.states import CONSENT, Mode
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.parties import selectors as parties
from tongban.portal.web.shared import page, told

PREFIX = "form-"


@signed_in
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """What of other places can be applied for from here."""
    return page(request, "cross_region_items", {"guides": selectors.guides(viewer=actor_of(request))})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, peer_id: int, code: str) -> HttpResponse:
    """Form, materials and consent on one page; what the form says is sealed and sent, not kept here."""
    guide = selectors.guide(peer_id, code)
    applicant_id = _applicant(request)
    rule = catalogue.for_applicant(dict(guide.form_schema), parties.kind(applicant_id))
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            uid = _forward(request, guide, applicant_id, rule)
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, _("申请已转送，办理地收到后会有办件编号。"))
            return HttpResponseRedirect(reverse("portal:cross_region_case", args=[uid]))
    known = refusal.errors if isinstance(refusal, InvalidInput) else {}
    errors = {name: text for name, text in known.items() if name in rule.get("properties", {})}
    context = {
        "guide": guide,
        "schema": rule,
        "values": _form_data(request, rule),
        "prefix": PREFIX,
        "errors": errors,
        "summary": {PREFIX + name: text for name, text in errors.items()},
        "refused": told(refusal) if refusal and not errors else None,
        "consent": CONSENT.format(place=guide.place, item=guide.name),
        "agreed": request.POST.get("consent") == "yes",
    }
    return page(request, "cross_region_apply", context, status=refusal.status if refusal else 200)


def _applicant(request: HttpRequest) -> int:
    actor = actor_of(request)
    found = actor.principal_id or actor.party_id
    if found is None:
        raise NotFound()
    return found


def _forward(request: HttpRequest, guide: GuideView, applicant_id: int, rule: dict[str, object]) -> str:
    given = []
    for one in guide.materials:
        upload = request.FILES.get(f"material-{one['order']}")
        if upload is not None:
            file = Upload(upload, upload.name or "", upload.content_type or "")
            given.append(GivenMaterial(int(one["order"]), upload=file))
    made = services.forward_application(
        peer_id=guide.peer_id,
        item_code=guide.item_code,
        applicant_id=applicant_id,
        form_data=_form_data(request, rule),
        materials=given,
        consent=request.POST.get("consent") == "yes",
        mode=Mode.FULLY_ONLINE,
        actor=actor_of(request),
    )
    return str(made.uid)


def _form_data(request: HttpRequest, rule: dict[str, object]) -> dict[str, object]:
    data: dict[str, object] = {}
    properties = rule.get("properties", {})
    for name, prop in properties.items() if isinstance(properties, dict) else ():
        if prop.get("type") == "array":
            data[name] = request.POST.getlist(PREFIX + name)
        elif (typed := str(request.POST.get(PREFIX + name, "")).replace("\x00", "").strip()) != "":
            data[name] = typed
    return data
