"""Rate a finished case: by the token of the invitation, signed in or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, public
from tongban.kernel.errors import DomainError
from tongban.orgs import selectors as orgs
from tongban.portal.web.shared import page
from tongban.ratings import selectors as ratings
from tongban.ratings import services as verbs


@public
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Five faces, what was good or bad, a few words; afterwards thanks."""
    actor = actor_of(request)
    found = ratings.invitation(token, viewer=actor)
    errors: dict[str, str] = {}
    posted = request.POST
    if request.method == "POST" and found.can_rate:
        errors = _give(request, token)
        if not errors:
            return redirect(reverse("portal:rate", args=[token]))
    if not found.can_rate:
        given = ratings.rating_for(found.case_uid, viewer=actor, stage=found.stage)
        return page(request, "rated", {"invitation": found, "rating": given})
    level = posted.get("level", "")
    context = {
        "invitation": found,
        "department": orgs.department(found.department_id).name,
        "groups": {one.level: [(option.code, option.text) for option in one.options] for one in ratings.levels()},
        "level": level,
        "ticked": posted.getlist("options"),
        "text": posted.get("text", ""),
        "anonymous": posted.get("anonymous") == "yes",
        "errors": errors,
    }
    return page(request, "rate", context, status=422 if errors else 200)


def _give(request: HttpRequest, token: str) -> dict[str, str]:
    posted = request.POST
    if posted.get("level") not in ("1", "2", "3", "4", "5"):
        return {"level": _("请选一个表情。")}
    level = int(posted["level"])
    offered = {option.code for one in ratings.levels() if one.level == level for option in one.options}
    try:
        verbs.rate(
            level=level,
            # Without :has() the groups of all levels are shown; ticks of other levels say nothing.
            options=[code for code in posted.getlist("options") if code in offered],
            text=posted.get("text", ""),
            anonymous=posted.get("anonymous") == "yes",
            token=token,
            actor=actor_of(request),
        )
    except DomainError as refusal:
        if refusal.code == "rating_already_given":
            return {}
        return {"text" if "text" in refusal.code else "level": refusal.sentence + refusal.advice}
    return {}
