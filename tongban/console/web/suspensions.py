"""The watch over suspensions: who stops the clock too often, too long, or when the promise is nearly over."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import actor_of, requires
from tongban.cases import selectors as cases
from tongban.console.web import words
from tongban.console.web.pages import page
from tongban.kernel import clock
from tongban.kernel.errors import InvalidInput

#: How far the page looks back by itself, and at most.
_USUAL, _MOST = dt.timedelta(days=90), dt.timedelta(days=366)


@requires("insight.view")
@require_safe
def suspensions(request: HttpRequest) -> HttpResponse:
    """The suspensions of a period in the viewer's scope: those noted, and the sums by department, officer and item."""
    flag = request.GET.get("flag", "")
    until = _day(request, "until") or clock.today()
    since = _day(request, "since") or until - _USUAL
    if since > until or until - since > _MOST:
        raise InvalidInput(errors={"since": "时间段不对：开始不能晚于结束，最多一年。"})
    found = cases.suspension_watch(
        since=since, until=until, flag=flag if flag in cases.FLAGS else "", viewer=actor_of(request)
    )
    context = {
        "nav_current": "console:suspensions",
        "watch": found,
        "flags": cases.FLAGS,
        "flag": flag,
        "most": cases.MOST_SHOWN,
        "may_open": actor_of(request).may("cases.view_department"),
        "measures": [(one.note, words.parameter_text(one)) for one in found.measures],
    }
    return page(request, "suspensions.html", context)


def _day(request: HttpRequest, name: str) -> dt.date | None:
    text = request.GET.get(name, "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput(errors={name: "日期不对。"}) from error
