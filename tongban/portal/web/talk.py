"""The conversation with the office that handles the case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, signed_in
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.policies import talk as law
from tongban.cases.selectors import CaseView, MessageView
from tongban.furniture.asking import asked, attempted, posted, tell
from tongban.kernel.standards.text import row_number
from tongban.portal.web.shared import page, told


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, uid: str) -> HttpResponse:
    """Read and write; opening it, the applicant has read what is new."""
    actor = actor_of(request)
    found = cases.case_view(uid, viewer=actor)
    written, error = attempted(
        request,
        lambda: verbs.write_message(
            case_uid=uid, text=posted(request, "text"), after=row_number(posted(request, "after")) or 0, actor=actor
        ),
    )
    if written is not None:
        tell(request, _("已发送，承办单位会收到通知。"))
        return redirect("portal:talk", uid=uid)
    before = row_number(asked(request, "before", 18))
    rows = cases.messages_of(found.uid, viewer=actor, before=before)
    if found.talk.unread and found.talk.takes_part and not actor.is_officer:
        verbs.read_messages(case_uid=uid, actor=actor)
    context = {
        "case": found,
        "found": rows,
        "messages": [_message(row, found) for row in rows.rows],
        "refused": told(error) if error else {},
        "typed": posted(request, "text"),
        "newest": before is None,
        "longest": law.LONGEST,
        "most": law.UNANSWERED,
    }
    return page(request, "talk", context, error.status if error else 200)


def _message(row: MessageView, case: CaseView) -> dict[str, object]:
    applicant = _("经办人") if row.from_agent else _("申请人")
    return {
        "who": case.department_name if row.from_office else applicant,
        "at": row.written_at,
        "text": row.text,
        "mine": not row.from_office,
        "fresh": row.from_office and row.read_at is None,
        "seen_at": row.read_at,
    }
