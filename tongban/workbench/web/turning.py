"""What turns yellow or red next: the page a supervisor leaves open."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.access.services import requires
from tongban.duties import selectors as duties
from tongban.workbench.web.desk import lines_of
from tongban.workbench.web.pages import officer_of, page

HOURS = {"1": _("一小时内"), "8": _("八小时内"), "24": _("一天内"), "72": _("三天内")}
SHOWN = 100


@requires("duties.view")
@require_safe
def turning(request: HttpRequest) -> HttpResponse:
    """Running duties of the officer's scope that turn within the chosen hours, soonest first."""
    actor = officer_of(request)
    hours = request.GET.get("hours", "")
    hours = hours if hours in HOURS else "8"
    found = duties.now_turning(viewer=actor, within=dt.timedelta(hours=int(hours)), size=SHOWN)
    lines = lines_of(tuple(turn.duty for turn in found.rows), actor)
    context = {
        "found": found,
        "most": duties.MOST_COUNTED,
        "rows": [{**line, "turn": turn} for line, turn in zip(lines, found.rows, strict=True)],
        "hours": hours,
        "choices": [{"label": label, "href": f"?hours={key}", "current": key == hours} for key, label in HOURS.items()],
        "shown": SHOWN,
        "params": request.GET.dict(),
    }
    return page(request, "turning.html", context)
