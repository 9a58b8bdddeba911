"""Random inspection in the console: plans and their draw, both registers, the table of who oversees what."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, requires
from tongban.catalogue.states import ItemKind
from tongban.console.web.pages import asked, attempted, chosen, day_of, page, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs
from tongban.regulation import selectors, services
from tongban.regulation.states import HandoverState, Risk, RuleScope

VIEW, PLAN, ROUTE = "regulation.view", "regulation.plan", "regulation.route"
TONES = {"draft": "", "committed": "info", "drawn": "good", "cancelled": "bad"}


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    """The plans, newest first; a form for another one."""
    actor = actor_of(request)
    made, error = attempted(request, lambda: _make(request, actor))
    if made is not None:
        tell(request, _("计划已编制。核对对象和人员名录后，锁定名单。"))
        return HttpResponseRedirect(reverse("console:regulation_plan", args=[made]))
    cursor = asked(request, "cursor", 15)
    context = {
        "found": selectors.plans(viewer=actor, cursor=cursor),
        "first_page": not cursor,
        "params": request.GET.dict(),
        "may_plan": actor.may(PLAN),
        "departments": _own(actor),
        "item_kinds": list(ItemKind.choices),
        "tones": TONES,
    }
    return page(request, "regulation/plans.html", context, error=error)


def _own(actor: Actor) -> list[tuple[str, str]]:
    """The departments that the person plans for."""
    if actor.everywhere:
        return [(str(one.id), one.name) for one in orgs.departments()]
    return [(str(number), name) for number, name in sorted(orgs.department_names(actor.department_ids).items())]


def _department(request: HttpRequest) -> int:
    return chosen(request, "department", _("请选择部门。"))


def _number(request: HttpRequest, name: str) -> int | None:
    text = posted(request, name)
    found = row_number(text)
    if text and found is None:
        raise InvalidInput(errors={name: _("请填写整数。")})
    return found


def _make(request: HttpRequest, actor: Actor) -> str:
    made = services.make_plan(
        department_id=_department(request),
        title=posted(request, "title"),
        since=day_of(posted(request, "since"), "since"),
        until=day_of(posted(request, "until"), "until"),
        check_lines=posted(request, "check_lines").splitlines(),
        number=_number(request, "number"),
        percent=_number(request, "percent"),
        item_kind=posted(request, "item_kind"),
        category=posted(request, "category"),
        weighted=posted(request, "weighted") == "yes",
        actor=actor,
    )
    return made.uid


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, uid: str) -> HttpResponse:
    """One plan: lock its lists, draw, cancel."""
    actor = actor_of(request)
    found = selectors.plan(uid, viewer=actor)
    done, error = attempted(request, lambda: _act(request, uid, actor))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    context = {
        "nav_current": "console:regulation",
        "plan": found,
        "published": selectors.published_plan(uid) if found.committed_at else None,
        "may_plan": actor.may(PLAN),
        "tones": TONES,
    }
    return page(request, "regulation/plan.html", context, error=error)


def _act(request: HttpRequest, uid: str, actor: Actor) -> str:
    do = posted(request, "do")
    if do == "commit":
        services.commit_draw(uid=uid, actor=actor)
        return _("名单已锁定，摘要已公布。大约一分钟后可以抽取。")
    if do == "draw":
        services.draw_inspections(uid=uid, actor=actor)
        return _("已抽取，结果已公布，检查已派给检查人员。")
    if do == "cancel":
        services.cancel_plan(uid=uid, reason=posted(request, "reason"), actor=actor)
        return _("计划已取消。")
    raise NotFound()


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def registers(request: HttpRequest) -> HttpResponse:
    """Objects and inspectors, with what keeps both lists in order."""
    actor = actor_of(request)
    done, error = attempted(request, lambda: _register(request, actor))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    inspectors = selectors.inspectors(viewer=actor)
    known = {one.officer_id for one in inspectors}
    context = {
        "nav_current": "console:regulation",
        "inspectors": inspectors,
        "objects": selectors.objects(viewer=actor),
        "may_plan": actor.may(PLAN),
        "officers": _officers(actor, known) if actor.may(PLAN) else [],
        "departments": _own(actor),
        "item_kinds": list(ItemKind.choices),
        "risks": list(Risk.choices),
    }
    return page(request, "regulation/registers.html", context, error=error)


def _officers(actor: Actor, known: set[int]) -> list[tuple[str, str]]:
    """Officers of the person's departments who are not in the register yet."""
    return [
        (str(one.id), f"{one.name}（{one.staff_no}）")
        for department_id in sorted(actor.department_ids)
        for one in orgs.officers(department_id=department_id)
        if one.id not in known
    ]


def _register(request: HttpRequest, actor: Actor) -> str:
    act = _REGISTER.get(posted(request, "do"))
    if act is None:
        raise NotFound()
    act(request, actor)
    return _("名录已更新。")


def _add_inspector(request: HttpRequest, actor: Actor) -> None:
    officer_id = chosen(request, "officer", _("请选择工作人员。"))
    able = posted(request, "specialities").replace("，", "、").split("、")
    services.register_inspector(officer_id=officer_id, specialities=able, actor=actor)


def _retire(request: HttpRequest, actor: Actor) -> None:
    services.retire_inspector(code=posted(request, "inspector"), actor=actor)


def _recuse(request: HttpRequest, actor: Actor) -> None:
    wanted = posted(request, "object")
    party_id = next((one.party_id for one in selectors.objects(viewer=actor, limit=1000) if one.code == wanted), None)
    if party_id is None:
        raise InvalidInput(errors={"object": _("请填写名录里的对象编号。")})
    services.recuse_inspector(
        code=posted(request, "inspector"), party_id=party_id, reason=posted(request, "reason"), actor=actor
    )


def _add_object(request: HttpRequest, actor: Actor) -> None:
    services.register_object(
        licence_identifier=posted(request, "licence"),
        department_id=_department(request),
        item_kind=posted(request, "item_kind"),
        category=posted(request, "category"),
        risk=posted(request, "risk"),
        actor=actor,
    )


def _end_object(request: HttpRequest, actor: Actor) -> None:
    services.end_object(code=posted(request, "ended"), reason=posted(request, "end_reason"), actor=actor)


_REGISTER: dict[str, Callable[[HttpRequest, Actor], None]] = {
    "inspector": _add_inspector,
    "retire": _retire,
    "recuse": _recuse,
    "object": _add_object,
    "end_object": _end_object,
}


@requires(VIEW, ROUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Who oversees what; handovers that came back and wait to be sent on."""
    actor = actor_of(request)
    done, error = attempted(request, lambda: _rule(request, actor))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    context = {
        "nav_current": "console:regulation",
        "rules": selectors.rules(viewer=actor),
        "returned": selectors.handovers(viewer=actor, state=HandoverState.RETURNED).rows,
        "may_route": actor.may(ROUTE),
        "scopes": list(RuleScope.choices),
        "departments": [(str(one.id), one.name) for one in orgs.departments()] if actor.may(ROUTE) else [],
    }
    return page(request, "regulation/rules.html", context, error=error)


def _rule(request: HttpRequest, actor: Actor) -> str:
    do = posted(request, "do")
    if do == "set":
        services.set_rule(
            scope=posted(request, "scope"),
            key=posted(request, "key"),
            overseer_id=_department(request),
            former_authority=posted(request, "former_authority") == "yes",
            basis=posted(request, "basis"),
            actor=actor,
        )
        return _("监管分工已规定，以后的审批结果按它推送。")
    if do == "end":
        services.end_rule(uid=posted(request, "rule"), actor=actor)
        return _("已停用。")
    raise NotFound()
