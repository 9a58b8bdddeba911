"""Department systems that sign their users in here, or call the interfaces on their own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from django.db import transaction

from tongban.access import facts
from tongban.access.errors import ClientAddress
from tongban.access.models import Account
from tongban.access.policies import check_manages_accounts
from tongban.access.selectors import TOKEN_SCOPE, ClientView, client_view
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger import services as ledger
from tongban.orgs.policies import clean

_LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1"}


def register_client(
    *, name: str, department_account_id: int, redirect_uris: Sequence[str] = (), calls_api: bool = True, actor: Actor
) -> tuple[ClientView, str]:
    """Register a system of a department and return it with its secret (shown once, kept as a hash).

    With redirect addresses it may sign people in (code flow); with `calls_api` it may call the interfaces with client
    credentials, as the department account it is bound to. Raises `PermissionDenied`, `NotFound`, `ClientAddress`,
    `InvalidInput`.
    """
    with transaction.atomic():
        check_manages_accounts(actor)
        account = Account.objects.filter(
            pk=department_account_id, department__isnull=False, party__isnull=True, officer__isnull=True, is_active=True
        ).first()
        if account is None:
            raise NotFound()
        label = clean("name", name, most=100)
        addresses = [_checked_address(address) for address in redirect_uris]
        if not addresses and not calls_api:
            raise InvalidInput(errors={"redirect_uris": "请填写回调地址，或允许调用接口。"})
        secret = secrets.token_urlsafe(32)
        row = Client(name=label, owner=account, type=Client.Type.CONFIDENTIAL)
        grants = [Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN] if addresses else []
        if calls_api:
            grants.append(Client.GrantType.CLIENT_CREDENTIALS)
        row.set_grant_types([grant.value for grant in grants])
        row.set_redirect_uris(addresses)
        row.set_scopes(["openid", "profile", TOKEN_SCOPE])
        row.set_default_scopes([TOKEN_SCOPE] if calls_api and not addresses else ["openid"])
        row.set_secret(secret)
        row.save(force_insert=True)
        ledger.record(
            facts.CLIENT_REGISTERED,
            actor=actor,
            objects=[facts.account_ref(account.pk)],
            data={"client_id": row.id, "redirects": len(addresses), "calls_api": calls_api},
            department_id=account.department_id,
        )
        return client_view(row), secret


def remove_client(*, client_id: str, actor: Actor) -> None:
    """Remove a system; its tokens go with it. Raises `PermissionDenied`, `NotFound`."""
    with transaction.atomic():
        row = Client.objects.filter(pk=client_id).select_related("owner").first()
        if row is None or row.owner is None:
            raise NotFound()
        check_manages_accounts(actor)
        account_id = row.owner.pk
        row.delete()
        ledger.record(
            facts.CLIENT_REMOVED,
            actor=actor,
            objects=[facts.account_ref(account_id)],
            data={"client_id": client_id},
        )


def _checked_address(address: str) -> str:
    parts = urlsplit(address.strip())
    local = parts.scheme == "http" and parts.hostname in _LOCAL
    if not ((parts.scheme == "https" and parts.hostname) or local) or "*" in address or parts.fragment:
        raise ClientAddress(address=address[:200])
    return address.strip()
