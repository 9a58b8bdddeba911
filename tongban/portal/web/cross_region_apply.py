"""Apply on-line for something that another place handles: by its guide, for oneself or whom one acts for today."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.catalogue import selectors as catalogue
from tongban.cross_region import selectors, services
from tongban.cross_region.selectors import GuideView
from tongban.cross_region.states import CONSENT, Mode
from tongban.furniture import schema
from tongban.furniture.asking import attempted, tell
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.parties import selectors as parties
from tongban.portal.web.cross_region import handed_in
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
    form_data = schema.read(rule, request.POST, PREFIX)
    uid, error = attempted(request, lambda: _forward(request, guide, applicant_id, form_data))
    if uid is not None:
        tell(request, _("申请已转送，办理地收到后会有办件编号。"))
        return HttpResponseRedirect(reverse("portal:cross_region_case", args=[uid]))
    known = error.errors if isinstance(error, InvalidInput) else {}
    errors = {name: text for name, text in known.items() if name in rule.get("properties", {})}
    context = {
        "guide": guide,
        "schema": rule,
        "values": form_data,
        "prefix": PREFIX,
        "errors": errors,
        "summary": {PREFIX + name: text for name, text in errors.items()},
        "refused": told(error) if error and not errors else {},
        "consent": CONSENT.format(place=guide.place, item=guide.name),
        "agreed": request.POST.get("consent") == "yes",
    }
    return page(request, "cross_region_apply", context, error=error)


def _applicant(request: HttpRequest) -> int:
    actor = actor_of(request)
    found = actor.principal_id or actor.party_id
    if found is None:
        raise NotFound()
    return found


def _forward(request: HttpRequest, guide: GuideView, applicant_id: int, form_data: Mapping[str, object]) -> str:
    made = services.forward_application(
        peer_id=guide.peer_id,
        item_code=guide.item_code,
        applicant_id=applicant_id,
        form_data=form_data,
        materials=handed_in(request, guide.materials),
        consent=request.POST.get("consent") == "yes",
        mode=Mode.FULLY_ONLINE,
        actor=actor_of(request),
    )
    return str(made.uid)
