"""The city as it is set up: front page, rule pack, calendar, organisations, outbox."""

from __future__ import annotations

import calendar as months
import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.access.services import actor_of, requires
from tongban.catalogue import selectors as catalogue
from tongban.console.web import words
from tongban.console.web.pages import STAFF, asked, known_id, page
from tongban.kernel import clock
from tongban.kernel.standards.text import row_number
from tongban.notices import selectors as notices
from tongban.notices.states import OutboxState
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference
from tongban.reference.selectors import CalendarDayView, CityCalendar

_SHORTEST = dt.timedelta(days=1)


@requires(*STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this person may open, in words."""
    return page(request, "home.html", {"hints": words.HINTS})


@requires("notices.outbox")
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Short messages and mails that left the city, numbers masked."""
    state = request.GET.get("state", "")
    state = state if state in OutboxState.values else ""
    cursor = request.GET.get("cursor", "")[:15]
    found = notices.outbox(actor_of(request), state=state, cursor=cursor, limit=20)
    views = [{"label": _("全部"), "href": "?", "current": not state}] + [
        {"label": str(one.label), "href": f"?state={one.value}", "current": one == state} for one in OutboxState
    ]
    context = {"found": found, "views": views, "params": request.GET.dict(), "first_page": not cursor}
    return page(request, "outbox.html", context)


@requires(*STAFF)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The parameters that bind today, those of one pack at a time, with the words of the law that set them."""
    every = reference.parameters()
    packs = {view.pack: view.pack_name for view in every}
    pack = request.GET.get("pack", "")
    pack = pack if pack in packs else next(iter(packs))
    found = [view for view in every if view.pack == pack]
    views = [{"label": name, "href": f"?pack={one}", "current": one == pack} for one, name in packs.items()]
    rows = [
        {
            "key": view.key,
            "name": words.PARAMETERS.get(view.key, view.key),
            "value": words.parameter_text(view),
            "view": view,
        }
        for view in found
    ]
    return page(request, "rules.html", {"rows": rows, "views": views})


@requires(*STAFF)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of working days: where it differs from the weekdays, and whether its notice is out."""
    this = clock.today().year
    wanted = row_number(asked(request, "year")) or this
    year = wanted if this - 30 <= wanted <= this + 5 else this
    table = reference.work_calendar()
    own = {view.day: view for view in reference.calendar_days(year)}
    days = [_day(dt.date(year, 1, 1) + _SHORTEST * number, table, own) for number in range(_length(year))]
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "provisional": table.is_provisional(dt.date(year, 6, 1)),
        "working": sum(bool(day["works"]) for day in days),
        "months": [_month(year, month, days) for month in range(1, 13)],
        "changed": [day for day in days if day["changed"]],
        "hours": table.hours,
    }
    return page(request, "calendar.html", context)


def _length(year: int) -> int:
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def _day(day: dt.date, table: CityCalendar, own: dict[dt.date, CalendarDayView]) -> dict[str, object]:
    works = table.is_working_day(day)
    mine = own.get(day)
    return {
        "day": day,
        "works": works,
        "changed": works != (day.weekday() < 5),
        "today": day == clock.today(),
        "note": f"{mine.name} {mine.document_no}".strip() if mine else "",
    }


def _month(year: int, month: int, days: list[dict[str, object]]) -> dict[str, object]:
    """A month in weeks from Monday; None where a week reaches into another month."""
    first = (dt.date(year, month, 1) - dt.date(year, 1, 1)).days
    lead, length = months.monthrange(year, month)
    cells: list[dict[str, object] | None] = [None] * lead + [*days[first : first + length]]
    cells += [None] * (-len(cells) % 7)
    return {"month": month, "weeks": [cells[at : at + 7] for at in range(0, len(cells), 7)]}


@requires(*STAFF)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Departments with their regions, and the halls."""
    text = asked(request, "q")
    found = orgs.departments(text=text, active_only=False)
    regions = reference.region_names({row.region_code for row in found if row.region_code})
    context = {"text": text, "found": found, "regions": regions, "halls": orgs.halls(), "params": request.GET.dict()}
    return page(request, "organisations.html", context)


@requires(*STAFF)
@require_safe
def organisation(request: HttpRequest, department_id: int) -> HttpResponse:
    """One department: contact, posts, officers, the items it handles."""
    department = orgs.department(known_id(department_id))
    context = {
        "nav_current": "console:organisations",
        "department": department,
        "parent": orgs.department(department.parent_id) if department.parent_id else None,
        "officers": orgs.officers(department_id=department_id, active_only=False),
        "posts": orgs.posts(department_id),
        "items": catalogue.search(department_id=department_id, page_size=1).total,
    }
    return page(request, "organisation.html", context)
