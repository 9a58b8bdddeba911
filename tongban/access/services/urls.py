"""Access rules of addresses: every view of the house says who may open it.

    @public                       anyone
    @signed_in                    any account
    @requires("cases.accept")     an account with this permission (with several: with any one of them)

Each sets `view.access_rule`, which a check demands of every address. People who are not signed in go to the sign-in
page and come back; an administrator without a second factor is sent to give it; whoever lacks the permission gets the
sentence of `PermissionDenied`. Rows are scoped by the verbs and selectors, not here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongban.access.services.actors import anonymous
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
HTMX = "HTTP_HX_REQUEST"


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request, as the middleware found out; nobody in particular without it."""
    actor = getattr(request, "actor", None)
    return actor if isinstance(actor, Actor) else anonymous()


def public(view: View[P]) -> View[P]:
    """Open to everyone."""
    return _ruled(view, "public", lambda request: None)


def signed_in(view: View[P]) -> View[P]:
    """Open to every account."""
    return _ruled(view, "signed_in", _check_signed_in)


def requires(*permissions: str) -> Callable[[View[P]], View[P]]:
    """Open to accounts that hold at least one of these permissions."""
    if not permissions:
        raise ValueError("name at least one permission")

    def check(request: HttpRequest) -> HttpResponseBase | None:
        if (answer := _check_signed_in(request)) is not None:
            return answer
        actor = actor_of(request)
        if any(actor.may(permission) for permission in permissions):
            return None
        if getattr(request, "second_factor_due", False):
            return to_page(request, "second_factor")
        raise PermissionDenied(permission=permissions[0])

    def decorate(view: View[P]) -> View[P]:
        return _ruled(view, "requires:" + "|".join(permissions), check)

    return decorate


def _ruled(view: View[P], rule: str, check: Callable[[HttpRequest], HttpResponseBase | None]) -> View[P]:
    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        answer = check(request)
        return view(request, *args, **kwargs) if answer is None else answer

    guarded.access_rule = rule  # type: ignore[attr-defined]  # read by the check of addresses
    return guarded


def _check_signed_in(request: HttpRequest) -> HttpResponseBase | None:
    return to_page(request, "account_login") if actor_of(request).account_id is None else None


def to_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the browser to a page of `access`, and back to this one afterwards (htmx: the whole page, not a part).

    After a form the way back is the page it stood on, because a POST cannot be repeated by address.
    """
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    if HTMX in request.META or not back:
        back = _own_path(request)
    address = reverse(name) + ("?" + urlencode({"next": back}) if back else "")
    if HTMX in request.META:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def _own_path(request: HttpRequest) -> str:
    """Path of the page the browser showed, if it was one of ours."""
    shown = request.META.get("HTTP_HX_CURRENT_URL") or request.META.get("HTTP_REFERER") or ""
    origin = f"{request.scheme}://{request.get_host()}"
    return shown[len(origin) :] if shown.startswith(origin + "/") else ""
