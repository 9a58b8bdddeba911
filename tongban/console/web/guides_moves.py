"""Running cases and a new version of their guide: the dry run, the move in bulk, and back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.services import MoveReport
from tongban.catalogue import selectors as catalogue
from tongban.console.web.pages import asked, attempted, known_id, page, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.standards.text import row_number


@requires("cases.move")
@require_http_methods(["GET", "HEAD", "POST"])
def moves(request: HttpRequest, item_id: int) -> HttpResponse:
    """Without a version chosen: which versions cases run under, and what was moved. With one: the dry run."""
    actor = actor_of(request)
    done, error = attempted(request, lambda: _moved(request, known_id(item_id), actor))
    if done is not None:
        return done
    lengthen = (asked(request, "lengthen") or posted(request, "lengthen")) == "yes"
    found = cases.moves_of_item(
        known_id(item_id),
        viewer=actor,
        dry_run=row_number(asked(request, "from") or posted(request, "from")),
        may_lengthen=lengthen,
    )
    context = {
        "nav_current": "console:guides",
        "item_id": item_id,
        "found": found,
        "plan": found.plan,
        "lengthen": lengthen,
    }
    return page(request, "guides/moves.html", context, error=error)


def _moved(request: HttpRequest, item_id: int, actor: Actor) -> HttpResponse:
    """Move or take back; whatever did not go is told with the reason."""
    do = posted(request, "do")
    if do == "undo":
        report = services.undo_moves(batch=_batch(request), reason=posted(request, "reason"), actor=actor)
        tell(request, _("已改回%(n)s件。") % {"n": report.moved} + _left(report))
        return HttpResponseRedirect(request.path)
    chosen, now = row_number(posted(request, "from")), catalogue.current_version(item_id)
    if do != "move" or chosen is None:
        raise NotFound()
    if catalogue.version(chosen).item_id != item_id:
        raise NotFound()
    if not posted(request, "reason") or not posted(request, "basis"):
        missing = {name: _("请填写。") for name in ("reason", "basis") if not posted(request, name)}
        raise InvalidInput(errors=missing)
    report = services.move_cases(
        from_version_id=chosen,
        to_version_id=now.id,
        reason=posted(request, "reason"),
        basis=posted(request, "basis"),
        may_lengthen=posted(request, "lengthen") == "yes",
        actor=actor,
    )
    tell(request, _("已有%(n)s件改按新版办理，申请人都收到了告知书。") % {"n": report.moved} + _left(report))
    return HttpResponseRedirect(request.path)


def _batch(request: HttpRequest) -> UUID:
    return uid_of(posted(request, "batch"))


def _left(report: MoveReport) -> str:
    """What did not go, and why; the first few."""
    if not report.stayed:
        return ""
    shown = "".join(f"{case_no}：{why}" for case_no, why in report.stayed[:5])
    return _("%(n)s件没有改：%(shown)s") % {"n": len(report.stayed), "shown": shown}
