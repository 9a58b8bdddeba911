"""Bearer tokens. One table for all (django-allauth's), digests only: tokens of scripts and of OpenID Connect alike."""

from __future__ import annotations

import datetime as dt
import secrets

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.db import transaction
from django.db.models import Q

from tongban.access import facts
from tongban.access.errors import AccountInactive, TokenLife
from tongban.access.models import Account
from tongban.access.selectors import TOKEN_SCOPE, machine_now
from tongban.access.services.actors import actor_for
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.errors import DomainError, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.orgs.policies import clean

PREFIX = "tb_"
MOST = dt.timedelta(days=365)
DEFAULT = dt.timedelta(days=30)


def issue_token(
    *, account_id: int, actor: Actor, name: str = "", ttl: dt.timedelta = DEFAULT, second_factor: bool = False
) -> str:
    """A bearer token with the account's own rights; the value is returned once and never stored.

    One's own, or by the platform itself (the command line on the machine). `second_factor` lets administrator roles
    act with it and is kept only where the platform itself issues it. Raises `PermissionDenied`, `NotFound`,
    `AccountInactive`, `TokenLife`.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
        if account is None:
            raise NotFound()
        if not actor.is_system and actor.account_id != account_id:
            raise PermissionDenied()
        if not account.is_active:
            raise AccountInactive()
        if not dt.timedelta(minutes=1) <= ttl <= MOST:
            raise TokenLife(most=MOST.days)
        value = PREFIX + secrets.token_urlsafe(32)
        row = Token(
            type=Token.Type.ACCESS_TOKEN,
            user=account,
            created_at=machine_now(),
            expires_at=machine_now() + ttl,
            data={
                "name": clean("name", name, most=100, required=False),
                "second_factor": second_factor and actor.is_system,
            },
        )
        row.set_value(value)
        row.set_scopes([TOKEN_SCOPE])
        row.save()
        ledger.record(
            facts.TOKEN_ISSUED,
            actor=actor,
            objects=[facts.account_ref(account_id)],
            data={"token_id": row.pk, "minutes": int(ttl.total_seconds() // 60)},
            department_id=account.department_id,
        )
        return value


def revoke_token(*, token_id: int, actor: Actor) -> None:
    """Withdraw a token at once: the own one, or any for the platform and account administrators. Raises `NotFound`."""
    with transaction.atomic():
        row = Token.objects.select_for_update().filter(pk=token_id, type=Token.Type.ACCESS_TOKEN).first()
        if row is None or row.user_id is None:
            raise NotFound()
        if row.user_id != actor.account_id and not actor.may("access.manage"):
            raise NotFound()
        account_id = row.user_id
        row.delete()
        ledger.record(
            facts.TOKEN_REVOKED, actor=actor, objects=[facts.account_ref(account_id)], data={"token_id": token_id}
        )


def actor_for_token(token: str, *, channel: Channel = Channel.API, trace_id: str = "") -> Actor | None:
    """The actor behind a bearer token, or None for an unknown, expired or foreign-purpose one.

    Tokens of department systems (client credentials) act as the account their client is bound to. A token of the
    sign-in flow works here only if the person consented to the scope `api`.
    """
    if not token or len(token) > 4096:
        return None
    rows = Token.objects.select_related("user", "client__owner").filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=machine_now()),
        type=Token.Type.ACCESS_TOKEN,
        hash=get_adapter().hash_token(token),
    )
    row = rows.first()
    if row is None or TOKEN_SCOPE not in row.get_scopes():
        return None
    account = row.user if row.user is not None else row.client.owner if row.client is not None else None
    if not isinstance(account, Account):
        return None
    data = row.data if isinstance(row.data, dict) else {}
    try:
        return actor_for(account, channel=channel, second_factor=bool(data.get("second_factor")), trace_id=trace_id)
    except DomainError:
        return None


def record_oidc_token(*, token_id: int, actor: Actor) -> None:
    """The OpenID endpoint gave out a token: of a person who signed in elsewhere, or of a department's system."""
    with transaction.atomic():
        row = Token.objects.select_related("client").filter(pk=token_id).first()
        account_id = (row.user_id or (row.client.owner_id if row.client else None)) if row else None
        if row is None or account_id is None:
            raise NotFound()
        ledger.record(
            facts.TOKEN_ISSUED,
            actor=actor,
            objects=[facts.account_ref(account_id)],
            data={"token_id": token_id, "client_id": row.client_id or "", "scopes": sorted(row.get_scopes())},
        )
