"""What the frame of every page shows of the account."""

from __future__ import annotations

from django.http import HttpRequest

from tongban.access.models import Account
from tongban.access.selectors import own_name
from tongban.access.services import actor_of
from tongban.parties import selectors as parties


def account_name(request: HttpRequest) -> str:
    """The own name, and for whom the person acts where that is somebody else; empty when signed out."""
    user = request.user
    if not isinstance(user, Account):
        return ""
    actor = actor_of(request)
    if actor.principal_id is None or actor.principal_id == actor.party_id:
        return own_name(user)
    return f"{own_name(user)}（代 {parties.party(actor.principal_id, viewer=actor).name}）"
