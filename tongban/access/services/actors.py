"""From an account to the `Actor` that every verb takes."""

from __future__ import annotations

from dataclasses import replace

from tongban.access.errors import AccountInactive
from tongban.access.models import Account
from tongban.access.selectors import rights
from tongban.kernel import vault
from tongban.kernel.actor import Actor, Channel, new_trace_id
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.parties import policies as parties

MOBILE = "account.mobile"


def anonymous(channel: Channel = Channel.PORTAL, *, trace_id: str = "") -> Actor:
    """Nobody in particular: no seats, no permissions."""
    return Actor(channel=channel, trace_id=trace_id or new_trace_id())


def actor_for(
    account: Account | int,
    *,
    channel: Channel = Channel.PORTAL,
    principal_id: int | None = None,
    second_factor: bool = True,
    trace_id: str = "",
) -> Actor:
    """The actor of an account as it stands now.

    `principal_id` chooses whom the person acts for and is checked again each time (self, legal representative, valid
    mandate; raises the sentence of `parties.policies.check_acts_for`). Without `second_factor` the roles that demand
    one are left out. Raises `NotFound`, `AccountInactive`.
    """
    row = account if isinstance(account, Account) else Account.objects.filter(pk=account).first()
    if row is None:
        raise NotFound()
    if not row.is_active:
        raise AccountInactive()
    held = rights(row, second_factor=second_factor)
    actor = Actor(
        account_id=row.pk,
        party_id=row.party_id,
        principal_id=row.party_id,
        officer_id=row.officer_id,
        seats=held.seats,
        department_ids=held.department_ids,
        region_codes=held.region_codes,
        permissions=held.permissions,
        everywhere=held.everywhere,
        channel=channel,
        trace_id=trace_id or new_trace_id(),
    )
    if principal_id is None or principal_id == row.party_id:
        return actor
    parties.check_acts_for(actor, principal_id, what=parties.APPLY)
    return acting_for(actor, principal_id)


def acting_for(actor: Actor, principal_id: int) -> Actor:
    """The same person on behalf of another party; nothing is checked here."""
    return replace(actor, principal_id=principal_id)


def mobile_index(mobile: str) -> bytes | None:
    """The blind index an account is found by, or None for an empty number. Raises `InvalidInput`."""
    number = parties.clean_mobile(mobile)
    return vault.blind_index(number, MOBILE) if number else None


def resolve_login(login: str) -> str:
    """The user name for what was typed at sign-in: itself, or the one whose account has this mobile.

    An unknown mobile comes back unchanged, so that the answer is the same as for a wrong password.
    """
    typed = login.strip()
    try:
        index = mobile_index(typed)
    except InvalidInput:
        return typed.lower()
    if index is None:
        return typed.lower()
    username = Account.objects.filter(mobile_index=index).values_list("username", flat=True).first()
    return username or typed.lower()
