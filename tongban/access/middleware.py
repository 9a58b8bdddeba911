"""Sets `request.actor`: nobody, the account of the session (for itself or another party), or that of a bearer token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tongban.access.allauth_settings import TONGBAN_SESSION_IDLE_SECONDS as IDLE_SECONDS
from tongban.access.models import Account
from tongban.access.selectors import machine_now, needs_second_factor
from tongban.access.services import actor_for, anonymous, bearer, record_sign_out
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.caching import ground_as_of, ground_offered
from tongban.kernel.errors import DomainError
from tongban.reference import selectors as reference

Handler = Callable[[HttpRequest], HttpResponseBase]
PRINCIPAL = "principal_id"
SEEN = "seen_at"
SEEN_STEP = 60
"""Seconds between two notes of "still here", so that not every page writes the session."""
API = "/api/"


def actor_middleware(get_response: Handler) -> Handler:
    """Find out who acts before any view runs."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        reading = request.method in ("GET", "HEAD")
        if request.path.startswith(API) and "Authorization" in request.headers:
            request.actor, mark = _bearer(request)  # type: ignore[attr-defined]  # read through `services.actor_of`
            with ground_as_of(lambda: mark) if reading else ground_offered(mark):
                return get_response(request)
        # A verb writes: it reads the ground anew. Pages only read, and may share what the process knows.
        if not reading:
            request.actor = _actor(request)  # type: ignore[attr-defined]  # read through `services.actor_of`
            return get_response(request)
        with ground_as_of(lambda: _ground(request)):
            request.actor = _actor(request)  # type: ignore[attr-defined]  # as above
            return get_response(request)

    return middleware


def _ground(request: HttpRequest) -> str:
    """The mark that came with the account of the session, else one small query."""
    mark = getattr(request.user, "ground", None)
    return mark if isinstance(mark, str) else reference.ground_mark()


def _actor(request: HttpRequest) -> Actor:
    api = request.path.startswith(API)
    user = request.user
    if not isinstance(user, Account):
        return anonymous(Channel.API if api else Channel.PORTAL)
    if _idle_too_long(request):
        record_sign_out(account_id=user.pk, reason="idle", actor=Actor(account_id=user.pk, channel=Channel.PORTAL))
        logout(request)
        messages.warning(request, "您很长时间没有操作，为保护账号已自动退出，请重新登录。")
        return anonymous(Channel.API if api else Channel.PORTAL)
    channel = Channel.API if api else Channel.WINDOW if user.officer_id else Channel.PORTAL
    return _account_actor(request, user, channel)


def _bearer(request: HttpRequest) -> tuple[Actor, str]:
    """Who calls, and the mark of the ground that was read with the token; nobody and none for one that is not valid."""
    scheme, _, value = request.headers["Authorization"].partition(" ")
    actor, mark = bearer(value.strip()) if scheme.lower() == "bearer" else (None, "")
    return actor or anonymous(Channel.API), mark


def _account_actor(request: HttpRequest, user: Account, channel: Channel) -> Actor:
    second = gave_second_factor(request, user)
    principal = request.session.get(PRINCIPAL)
    try:
        actor = actor_for(user, channel=channel, principal_id=principal, second_factor=second)
    except DomainError as refusal:
        if principal is None:
            return anonymous(channel)
        # The mandate ended while the person was signed in: say so once and go on as oneself.
        del request.session[PRINCIPAL]
        messages.warning(request, refusal.sentence + refusal.advice)
        actor = actor_for(user, channel=channel, second_factor=second)
    if not second and user.officer_id is not None and not actor.seats:
        request.second_factor_due = needs_second_factor(user)  # type: ignore[attr-defined]  # read by `services.urls`
    return actor


def gave_second_factor(request: HttpRequest, user: Account) -> bool:
    """Whether this session gave a second factor after the password."""
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    return any(record.get("method") == "mfa" for record in records)


def _idle_too_long(request: HttpRequest) -> bool:
    now = int(machine_now().timestamp())
    seen = request.session.get(SEEN)
    if isinstance(seen, int) and now - seen > IDLE_SECONDS:
        return True
    if not isinstance(seen, int) or now - seen >= SEEN_STEP:
        request.session[SEEN] = now
    return False
