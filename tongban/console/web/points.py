"""Service points near people: what each offers, and which offer too little."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import requires
from tongban.catalogue import selectors as catalogue
from tongban.console.web.pages import known_id, page
from tongban.orgs import selectors as orgs

_SHOWN = 200


@requires("insight.view")
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """Town, community and village points with the number of items each offers and has to."""
    only_short = request.GET.get("short") == "1"
    found = catalogue.point_counts()
    short = [point for point in found if point.short]
    shown = short if only_short else found
    kinds = {kind: [point for point in found if point.kind == kind] for kind in dict.fromkeys(p.kind for p in found)}
    context = {
        "shown": shown[:_SHOWN],
        "total": len(shown),
        "only_short": only_short,
        "kinds": [
            (points[0].kind_label, len(points), sum(not point.short for point in points), points[0].minimum)
            for points in kinds.values()
        ],
        "basis": found[0].basis if found else "",
    }
    return page(request, "points.html", context)


@requires("insight.view")
@require_safe
def point(request: HttpRequest, hall_id: int) -> HttpResponse:
    """The items one point offers."""
    context = {
        "nav_current": "console:points",
        "hall": orgs.hall(known_id(hall_id)),
        "items": catalogue.items_at_point(hall_id),
    }
    return page(request, "point.html", context)
