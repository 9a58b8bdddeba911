"""The conversation with the applicant: of one case, and the cases in which something new waits to be read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.policies import NOTICE_BASIS
from tongban.cases.policies import talk as law
from tongban.cases.selectors import MessageView
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs
from tongban.workbench.web.pages import CASEWORK, asked, attempted, officer_of, page, posted, tell


@requires("cases.view_department")
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """Conversations of the officer's scope with something nobody has read, the longest waiting first."""
    return page(request, "talks.html", {"rows": cases.unread_talks(viewer=officer_of(request))})


@requires(*CASEWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read and write. Opening is a look at the case, which the applicant can see; whoever works on it has then read
    what is new, whoever only looks has not.
    """
    actor = officer_of(request)
    view = services.open_case(case_uid=uid, actor=actor)

    def write() -> int:
        after = row_number(posted(request, "after")) or 0
        return services.write_message(case_uid=uid, text=posted(request, "text"), after=after, actor=actor)

    if request.method == "POST" and not view.talk.takes_part:
        write()  # refused: a page of its own, with nothing of the case on it
    written, error = attempted(request, write)
    if written is not None:
        tell(request, _("已发送，申请人会收到通知。"))
        return HttpResponseRedirect(reverse("workbench:talk", args=[uid]))
    before = row_number(asked(request, "before", 18))
    found = cases.messages_of(uid, viewer=actor, before=before)
    if view.talk.unread and view.talk.takes_part:
        services.read_messages(case_uid=uid, actor=actor)
    names = orgs.officer_names(row.officer_id for row in found.rows)
    context = {
        "nav_current": "workbench:talks",
        "case": view,
        "found": found,
        "messages": [_message(row, names) for row in found.rows],
        "newest": before is None,
        "longest": law.LONGEST,
        "most": law.UNANSWERED,
        "basis": NOTICE_BASIS,
        "may_notify": any(action.verb == "notify_supplement" and action.allowed for action in view.actions),
    }
    return page(request, "talk.html", context, error=error)


def _message(row: MessageView, names: dict[int, str]) -> dict[str, object]:
    applicant = _("经办人") if row.from_agent else _("申请人")
    return {
        "who": names.get(row.officer_id or 0, _("工作人员")) if row.from_office else applicant,
        "at": row.written_at,
        "text": row.text,
        "mine": row.from_office,
        "fresh": not row.from_office and row.read_at is None,
        "seen_at": row.read_at,
    }
