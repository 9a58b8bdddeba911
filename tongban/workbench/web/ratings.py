"""Bad ratings: ask the person, put it right, ask again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.duties import selectors as duties
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.parties import services as party_verbs
from tongban.ratings import selectors, services
from tongban.ratings.selectors import BadRatingView
from tongban.ratings.states import Finding, RectificationState
from tongban.workbench.web.pages import attempted, day_in, officer_of, page, posted, tabs, tell, yes_or_no

HANDLE = "ratings.handle"
_TONES = {"to_contact": "bad", "to_rectify": "warn", "rectified": "info", "closed": "good", "dismissed": ""}


@requires(HANDLE)
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """The queue, who has waited longest first."""
    actor = officer_of(request)
    state = request.GET.get("state", RectificationState.TO_CONTACT)
    state = state if state in RectificationState.values else ""
    cursor = request.GET.get("cursor", "")[:15]
    found = selectors.bad_ratings(actor, state=state, cursor=cursor, limit=20)
    due = duties.most_urgent([ObjectRef("rating", row.uid) for row in found.rows])
    names = orgs.department_names(row.department_id for row in found.rows)
    context = {
        "found": found,
        "due": due,
        "departments": names,
        "views": tabs("state", [*RectificationState.choices, ("all", _("全部"))], state or "all"),
        "tones": _TONES,
        "params": request.GET.dict(),
        "first_page": not cursor,
    }
    return page(request, "ratings.html", context)


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One bad rating and the step that is due."""
    actor = officer_of(request)
    revealing = posted(request, "do") == "reveal"
    done, error = attempted(request, lambda: "" if revealing else _handle(request, str(uid), actor))
    if done:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    found = selectors.bad_rating(str(uid), viewer=actor)
    ref = ObjectRef("rating", found.uid)
    context = {
        "nav_current": "workbench:ratings",
        "rating": found,
        "department": orgs.department(found.department_id).name,
        "duty": duties.most_urgent([ref]).get(found.uid),
        "mobile": _mobile(found, actor) if revealing else "",
        "may_reveal": actor.may("parties.reveal") and found.party_id is not None,
        "findings": [(one.value, one.label) for one in Finding],
        "tones": _TONES,
    }
    return page(request, "rating.html", context, error=error)


def _handle(request: HttpRequest, uid: str, actor: Actor) -> str:
    do = posted(request, "do")
    if do == "contact":
        services.record_contact(
            uid=uid,
            finding=posted(request, "finding"),
            note=posted(request, "note"),
            rectify_by=day_in(posted(request, "rectify_by"), "rectify_by"),
            actor=actor,
        )
        return _("核实情况已记录。")
    if do == "rectify":
        services.record_rectification(
            uid=uid, measure=posted(request, "measure"), reply=posted(request, "reply"), actor=actor
        )
        return _("整改已记录，回复已发给评价人并公开。")
    if do == "call_back":
        satisfied = yes_or_no(request, "satisfied", _("请选择评价人是否满意。"))
        services.record_call_back(uid=uid, note=posted(request, "note"), satisfied=satisfied, actor=actor)
        return _("回访已记录。")
    raise NotFound()


def _mobile(found: BadRatingView, actor: Actor) -> str:
    """The rater's mobile, asked for by a press of its own, because the look is recorded and the person sees it."""
    if found.party_id is None:
        raise NotFound()
    known = party_verbs.reveal(found.party_id, actor=actor, purpose="联系核实差评")
    return known.mobile or _("没有登记手机号码")
