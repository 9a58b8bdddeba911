"""The watch over back entries: cases handled outside the system and entered afterwards."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import actor_of, requires
from tongban.cases import selectors as cases
from tongban.console.web.pages import page
from tongban.kernel import clock
from tongban.orgs import selectors as orgs

_USUAL = dt.timedelta(days=90)


@requires("insight.view")
@require_safe
def entered(request: HttpRequest) -> HttpResponse:
    """By department: how many, of how many cases, how long after; and the newest ones with their reasons."""
    today = clock.today()
    since, until = _day(request, "since", today - _USUAL), _day(request, "until", today)
    counts, lines = cases.entries(since=since, until=until, viewer=actor_of(request))
    context = {
        "since": since,
        "until": until,
        "counts": counts,
        "lines": lines,
        "officers": orgs.officer_names(line.officer_id for line in lines),
        "params": request.GET.dict(),
    }
    return page(request, "entered.html", context)


def _day(request: HttpRequest, name: str, usual: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return usual
    return day if 2000 <= day.year < 2100 else usual
