"""The ledger: what was done, by whom, and whether anything was changed afterwards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.access.services import actor_of, requires
from tongban.console.web.pages import page
from tongban.kernel.actor import CHANNEL_LABELS, Channel
from tongban.ledger import selectors
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactView, kinds
from tongban.ledger.services import VerifyReport
from tongban.orgs import selectors as orgs


@requires("ledger.view")
@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """The newest facts of the viewer's scope, with the state of seals and deliveries."""
    return _facts_page(request)


@requires("ledger.verify")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole ledger against its digests and seals, and say what was found."""
    return _facts_page(request, ledger.verify(actor=actor_of(request)))


def _facts_page(request: HttpRequest, report: VerifyReport | None = None) -> HttpResponse:
    known = kinds()
    kind = request.GET.get("kind", "")
    kind = kind if kind in known else ""
    cursor = request.GET.get("cursor", "")[:40]
    found = selectors.facts(viewer=actor_of(request), kind=kind, cursor=cursor, limit=30)
    names = orgs.officer_names(fact.officer_id for fact in found.facts)
    context = {
        "nav_current": "console:ledger",
        "health": selectors.health(),
        "report": report,
        "kind": kind,
        "kinds": sorted((code, f"{one.text} {code}") for code, one in known.items()),
        "rows": [_row(fact, names) for fact in found.facts],
        "next_cursor": found.next_cursor,
        "first_page": not cursor,
        "params": request.GET.dict(),
    }
    return page(request, "ledger.html", context)


def _row(fact: FactView, names: dict[int, str]) -> dict[str, object]:
    who = _("平台自动") if fact.account_id is None else _("账号%(id)s") % {"id": fact.account_id}
    return {
        "id": fact.id,
        "fact": fact,
        "who": names.get(fact.officer_id or 0, who),
        "channel": CHANNEL_LABELS[Channel(fact.channel)],
    }
