"""My steps and my department's queue; to whom a case or a step can be handed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.selectors import CaseView
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.orgs import selectors as orgs
from tongban.workbench.web.pages import attempted, chosen, officer_of, page, tell

EXAMINE = "cases.examine"
#: Which department may stand in a list to choose from; beyond it a region has no more departments than this.
_MOST = 300


@requires(EXAMINE)
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: HttpRequest) -> HttpResponse:
    """What is in my hands and what waits in the queue of my departments; one button takes the next one."""
    actor = officer_of(request)
    taken, refusal = attempted(
        request,
        lambda: services.take_next(department_id=chosen(request, "department", _("请选择部门。")), actor=actor),
    )
    if taken is not None:
        tell(request, _("已取到下一件，请办理。"))
        return HttpResponseRedirect(reverse("workbench:case", args=[taken.case_uid]) + f"#step-{taken.step_id}")
    cursor = request.GET.get("cursor", "")[:15]
    waiting = cases.step_queue(viewer=actor, cursor=cursor)
    own = sorted(actor.department_ids)
    context = {
        "mine": cases.my_steps(viewer=actor, size=50).rows,
        "waiting": waiting,
        "most": cases.MOST_COUNTED,
        "number": cases.waiting_steps(viewer=actor),
        "departments": sorted(orgs.department_names(own).items(), key=lambda found: found[1]),
        "first_page": not cursor,
        "params": request.GET.dict(),
    }
    return page(request, "steps.html", context, error=refusal)


@requires(EXAMINE, "cases.accept")
@require_safe
def hand(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """To whom: the departments of the region, or the colleagues of the department that does the step."""
    actor = officer_of(request)
    view = cases.case_view(uid, viewer=actor)
    context = {"nav_current": "workbench:queue", "case": view, "verb": verb, "step": 0, "choices": ()}
    if verb == "hand_over_step":
        context |= _colleagues(request, view, actor)
    elif verb in {action.verb for action in view.actions if action.allowed} and verb in ("transfer", "ask_assistance"):
        found = orgs.departments(region_code=orgs.department(view.department_id).region_code)
        context["choices"] = tuple((one.id, one.name) for one in found if one.id != view.department_id)[:_MOST]
    else:
        raise NotFound()
    return page(request, "hand.html", context)


def _colleagues(request: HttpRequest, view: CaseView, actor: Actor) -> dict[str, object]:
    text = request.GET.get("step", "")
    step = next((one for one in view.steps if str(one.id) == text and "hand_over" in one.may), None)
    if step is None:
        raise NotFound()
    return {"step": step.id, "step_name": step.name, "choices": cases.colleagues(step, viewer=actor)}
