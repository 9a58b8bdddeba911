"""Bearer tokens. One table for all (django-allauth's), digests only: tokens of scripts and of OpenID Connect alike."""

from __future__ import annotations

import datetime as dt
import secrets

import orjson
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.db import transaction

from tongban.access import facts
from tongban.access.errors import AccountInactive, TokenLife
from tongban.access.models import Account
from tongban.access.selectors import TOKEN_SCOPE, machine_now
from tongban.access.services.actors import actor_for
from tongban.kernel import statements
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.caching import ground_as_of
from tongban.kernel.errors import DomainError, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.orgs.policies import clean
from tongban.reference import selectors as reference

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


_ACCOUNT = ["id", "username", "party_id", "officer_id", "department_id", "is_active", "access_revision"]
# A token of somebody who signed in, else of a department's system that acts as the account its client is bound to.
_FIND = (
    f"SELECT t.scopes, t.data::text, ({reference.GROUND_MARK}), "  # noqa: S608  # names of our own columns
    + ", ".join(f"a.{name}" for name in _ACCOUNT)
    + f" FROM {Token._meta.db_table} t LEFT JOIN {Token._meta.get_field('client').related_model._meta.db_table} c "
    "ON c.id = t.client_id "
    f"LEFT JOIN {Account._meta.db_table} a ON a.id = coalesce(t.user_id, c.owner_id) "
    "WHERE (t.expires_at IS NULL OR t.expires_at > %s) AND t.type = %s AND t.hash = %s"
)


def actor_for_token(token: str, *, channel: Channel = Channel.API, trace_id: str = "") -> Actor | None:
    """The actor behind a bearer token, or None for an unknown, expired or foreign-purpose one.

    Tokens of department systems (client credentials) act as the account their client is bound to. A token of the
    sign-in flow works here only if the person consented to the scope `api`.
    """
    return bearer(token, channel=channel, trace_id=trace_id)[0]


def bearer(token: str, *, channel: Channel = Channel.API, trace_id: str = "") -> tuple[Actor | None, str]:
    """The actor behind a bearer token as `actor_for_token`, and the mark of the ground, read by one statement.

    The mark is empty where there is no actor.
    """
    if not token or len(token) > 4096:
        return None, ""
    rows = statements.ask(_FIND, [machine_now(), Token.Type.ACCESS_TOKEN.value, get_adapter().hash_token(token)])
    if not rows:
        return None, ""
    ((scopes, data, mark, *columns),) = rows
    if TOKEN_SCOPE not in scopes.split() or columns[0] is None:  # one a line, as `Token.get_scopes` reads them
        return None, ""
    account = Account.from_db(None, _ACCOUNT, columns)
    second = bool(data and orjson.loads(data).get("second_factor"))
    try:
        with ground_as_of(lambda: mark or ""):
            return actor_for(account, channel=channel, second_factor=second, trace_id=trace_id), mark or ""
    except DomainError:
        return None, ""


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
