"""My desk by lamp, the queue by state, and what waits to be handed out."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases.facts import LOGGED_CASE
from tongban.cases.selectors import CaseRow
from tongban.cases.states import CaseState
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.kernel.actor import Actor
from tongban.workbench.web.batch import bulk_actions
from tongban.workbench.web.pages import CASEWORK, officer_of, page
from tongban.workbench.web.words import LAMPS, TAB_LABELS

SIZES = (20, 50, 100)
CASE, RATING = "case", "rating"
#: What else something is owed on: its name, its page, who opens that, and whether the page is one of it alone.
OTHERS = {
    "payment_order": (gettext_lazy("缴款单"), "workbench:fee", "fees.view", True),
    "refund": (gettext_lazy("退费"), "workbench:refunds", "fees.view", False),
    "fee_difference": (gettext_lazy("对账差异"), "console:reconciliation", "fees.reconcile", False),
    "credit_record": (gettext_lazy("信用记录"), "workbench:credit_record", "credit.view", True),
    "courier_order": (gettext_lazy("寄递件"), "workbench:parcel", "post.view", True),
    "handover": (gettext_lazy("审批结果"), "workbench:handover", "regulation.view", True),
    "inspection": (gettext_lazy("检查"), "workbench:inspection", "regulation.view", True),
}


@requires("duties.view")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Duties that run, most urgent first, each with the case it belongs to; paused ones are grey."""
    actor = officer_of(request)
    lamp = request.GET.get("lamp", "")
    lamp = lamp if lamp in LAMPS else ""
    cursor = request.GET.get("cursor", "")
    found = duties.duties(
        viewer=actor,
        state="paused" if lamp == "grey" else "open",
        lamp="" if lamp == "grey" else lamp,
        cursor=cursor,
        size=_size(request),
    )
    context = {
        "lamp": lamp,
        "lamps": duties.lamp_counts(viewer=actor),
        "most": duties.MOST_COUNTED,
        "tabs": cases.queue_counts(viewer=actor) if actor.may("cases.view_department") else {},
        "rows": lines_of(found.rows, actor),
        "next_cursor": found.next_cursor,
        "first_page": not cursor,
        "params": request.GET.dict(),
    }
    return page(request, "desk.html", context)


def _size(request: HttpRequest) -> int:
    """Rows of a page: twenty, or what the officer has chosen among `SIZES`."""
    asked = request.GET.get("size", "")
    return int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) in SIZES else SIZES[0]


def lines_of(found: tuple[DutyView, ...], actor: Actor) -> list[dict[str, object]]:
    """Each duty with its subject's name and address; a duty whose case is not this officer's keeps its own name."""
    rows = cases.rows_of({duty.subject.id for duty in found if duty.subject.type == CASE}, viewer=actor)
    logged_uids = {duty.subject.id for duty in found if duty.subject.type == LOGGED_CASE}
    logs = cases.logged_names(logged_uids, viewer=actor)
    lines: list[dict[str, object]] = []
    for duty in found:
        case = rows.get(duty.subject.id)
        line: dict[str, object] = {"duty": duty, "kind": duty.kind_label, "case": case, "href": "", "name": ""}
        if (logged := logs.get(duty.subject.id)) is not None:
            line |= {"name": logged, "href": reverse("workbench:logged", args=[duty.subject.id])}
        elif case is not None:
            line |= {"name": case.item_name, "href": reverse("workbench:case", args=[case.uid])}
        elif duty.subject.type == RATING:
            line["name"] = _("群众差评")
            if actor.may("ratings.handle"):
                line["href"] = reverse("workbench:rating", args=[duty.subject.id])
        elif duty.subject.type in OTHERS:
            label, name, permission, by_id = OTHERS[duty.subject.type]
            line["name"] = label
            if actor.may(permission):
                line["href"] = reverse(name, args=[duty.subject.id] if by_id else None)
        lines.append(line)
    return lines


@requires(*CASEWORK)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The cases of the officer's scope by state, with search by number or item."""
    return _queue(request, default="", nav="workbench:queue")


@requires(*CASEWORK)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Decided cases whose result is to be made, delivered or closed."""
    return _queue(request, default="result", nav="workbench:results")


def _queue(request: HttpRequest, *, default: str, nav: str) -> HttpResponse:
    actor = officer_of(request)
    counts = cases.queue_counts(viewer=actor)
    tab = request.GET.get("tab", default)
    tab = tab if tab in counts else default
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    cursor = request.GET.get("cursor", "")[:15]
    found = cases.queue(viewer=actor, tab=tab, cursor=cursor, size=_size(request), text=text)
    context = {
        "nav_current": nav,
        "tab": tab,
        "views": _views(counts, tab, text) if not default else [],
        "text": text,
        "found": found,
        "first_page": not cursor,
        "params": request.GET.dict(),
        "here": request.path,
        "lines": _with_addresses(found.rows),
        "bulk": bulk_actions(actor, tab) if not default else [],
    }
    return page(request, "queue.html", context)


_ANY = str(UUID(int=0))


def _with_addresses(rows: Sequence[CaseRow]) -> list[tuple[CaseRow, str]]:
    """Each row with its address; found out once for the page, because looking one up costs more than a cell."""
    case, papers = (reverse(f"workbench:{name}", args=[_ANY]).split(_ANY) for name in ("case", "intake_papers"))
    return [(row, str(row.uid).join(papers if row.state == CaseState.DRAFT else case)) for row in rows]


def _views(counts: dict[str, int], tab: str, text: str) -> list[dict[str, object]]:
    """The tabs; the search stays when one changes between them."""
    address = reverse("workbench:queue")
    more = f"&q={text}" if text else ""
    most = cases.MOST_COUNTED
    whole = {"label": _("全部"), "href": f"{address}?tab={more}", "count": sum_of(counts), "current": tab == ""}
    return [{**whole, "most": most}] + [
        {
            "label": TAB_LABELS.get(key, key),
            "href": f"{address}?tab={key}{more}",
            "count": count,
            "most": most,
            "current": key == tab,
        }
        for key, count in counts.items()
    ]


def sum_of(counts: dict[str, int]) -> int:
    """All cases, as far as they were counted; no state stands in two tabs."""
    return sum(counts.values())
