"""The register of dynamic management (动态管理台账), and one act: what became of what, what it waits for, its end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, requires
from tongban.cases import selectors as cases
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.states import ChangeVerb
from tongban.console.web.guides import COMPILERS, tabs
from tongban.console.web.pages import asked, attempted, known_id, page, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.standards.text import row_number


@requires(*COMPILERS)
@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """What was decided on items of the person's departments, the latest first; the address holds the filters."""
    actor, verb = actor_of(request), asked(request, "verb")
    verb = verb if verb in ChangeVerb.values else ""
    pending = asked(request, "state") == "pending"
    cursor = row_number(asked(request, "cursor")) or 0
    context = {
        "nav_current": "console:guides",
        "tabs": tabs("guides_acts", actor),
        "found": catalogue.act_register(viewer=actor, verb=verb, pending_only=pending, cursor=cursor),
        "first_page": not cursor,
        "verbs": [(one.value, str(one.label)) for one in ChangeVerb],
        "params": {key: value for key, value in (("verb", verb), ("state", "pending" if pending else "")) if value},
    }
    return page(request, "guides/acts.html", context)


@requires(*COMPILERS)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, change_id: int) -> HttpResponse:
    """One act: items before and after, how far the new guides are, what happens to running cases; call it off."""
    actor = actor_of(request)
    found = catalogue.item_act(known_id(change_id), viewer=actor)
    done, error = attempted(request, lambda: _cancel(request, change_id, actor))
    if done is not None:
        return done
    context = {
        "nav_current": "console:guides",
        "act": found,
        "cancel": catalogue.may_cancel(found, viewer=actor),
        "running": cases.running_cases([one.item_id for one in found.olds], viewer=actor),
    }
    return page(request, "guides/one_act.html", context, error=error)


def _cancel(request: HttpRequest, change_id: int, actor: Actor) -> HttpResponse:
    verbs.cancel_change(change_id=change_id, reason=posted(request, "reason"), actor=actor)
    tell(request, _("已经撤销，原来的事项照常办理。"))
    return HttpResponseRedirect(request.path)
