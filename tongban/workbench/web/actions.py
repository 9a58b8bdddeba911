"""The buttons of the case page: one form, one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.states import DeliveryMethod
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, StaleState
from tongban.post.services import Address
from tongban.workbench.web import hands, interested, promises, time
from tongban.workbench.web.case import case_page
from tongban.workbench.web.pages import CASEWORK, attempted, officer_of, posted, tell, yes_or_no

Act = Callable[[HttpRequest, UUID, Actor], str]


class _Decision(TypedDict):
    granted: bool
    reason: str
    false_materials: bool


@requires(*CASEWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Do it, or show the same page with the reason why not. Opened again by its address, it leads to the case."""
    actor = officer_of(request)
    if verb not in _ACTS:
        raise NotFound()
    if request.method != "POST":
        return HttpResponseRedirect(reverse("workbench:case", args=[uid]))
    done, error = attempted(request, lambda: _act(request, uid, verb, actor))
    if done is None:
        return case_page(request, cases.case_view(uid, viewer=actor), actor, verb=verb, error=error)
    tell(request, done)
    back = posted(request, "back")
    if back == "queue":
        return HttpResponseRedirect(reverse("workbench:queue"))
    name = "workbench:intake_done" if back == "intake" else "workbench:case"
    return HttpResponseRedirect(reverse(name, args=[uid]))


def _act(request: HttpRequest, uid: UUID, verb: str, actor: Actor) -> str:
    cases.case_view(uid, viewer=actor)  # whoever may not see it finds nothing, and locks nothing
    with services.as_shown(case_uid=uid, revision=posted(request, "revision")):
        return _ACTS[verb](request, uid, actor)


def check_revision(request: HttpRequest, uid: UUID, actor: Actor) -> None:
    """The page must show the case as it still is: raises `StaleState` when somebody moved it since."""
    if posted(request, "revision") != str(cases.case_view(uid, viewer=actor).revision):
        raise StaleState()


def _notify(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    wanted = {
        int(name.removeprefix("want-")): posted(request, name)
        for name in request.POST
        if name.startswith("want-") and name.removeprefix("want-").isdecimal() and posted(request, name)
    }
    number = services.notify_supplement(case_uid=uid, wanted=wanted, actor=actor)
    return _("已一次性告知%(count)s份材料，补正告知书文号：%(number)s。") % {"count": len(wanted), "number": number}


def _accept(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.accept_case(case_uid=uid, actor=actor)
    return _("已受理，受理通知书文号：%(number)s。") % {"number": number} if number else _("已受理，可以接着作出决定。")


def _refuse(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.refuse_acceptance(
        case_uid=uid, reason=posted(request, "reason"), false_materials=_false_materials(request), actor=actor
    )
    return _("已作出不予受理决定，文号：%(number)s。") % {"number": number}


def _examine(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.examine_case(case_uid=uid, opinion=posted(request, "opinion"), actor=actor)
    return _("审查意见已记录，等另一位有决定权的工作人员决定。")


def _granted(request: HttpRequest) -> bool:
    return yes_or_no(request, "granted", _("请选择准予还是不予。"))


def _false_materials(request: HttpRequest) -> bool:
    return posted(request, "false_materials") == "yes"


def _decision(request: HttpRequest) -> _Decision:
    return {
        "granted": _granted(request),
        "reason": posted(request, "reason"),
        "false_materials": _false_materials(request),
    }


def _decide(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.decide_case(**_decision(request), case_uid=uid, actor=actor)
    return _("已作出决定，文号：%(number)s。") % {"number": number}


def _decide_on_the_spot(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.decide_on_the_spot(**_decision(request), case_uid=uid, actor=actor)
    return _("已当场作出决定，文号：%(number)s。") % {"number": number}


def _issue(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    identifier = services.issue_result(case_uid=uid, actor=actor)
    return _("电子证照已签发：%(identifier)s。") % {"identifier": identifier} if identifier else _("结果已制作。")


def _deliver(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    method = posted(request, "method")
    if method not in set(DeliveryMethod):
        raise InvalidInput(errors={"method": _("请选择送达方式。")})
    ends = [posted(request, name) for name in ("post_name", "post_phone", "post_address")]
    address = Address(*ends) if method == DeliveryMethod.POST and any(ends) else None
    services.deliver_result(case_uid=uid, method=DeliveryMethod(method), address=address, actor=actor)
    return _("已送达。")


def _close(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.close_case(case_uid=uid, actor=actor)
    return _("已办结，已邀请申请人评价。")


def _withdraw(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.withdraw_case(case_uid=uid, reason=posted(request, "reason"), actor=actor)
    return _("已按申请人的要求撤回。")


_ACTS: dict[str, Act] = {
    "notify_supplement": _notify,
    "accept": _accept,
    "refuse_acceptance": _refuse,
    "examine": _examine,
    "decide": _decide,
    "decide_on_the_spot": _decide_on_the_spot,
    "issue_result": _issue,
    "deliver": _deliver,
    "close": _close,
    "withdraw": _withdraw,
    **hands.ACTS,
    **time.ACTS,
    **promises.ACTS,
    **interested.ACTS,
}
