"""Claim an entry of the basic catalogue (认领), and the department's items as a spreadsheet, down and up."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, requires
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.selectors import LEVELS, EntryView
from tongban.catalogue.services import ImportReport
from tongban.catalogue.states import ItemKind
from tongban.console.web.guides import EDIT, departments_of
from tongban.console.web.pages import asked, attempted, page, posted, tell, uploaded
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs
from tongban.orgs.selectors import DepartmentView

MOST_SHOWN = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _department(request: HttpRequest, actor: Actor) -> DepartmentView | None:
    """The department in the address; of who works for one only, that one. Raises `NotFound`."""
    said = row_number(asked(request, "department"))
    if said is not None:
        return orgs.department(said)
    if not actor.everywhere and len(actor.department_ids) == 1:
        return orgs.department(min(actor.department_ids))
    return None


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Entries that the department has no item of; with `entry` in the address, the form that claims it."""
    actor = actor_of(request)
    department = _department(request, actor)
    code = asked(request, "entry", 12)
    if code:
        entry = catalogue.entry_by_code(code)
        if entry is None or department is None:
            raise NotFound()
        return _claim_one(request, entry, department, actor)
    text, cursor = asked(request, "q"), asked(request, "cursor")
    found: list[EntryView] = []
    following = ""
    if department is not None:
        found, following = catalogue.unclaimed_entries(department.id, viewer=actor, text=text, cursor=cursor)
    params = {"department": str(department.id) if department else "", "q": text}
    context = {
        "nav_current": "console:guides",
        "department": department,
        "departments": departments_of(actor),
        "rows": [(one, str(ItemKind(one.item_kind).label)) for one in found],
        "cursor": following,
        "first_page": not cursor,
        "params": {key: value for key, value in params.items() if value},
    }
    return page(request, "guides/claim.html", context)


def _claim_one(request: HttpRequest, entry: EntryView, department: DepartmentView, actor: Actor) -> HttpResponse:
    """Name, level and document of the new item; its code is made of the department's, the level and the entry's."""
    done, error = attempted(request, lambda: _claimed(request, entry, department, actor))
    if done is not None:
        return done
    if error is None and not actor.covers_department(department.id):
        raise NotFound()
    context = {
        "nav_current": "console:guides",
        "entry": entry,
        "kind": str(ItemKind(entry.item_kind).label),
        "department": department,
        "levels": list(LEVELS.items()),
        "level": _usual_level(department),
        "here": f"{request.path}?{urlencode({'entry': entry.catalog_code, 'department': str(department.id)})}",
    }
    return page(request, "guides/claim_one.html", context, error=error)


def _claimed(request: HttpRequest, entry: EntryView, department: DepartmentView, actor: Actor) -> HttpResponse:
    level, serial = posted(request, "level"), posted(request, "serial")
    errors = {} if level in LEVELS else {"level": _("请选择行使层级。")}
    if serial and not (len(serial) == 2 and serial.isascii() and serial.isdecimal()):
        errors["serial"] = _("业务办理项序号是两位数字，如 01；只有一个办理项的不填。")
    if errors:
        raise InvalidInput(errors=errors)
    created = verbs.create_item(
        code=f"{department.code}{level}{entry.catalog_code}{serial}",
        department_id=department.id,
        name=posted(request, "name"),
        document_no=posted(request, "document_no"),
        reason=posted(request, "reason"),
        actor=actor,
    )
    tell(request, _("“%(name)s”已经认领，请起草第一版指南。") % {"name": created.name})
    return HttpResponseRedirect(reverse("console:guides_item", args=[created.id]))


def _usual_level(department: DepartmentView) -> str:
    """The level the department exercises its powers on, as its kind and region tell it."""
    by_kind = {"town": "5", "village": "6"}.get(department.kind)
    region = department.region_code
    return by_kind or ("2" if region.endswith("0000") else "3" if region.endswith("00") else "4")


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """Download the items, upload them changed: first only checked, or taken where no cell is at fault."""
    actor = actor_of(request)
    department = _department(request, actor)
    only_check = posted(request, "do") != "import"
    report, error = attempted(request, lambda: _taken(request, actor, only_check=only_check))
    faults = [one for one in report.findings if one.weight == "refused"] if report else []
    context = {
        "nav_current": "console:guides",
        "department": department,
        "departments": departments_of(actor),
        "report": report,
        "findings": faults[:MOST_SHOWN],
        "changed": [one for one in report.outcomes if one.outcome == "taken"][:MOST_SHOWN] if report else [],
        "only_check": only_check,
        "params": request.GET.dict(),
    }
    return page(request, "guides/sheet.html", context, status=422 if faults else 200, error=error)


def _taken(request: HttpRequest, actor: Actor, *, only_check: bool) -> ImportReport:
    """Read the uploaded workbook. Raises `InvalidInput` where there is none, `FeedUnreadable`, `PermissionDenied`."""
    with uploaded(request, "file", _("请选择改好的表格文件（.xlsx）。"), (".xlsx",)) as path:
        return verbs.import_sheet(path=path, actor=actor, dry_run=only_check)


@requires(EDIT)
@require_safe
def sheet_file(request: HttpRequest) -> HttpResponse:
    """The workbook of one department."""
    actor = actor_of(request)
    department = _department(request, actor)
    if department is None:
        raise NotFound()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.xlsx"
        catalogue.write_sheet(department.id, path, viewer=actor)
        response = HttpResponse(path.read_bytes(), content_type=XLSX)
    name = _("%(department)s实施清单.xlsx") % {"department": department.name}
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
