"""Messages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.notices import selectors as notices
from tongban.notices import services as verbs
from tongban.portal.web.shared import page


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first."""
    found = notices.inbox(actor_of(request), unread_only="unread" in request.GET, cursor=request.GET.get("cursor", ""))
    return page(request, "inbox", {"found": found, "unread_only": "unread" in request.GET})


@signed_in
@require_POST
def open_message(request: HttpRequest, uid: str) -> HttpResponse:
    """Mark one as read and go where it leads."""
    verbs.mark_read(uid=str(uid), actor=actor_of(request))
    back = request.POST.get("to", "")
    own = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if back and own else reverse("portal:inbox"))


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    verbs.mark_all_read(actor=actor_of(request))
    return redirect("portal:inbox")
