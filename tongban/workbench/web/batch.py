"""The same act on several cases: what would happen to each, one press, and what became of each."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.policies import batch as law
from tongban.cases.selectors import BatchPlan
from tongban.cases.services import Wish
from tongban.cases.states import BatchAct
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.kernel.ids import uid_of
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs
from tongban.workbench.web.pages import attempted, officer_of, page, posted

#: Which acts make sense on which tab of the queue.
_TABS: dict[str, tuple[BatchAct, ...]] = {
    "": tuple(BatchAct),
    "examine": (BatchAct.TAKE, BatchAct.HAND_OVER, BatchAct.EXAMINE),
    "suspended": (BatchAct.TAKE, BatchAct.HAND_OVER),
    "decide": (BatchAct.GRANT,),
}


def bulk_actions(actor: Actor, tab: str) -> list[dict[str, object]]:
    """The buttons under the queue for this officer, as the furniture takes them."""
    return [
        {"label": act.label, "name": "act", "value": act.value}
        for act in _TABS.get(tab, ())
        if actor.may(law.SEATS[act])
    ]


@requires("cases.examine", "cases.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """What would happen to each of the chosen cases; confirmed, each is done by its ordinary verb."""
    actor = officer_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    act, uids = asked.get("act", ""), asked.getlist("case")
    uid, error = attempted(request, lambda: _confirmed(request, actor))
    if uid is not None:
        return HttpResponseRedirect(reverse("workbench:batch_done", args=[uid]))
    plan = cases.batch_plan(act=act, case_uids=uids, viewer=actor)
    context = {
        "nav_current": "workbench:queue",
        "plan": plan,
        "act": plan.act,
        "uid": posted(request, "uid") or uuid4(),
        "what": _WHAT[plan.act],
        "colleagues": _colleagues(plan, actor),
    }
    return page(request, "batch.html", context, error=error)


@requires("cases.examine", "cases.decide")
@require_safe
def done(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What became of each case of a batch."""
    found = cases.batch(uid, viewer=officer_of(request))
    left = [("case", line.case_uid) for line in found.left if line.case_uid is not None]
    context = {"nav_current": "workbench:queue", "batch": found, "left": left}
    return page(request, "batch_done.html", context)


#: What happens to each case, in words for the page of confirmation.
_WHAT: dict[str, str | Promise] = {
    BatchAct.TAKE: gettext_lazy("由您认领，出现在“我的环节”里"),
    BatchAct.HAND_OVER: gettext_lazy("转给选定的同事，由他继续办理"),
    BatchAct.EXAMINE: gettext_lazy("签署您的审查意见，进入待决定"),
    BatchAct.GRANT: gettext_lazy("准予，出具准予决定书，通知申请人"),
}


def _confirmed(request: HttpRequest, actor: Actor) -> UUID:
    """Do it; where the page was sent twice, the first time counts."""
    uid = uid_of(posted(request, "uid"), _out_of_date())
    services.act_in_batch(
        uid=uid,
        act=posted(request, "act"),
        wishes=[_wish(text) for text in request.POST.getlist("line")],
        text=posted(request, "text"),
        colleague_id=row_number(posted(request, "officer")),
        actor=actor,
    )
    return uid


def _wish(text: str) -> Wish:
    """A line as the page wrote it: case, revision, step."""
    case, revision, step = [*text.split(":"), "", ""][:3]
    return Wish(uid_of(case, _out_of_date()), revision, row_number(step))


def _out_of_date() -> InvalidInput:
    return InvalidInput(errors={"uid": _("页面已经过期，请回到办件列表重新选择。")})


def _colleagues(plan: BatchPlan, actor: Actor) -> list[tuple[int, str]]:
    """Who can take over: active officers of the departments that do the steps, without oneself."""
    if plan.act != BatchAct.HAND_OVER:
        return []
    departments = {line.step_department_id for line in plan.open if line.step_department_id is not None}
    return [
        (one.id, f"{one.name}（{one.staff_no}）")
        for department in sorted(departments)
        for one in orgs.officers(department_id=department)
        if one.id != actor.officer_id
    ]
