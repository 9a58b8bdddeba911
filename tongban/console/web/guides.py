"""The guides a department compiles: the list of items, what waits for review, one item with its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, requires
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.selectors import Dossier, OpenVersion
from tongban.catalogue.states import ItemState, VersionState
from tongban.console.web.pages import page, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.ledger.facts import FactView, kinds
from tongban.orgs import selectors as orgs

EDIT, ENDORSE, PUBLISH = "catalogue.edit", "catalogue.endorse", "catalogue.publish"
COMPILERS = (EDIT, ENDORSE, PUBLISH)
MOST_WAITING = 200
STEPS = {
    "new": gettext_lazy("还没有发布过"),
    "none": gettext_lazy("没有进行中的版本"),
    "draft": gettext_lazy("草稿"),
    "in_department_review": gettext_lazy("待部门审核"),
    "in_review": gettext_lazy("待审核"),
    "scheduled": gettext_lazy("待到期发布"),
}
LABELS = {
    "draft_version": gettext_lazy("起草新版本"),
    "suspend_item": gettext_lazy("暂停"),
    "resume_item": gettext_lazy("恢复"),
    "abolish_item": gettext_lazy("取消"),
}


def known_id(number: int) -> int:
    """An id that a row can have. Raises `NotFound`."""
    if number >= 2**63:
        raise NotFound()
    return number


def day_of(text: str, field: str) -> dt.date | None:
    """A day as typed; None where nothing was. Raises `InvalidInput`."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(errors={field: _("日期写成 2026-11-30 这样。")}) from None


def tabs(current: str, actor: Actor) -> list[dict[str, object]]:
    """The ways in, as far as this person has something to do there."""
    found = [("guides", _("事项清单"), COMPILERS), ("guides_waiting", _("待我审核"), (ENDORSE, PUBLISH))]
    found += [("guides_drafts", _("草稿"), COMPILERS), ("guides_scheduled", _("定时发布"), COMPILERS)]
    return [
        {"label": label, "href": reverse(f"console:{name}"), "current": name == current}
        for name, label, seats in found
        if any(actor.may(seat) for seat in seats)
    ]


@requires(*COMPILERS)
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """The items of the person's departments; the address holds the filters."""
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    department = request.GET.get("department", "")
    state, step = request.GET.get("state", ""), request.GET.get("step", "")
    cursor = request.GET.get("cursor", "").replace("\x00", "")[:33]
    chosen = int(department) if department.isascii() and department.isdecimal() and len(department) < 19 else None
    found = catalogue.compiled_items(
        viewer=actor, text=text, department_id=chosen, state=state, step=step, cursor=cursor
    )
    params = {
        "q": text,
        "department": str(chosen or ""),
        "state": state if state in ItemState.values else "",
        "step": step if step in STEPS else "",
    }
    context = {
        "tabs": tabs("guides", actor),
        "found": found,
        "params": {key: value for key, value in params.items() if value},
        "first_page": not cursor,
        "states": [(one.value, str(one.label)) for one in ItemState],
        "steps": [(key, str(label)) for key, label in STEPS.items()],
        "departments": departments_of(actor),
        "may_edit": actor.may(EDIT),
    }
    return page(request, "guides/items.html", context)


def departments_of(actor: Actor) -> list[tuple[str, str]]:
    """The choice of a filter: only who works for several departments has one."""
    if not actor.everywhere and len(actor.department_ids) < 2:
        return []
    ids = None if actor.everywhere else actor.department_ids
    return [(str(one.id), one.name) for one in orgs.departments(ids=ids, active_only=False)[:200]]


@requires(ENDORSE, PUBLISH)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Versions that wait for this person's review: the department's step first, then the bureau's."""
    actor = actor_of(request)
    found = catalogue.waiting_for_department(viewer=actor) + catalogue.waiting_for_bureau(viewer=actor)
    return _versions(request, "guides_waiting", _("待我审核"), found, _("没有等您审核的版本"))


@requires(*COMPILERS)
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Versions that are still written."""
    found = [one for one in catalogue.open_versions(viewer=actor_of(request)) if one.state == VersionState.DRAFT]
    return _versions(request, "guides_drafts", _("草稿"), found, _("没有正在编制的草稿"))


@requires(*COMPILERS)
@require_safe
def scheduled(request: HttpRequest) -> HttpResponse:
    """Versions that will be published on a day to come, the next one first."""
    found = catalogue.scheduled_versions(viewer=actor_of(request))
    return _versions(request, "guides_scheduled", _("定时发布"), found, _("没有定好日期的版本"))


def _versions(request: HttpRequest, name: str, title: str, found: list[OpenVersion], empty: str) -> HttpResponse:
    context = {
        "nav_current": "console:guides",
        "tabs": tabs(name, actor_of(request)),
        "title": title,
        "rows": found[:MOST_WAITING],
        "total": len(found),
        "empty": empty,
    }
    return page(request, "guides/versions.html", context)


@requires(*COMPILERS)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """One item: versions, what it came from and became, what was done and why; begin a draft, suspend, abolish."""
    actor = actor_of(request)
    found = catalogue.dossier(known_id(item_id), viewer=actor)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            return _act(request, found, actor)
        except NotFound:
            raise
        except DomainError as refusal:
            error = refusal
    context = {
        "nav_current": "console:guides",
        "item": found,
        "acts": [(one, str(LABELS[one.verb])) for one in found.acts],
        "history": [_event(fact) for fact in found.facts],
        "before": catalogue.predecessors(item_id),
        "after": catalogue.successors(item_id),
        "error": error,
        "errors": error.errors if isinstance(error, InvalidInput) else {},
        "typed": request.POST,
    }
    return page(request, "guides/item.html", context, status=error.status if error else 200)


def _act(request: HttpRequest, found: Dossier, actor: Actor) -> HttpResponse:
    """Do what a button says; what is not offered to this person is refused by the verb itself."""
    verb = posted(request, "do")
    if verb == "draft_version":
        content = catalogue.starting_content(found.item_id, viewer=actor)
        draft = verbs.draft_version(item_id=found.item_id, content=content, actor=actor)
        tell(request, _("第%(number)s版草稿已经建立，从现行内容开始修改。") % {"number": draft.number})
        return HttpResponseRedirect(reverse("console:guides_edit", args=[draft.id]))
    changes: dict[str, Callable[..., object]] = {
        "suspend_item": verbs.suspend_item,
        "resume_item": verbs.resume_item,
        "abolish_item": verbs.abolish_item,
    }
    if verb not in changes:
        raise NotFound()
    day = day_of(posted(request, "effective_on"), "effective_on")
    changes[verb](
        item_id=found.item_id,
        reason=posted(request, "reason"),
        document_no=posted(request, "document_no"),
        effective_on=day,
        actor=actor,
    )
    tell(request, _("已办理：%(what)s。") % {"what": LABELS[verb]})
    return HttpResponseRedirect(request.path)


def _event(fact: FactView) -> dict[str, object]:
    """A fact as a line of the history: what, which version, why."""
    data = fact.data
    number = data.get("number")
    known = kinds().get(fact.kind)
    reasons = [str(data[key]) for key in ("reason", "opinion", "document_no", "effective_on") if data.get(key)]
    return {
        "text": (known.text if known else fact.kind) + (_("（第%(number)s版）") % {"number": number} if number else ""),
        "at": fact.occurred_at,
        "detail": "；".join(reasons),
    }
