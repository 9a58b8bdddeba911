"""Who calls: a bearer token gives the rights of its account."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, PermissionDenied


class NotSignedIn(DomainError):
    """No token, or one that is expired or revoked."""

    code = "not_signed_in"
    status = 401
    text = "没有登录，或者登录已经过期。"
    hint = "请在请求头 Authorization 里带上有效的令牌（Bearer …）。"


class Bearer(HttpBearer):
    """`Authorization: Bearer …`; the actor is put on the request."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of a token in force, or None. The middleware of `access` has looked the token up already."""
        actor = actor_of(request)
        return actor if actor.account_id is not None else None


def actor_of(request: HttpRequest) -> Actor:
    """The actor that `Bearer` found."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]  # set by Bearer


def require_any(actor: Actor, *permissions: str) -> None:
    """One of these seats is enough. Raises `PermissionDenied`."""
    if not any(actor.may(one) for one in permissions):
        raise PermissionDenied(permission=permissions[0])


def applicant_of(actor: Actor, named: int | None) -> int:
    """The party applied for: the one named, else whom the caller acts for, else the caller. Raises `InvalidInput`."""
    applicant = named or actor.principal_id or actor.party_id
    if applicant is None:
        raise InvalidInput(errors={"applicant_id": "请写明为谁申请（applicant_id）。"})
    return applicant
