"""Reconciliation with the payment channel: the days compared, one day's differences, and clearing them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, requires
from tongban.console.web.pages import attempted, day_of, page, posted, tell, uploaded
from tongban.fees import selectors, services
from tongban.kernel.errors import NotFound

RECONCILE = "fees.reconcile"


@requires(RECONCILE)
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """The days compared; compare another one, with the channel itself or with a statement file."""
    done, error = attempted(request, lambda: _compare(request))
    if done is not None:
        return HttpResponseRedirect(reverse("console:reconciliation_day", args=[done]))
    return page(
        request, "reconciliation.html", {"days": selectors.reconciliations(viewer=actor_of(request))}, error=error
    )


def _compare(request: HttpRequest) -> str:
    day = day_of(posted(request, "day"), "day")
    rows = None
    if request.FILES.get("statement"):
        with uploaded(request, "statement", _("对账单是空的。"), (".csv",)) as path:
            rows = services.statement_rows(path.read_bytes())
    done = services.reconcile(day=day, rows=rows, actor=actor_of(request))
    tell(request, _("已经对账。"))
    return done


@requires(RECONCILE)
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One day with its differences; each is cleared with a note."""
    _done, error = attempted(request, lambda: _clear(request))
    if request.method == "POST" and error is None:
        return HttpResponseRedirect(request.path)
    context = {
        "nav_current": "console:reconciliation",
        "found": selectors.reconciliation(uid, viewer=actor_of(request)),
        "wrong": posted(request, "difference"),
    }
    return page(request, "reconciliation_day.html", context, error=error)


def _clear(request: HttpRequest) -> bool:
    if not posted(request, "difference"):
        raise NotFound()
    services.clear_difference(
        difference_uid=posted(request, "difference"), note=posted(request, "note"), actor=actor_of(request)
    )
    tell(request, _("差异已经清理。"))
    return True
