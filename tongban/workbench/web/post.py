"""Parcels at the workbench: followed, confirmed, settled; an address is shown by a press of its own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import requires
from tongban.duties import selectors as duties
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger.facts import ObjectRef
from tongban.post import selectors, services
from tongban.post.services import Address
from tongban.workbench.web.pages import attempted, officer_of, page, posted, tell

VIEW = "post.view"


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def parcel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One parcel with its road and the steps that are open."""
    actor = officer_of(request)
    done, error = attempted(request, lambda: _act(request, uid, actor))
    if isinstance(done, str):
        tell(request, done)
        return HttpResponseRedirect(request.path)
    found = selectors.parcel(uid, viewer=actor)
    context = {
        "nav_current": "workbench:queue",
        "parcel": found,
        "end": done,
        "duty": duties.most_urgent([ObjectRef("courier_order", str(found.uid))]).get(str(found.uid)),
        "case_address": reverse("workbench:case", args=[found.about.id]) if found.about.type == "case" else "",
    }
    return page(request, "parcel.html", context, error=error)


def _act(request: HttpRequest, uid: UUID, actor: Actor) -> str | Address:
    """The sentence of success; where the address was asked for, the address itself, shown on this page only."""
    do = posted(request, "do")
    if do == "reveal":
        return services.reveal_address(order_uid=uid, actor=actor)
    if do == "confirm":
        complete = posted(request, "complete") == "yes"
        services.confirm_contents(order_uid=uid, complete=complete, note=posted(request, "note"), actor=actor)
        return _("已确认收到。")
    if do == "settle":
        services.settle_parcel(order_uid=uid, note=posted(request, "note"), actor=actor)
        return _("处理情况已记录。")
    if do == "cancel":
        services.cancel_courier(order_uid=uid, actor=actor)
        return _("寄递已经取消。")
    raise NotFound()
