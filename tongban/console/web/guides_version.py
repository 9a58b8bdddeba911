"""One version: what it changes in the guide in force, what keeps it from publication, and the steps to publication."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, requires
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.errors import PromiseTakenBack
from tongban.catalogue.selectors import ELEMENTS, Listing
from tongban.catalogue.services import Reapproval
from tongban.console.web.guides import COMPILERS
from tongban.console.web.pages import attempted, day_in, known_id, page, posted, tell
from tongban.furniture.formatting import cn_date
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound

LABELS = {
    "change_draft": gettext_lazy("修改草稿"),
    "submit_for_review": gettext_lazy("送审"),
    "endorse_version": gettext_lazy("审核通过"),
    "return_version": gettext_lazy("退回修改"),
    "publish_version": gettext_lazy("现在发布"),
    "schedule_version": gettext_lazy("定好日期发布"),
    "withdraw_schedule": gettext_lazy("撤回定时发布"),
    "discard_version": gettext_lazy("作废这一版"),
}


@requires(*COMPILERS)
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """The difference first, then the buttons that the state and the person's seat allow."""
    actor = actor_of(request)
    found = catalogue.version_standing(known_id(version_id), viewer=actor)
    done, error = attempted(request, lambda: _act(request, found.line, actor))
    if done is not None:
        return done
    context = {
        "nav_current": "console:guides",
        "found": found,
        "acts": [(one, str(LABELS[one.verb])) for one in found.acts],
        "content": _content(found.line),
        "asks_reapproval": bool(found.taken_back) or isinstance(error, PromiseTakenBack),
        "doing": posted(request, "do"),
    }
    return page(request, "guides/version.html", context, error=error)


def _content(line: Listing) -> list[dict[str, object]]:
    """The whole guide, element by element, in the order of the standard."""
    read = ((element.label, element.read(line)) for element in ELEMENTS.values())
    return [{"label": label, "value": list(lines)} for label, lines in read if lines]


def _submit(request: HttpRequest, version_id: int, actor: Actor) -> str:
    document_no, reason = posted(request, "document_no"), posted(request, "reason")
    approved = Reapproval(document_no, reason) if document_no or reason else None
    sent = verbs.submit_for_review(version_id=version_id, reapproval=approved, actor=actor)
    if sent.state == "in_review":
        return _("已经送政务服务主管部门审核。")
    return _("已经送审，由本部门另一位管理员审核。")


def _endorse(request: HttpRequest, version_id: int, actor: Actor) -> str:
    verbs.endorse_version(version_id=version_id, opinion=posted(request, "opinion"), actor=actor)
    return _("部门审核通过，已经送政务服务主管部门审核。")


def _return(request: HttpRequest, version_id: int, actor: Actor) -> str:
    verbs.return_version(version_id=version_id, reason=posted(request, "reason"), actor=actor)
    return _("已经退回编制人修改。")


def _publish(request: HttpRequest, version_id: int, actor: Actor) -> str:
    done = verbs.publish_version(version_id=version_id, actor=actor)
    return _("第%(number)s版已经发布，现在起对外生效。") % {"number": done.number}


def _schedule(request: HttpRequest, version_id: int, actor: Actor) -> str:
    day = day_in(posted(request, "effective_on"), "effective_on")
    done = verbs.schedule_version(version_id=version_id, effective_on=day, actor=actor)
    return _("第%(number)s版定于%(day)s零点发布。") % {"number": done.number, "day": cn_date(done.effective_on)}


def _withdraw(request: HttpRequest, version_id: int, actor: Actor) -> str:
    verbs.withdraw_schedule(version_id=version_id, reason=posted(request, "reason"), actor=actor)
    return _("定时发布已经撤回，版本回到待审核。")


def _discard(request: HttpRequest, version_id: int, actor: Actor) -> str:
    verbs.discard_version(version_id=version_id, actor=actor)
    return _("这一版已经作废。")


_DO: dict[str, Callable[[HttpRequest, int, Actor], str]] = {
    "submit_for_review": _submit,
    "endorse_version": _endorse,
    "return_version": _return,
    "publish_version": _publish,
    "schedule_version": _schedule,
    "withdraw_schedule": _withdraw,
    "discard_version": _discard,
}


def _act(request: HttpRequest, line: Listing, actor: Actor) -> HttpResponse:
    """Call the verb of the button; the verb checks person, state and law again."""
    do = _DO.get(posted(request, "do"))
    if do is None:
        raise NotFound()
    tell(request, do(request, line.version_id, actor))
    return HttpResponseRedirect(reverse("console:guides_item", args=[line.item_id]))
