"""The guide of an item: what it takes, how long it lasts, what to bring."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

import tongban
from tongban.access.services import actor_of, public
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import Guide, LineageView, Nearby
from tongban.catalogue.states import ItemState
from tongban.furniture.frame import display_choices
from tongban.licences import selectors as licences
from tongban.portal import rows
from tongban.portal.web.shared import my_holders, page

MOST_POINTS = 10


@public
@require_safe
def guide(request: HttpRequest, item_id: int) -> HttpResponse:
    """The guide page; unchanged for those who are signed out, it is not sent again."""
    found = catalogue.guide(item_id)
    near = request.GET.get("near", "").replace("\x00", "").strip()[:40]
    nearby = catalogue.points_nearby(item_id, near=near, most=MOST_POINTS)
    instead = () if found.version.item_in_use else catalogue.successors(item_id)
    tag = _etag(request, found, nearby, instead)
    if tag and request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "private, no-cache"})
    wanted = [m.licence_type_code for m in found.licence_free]
    holders = my_holders(request) if wanted else []
    held = {view.type_code: view for view in licences.evidence_for(holders, wanted)} if holders else {}
    context = {
        "guide": found,
        "version": found.version,
        "facts": rows.guide_facts(found),
        "fees": found.version.fee.items,
        "materials": [rows.guide_material(m, held.get(m.licence_type_code)) for m in found.version.materials],
        "why_not": rows.why_not_online(found.version),
        "instead": [one for one in instead if one.state == ItemState.IN_USE],
        "near": near,
        "nearby": nearby,
        "held_count": sum(1 for m in found.licence_free if m.licence_type_code in held),
    }
    response = page(request, "guide", context)
    if tag:
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
    return response


def _etag(request: HttpRequest, found: Guide, nearby: Nearby, instead: Sequence[LineageView]) -> str:
    """Of the content, the points near, what took its place, the display choice and this release; none for the
    signed-in, whose page names their things."""
    if actor_of(request).account_id is not None:
        return ""
    parts = [
        found.etag,
        repr(nearby),
        repr(instead),
        *sorted(display_choices(request)),
        getattr(tongban, "__version__", ""),
    ]
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'
