"""The guides a department compiles: the list of items, what waits for review, one item with its history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, requires
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.selectors import Dossier, OpenVersion
from tongban.catalogue.states import ChangeVerb, ItemState, VersionState
from tongban.console.web.pages import asked, attempted, known_id, page, posted, tell
from tongban.furniture.formatting import cn_date
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.standards.text import row_number
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


def tabs(current: str, actor: Actor) -> list[dict[str, object]]:
    """The ways in, as far as this person has something to do there."""
    found = [("guides", _("事项清单"), COMPILERS), ("guides_waiting", _("待我审核"), (ENDORSE, PUBLISH))]
    found += [("guides_drafts", _("草稿"), COMPILERS), ("guides_scheduled", _("定时发布"), COMPILERS)]
    found += [("guides_acts", _("动态管理"), COMPILERS)]
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
    text, state, step, cursor = (asked(request, name) for name in ("q", "state", "step", "cursor"))
    chosen = row_number(asked(request, "department"))
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
    """One item: versions, what it came from and became, what was done and why; begin a draft, decide on the item."""
    actor = actor_of(request)
    found = catalogue.dossier(known_id(item_id), viewer=actor)
    done, error = attempted(request, lambda: _draft(request, found, actor))
    if done is not None:
        return done
    acts = catalogue.acts_of_item(item_id)
    context = {
        "nav_current": "console:guides",
        "item": found,
        "pending": [one for one in acts if one.pending],
        "came_of": [one for one in acts if one.before and item_id in {new.item_id for new in one.after}],
        "became": [one for one in acts if one.after and item_id in {old.item_id for old in one.before}],
        "possible": [(one, ChangeVerb(one.verb).label) for one in catalogue.possible_acts(found, acts, viewer=actor)],
        "history": [_event(fact) for fact in found.facts],
    }
    return page(request, "guides/item.html", context, error=error)


def _draft(request: HttpRequest, found: Dossier, actor: Actor) -> HttpResponse:
    """Begin the next version of the guide from the one in force."""
    if posted(request, "do") != "draft_version":
        raise NotFound()
    content = catalogue.starting_content(found.item_id, viewer=actor)
    draft = verbs.draft_version(item_id=found.item_id, content=content, actor=actor)
    tell(request, _("第%(number)s版草稿已经建立，从现行内容开始修改。") % {"number": draft.number})
    return HttpResponseRedirect(reverse("console:guides_edit", args=[draft.id]))


def _event(fact: FactView) -> dict[str, object]:
    """A fact as a line of the history: what, which version, why."""
    data = fact.data
    number = data.get("number")
    known = kinds().get(fact.kind)
    reasons = [str(data[key]) for key in ("reason", "opinion", "document_no") if data.get(key)]
    if data.get("effective_on"):
        reasons.append(_("%(day)s生效") % {"day": cn_date(str(data["effective_on"]))})
    return {
        "text": (known.text if known else fact.kind) + (_("（第%(number)s版）") % {"number": number} if number else ""),
        "at": fact.occurred_at,
        "detail": "；".join(reasons),
    }
