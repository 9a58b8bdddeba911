"""What concerns a third party: somebody else's application, one's own rights, words and papers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.furniture.asking import attempted, posted, tell
from tongban.portal.web.shared import download, page


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: HttpRequest, uid: str) -> HttpResponse:
    """Read what it is about; ask for the hearing; state and defend."""
    actor = actor_of(request)
    found = cases.own_interest(uid, viewer=actor)
    done, error = attempted(request, lambda: _said(request, uid))
    if done is not None:
        tell(request, done)
        return redirect("portal:interest", uid=uid)
    typed = posted(request, "text") if error else found.me.statement
    return page(request, "interested", {"found": found, "typed": typed}, error=error)


def _said(request: HttpRequest, uid: str) -> str:
    actor = actor_of(request)
    if posted(request, "do") == "ask":
        verbs.ask_interested_hearing(interested_uid=uid, actor=actor)
        return _("已收到您的听证申请。时间和地点会提前书面通知您。")
    verbs.state_interest(interested_uid=uid, text=posted(request, "text"), actor=actor)
    return _("您的意见已经收到，决定前会听取。")


@signed_in
@require_safe
def paper(request: HttpRequest, uid: str, instrument_id: int) -> HttpResponse:
    """A paper addressed to this person."""
    name, content = verbs.interested_paper(interested_uid=uid, instrument_id=instrument_id, actor=actor_of(request))
    return download(content, name, inline=True)
