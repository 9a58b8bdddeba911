"""Texts a department keeps ready for its opinions: the list with a form for another one, and one to change."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, requires
from tongban.cases import selectors, services
from tongban.cases.policies import opinion as law
from tongban.cases.states import OpinionUse
from tongban.catalogue import selectors as catalogue
from tongban.console.web.pages import asked, attempted, chosen, page, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs


@requires(law.OPINIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def opinions(request: HttpRequest) -> HttpResponse:
    """The texts of the administrator's departments, by use; a form for another one."""
    actor = actor_of(request)
    kept, error = attempted(request, lambda: _keep(request, actor))
    if kept is not None:
        tell(request, _("模板已保存，本部门的工作人员现在就能套用。"))
        return HttpResponseRedirect(reverse("console:opinions"))
    use = asked(request, "use", 20)
    use = use if use in OpinionUse.values else ""
    rows = selectors.opinions(viewer=actor, use=use)
    departments = sorted(orgs.department_names(actor.department_ids).items(), key=lambda one: one[1])
    context = {
        "rows": rows,
        "officers": orgs.officer_names(row.edited_by_id for row in rows),
        "use": use,
        "uses": OpinionUse.choices,
        "departments": departments,
        "names": dict(departments),
        "items": [(card.item_id, card.name) for pk, _name in departments for card in catalogue.items_of_department(pk)],
        "words": law.WORDS,
        "longest": (law.LONGEST_TITLE, law.LONGEST_TEXT),
    }
    return page(request, "opinions.html", context, error=error)


@requires(law.OPINIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One text: change it, or take it out of use."""
    actor = actor_of(request)
    view = selectors.opinion(uid, viewer=actor)
    told, error = attempted(request, lambda: _change(request, uid, actor))
    if told is not None:
        tell(request, told)
        return HttpResponseRedirect(reverse("console:opinions"))
    context = {
        "nav_current": "console:opinions",
        "opinion": view,
        "words": law.WORDS,
        "longest": (law.LONGEST_TITLE, law.LONGEST_TEXT),
    }
    return page(request, "opinion.html", context, error=error)


def _keep(request: HttpRequest, actor: Actor) -> UUID:
    only = next(iter(actor.department_ids)) if len(actor.department_ids) == 1 else None
    return services.keep_opinion(
        department_id=only if only is not None else chosen(request, "department", _("请选择部门。")),
        use=posted(request, "use"),
        item_id=row_number(posted(request, "item")),
        title=posted(request, "title"),
        text=posted(request, "text"),
        actor=actor,
    )


def _change(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    if posted(request, "do") == "drop":
        services.drop_opinion(uid=uid, actor=actor)
        return _("模板已停用，以前签过的意见不变。")
    services.change_opinion(
        uid=uid, title=posted(request, "title"), text=posted(request, "text"), revision=posted(request, "revision"),
        actor=actor,
    )  # fmt: skip
    return _("模板已修改，以前签过的意见不变。")
