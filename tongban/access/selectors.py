"""Questions of the room `access`: accounts, what an account may do now, tokens, clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.idp.oidc.models import Client, Token
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from tongban.access.models import Account, RoleGrant
from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.access.policies import GRANT, GRANT_DEPARTMENT, MANAGE
from tongban.access.states import CITY_WIDE, SECOND_FACTOR_ROLES, Role
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.caching import ground_mark, remembered
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.kernel.standards.masking import mask_name
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference

TOKEN_SCOPE = "api"  # noqa: S105  # the name of a scope, not a secret


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role held, with its scope and days."""

    id: int
    role: str
    role_label: str
    department_id: int | None
    region_code: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account. `kind` is person, officer or system; a person's `display_name` is masked for all but that person."""

    id: int
    username: str
    kind: str
    party_id: int | None
    officer_id: int | None
    department_id: int | None
    display_name: str
    is_active: bool
    roles: tuple[RoleView, ...]


@dataclass(frozen=True, slots=True)
class TokenView:
    """A bearer token by its name; the value itself was shown once and is kept as a digest only."""

    id: int
    name: str
    created_at: dt.datetime
    expires_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ClientView:
    """A department system that signs people in here or calls the interfaces."""

    id: str
    name: str
    account_id: int | None
    redirect_uris: tuple[str, ...]
    grant_types: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """What the roles of an account come to on one day, before second factor and principal."""

    seats: frozenset[str]
    department_ids: frozenset[int]
    region_codes: frozenset[str]
    permissions: frozenset[str]
    everywhere: bool


def machine_now() -> dt.datetime:
    """Real time of the machine: sessions and tokens live by it, so that days passed by hand in a demonstration city
    neither sign everybody out nor keep a stolen token alive."""
    return clock.now() - clock.offset()


def _in_force(day: dt.date) -> QuerySet[RoleGrant]:
    """Whoever has left the service holds no role any more, whatever was not taken back."""
    serving = Q(account__officer__isnull=True) | Q(account__officer__active=True)
    return RoleGrant.objects.filter(
        serving, Q(valid_to__isnull=True) | Q(valid_to__gte=day), revoked_at__isnull=True, valid_from__lte=day
    )


def grants_on(account_id: int, day: dt.date) -> QuerySet[RoleGrant]:
    """Grants of an account in force on that day (inside the room)."""
    return _in_force(day).filter(account_id=account_id)


def _covered_regions(codes: frozenset[str]) -> frozenset[str]:
    return reference.covered_codes(codes)


_cached_regions = remembered(_covered_regions, size=256)


def _region_departments(codes: Iterable[str]) -> frozenset[int]:
    """Departments of these regions and of the regions below them; regions move slowly, so they are remembered."""
    inside = _cached_regions(frozenset(codes))
    return orgs.departments_in_regions(orgs.region_codes_in_use() & inside)


def compute_rights(account: Account, *, second_factor: bool) -> Rights:
    """Read the grants of today (two queries, three with regional grants)."""
    grants = list(grants_on(account.pk, clock.today()))
    if not second_factor:
        grants = [grant for grant in grants if grant.role not in SECOND_FACTOR_ROLES]
    seats = {grant.role for grant in grants}
    if account.party_id is not None:
        seats.add(Role.RESIDENT.value)
    regions = {grant.region_code for grant in grants if grant.region_code}
    departments = orgs.with_descendants(grant.department_id for grant in grants if grant.department_id is not None)
    if regions:
        departments |= _region_departments(regions)
    everywhere = any(g.role in CITY_WIDE and g.department_id is None and not g.region_code for g in grants)
    permissions = frozenset().union(*(ROLE_PERMISSIONS[seat] for seat in seats)) if seats else frozenset()
    return Rights(frozenset(seats), departments, frozenset(regions), permissions, everywhere)


def _remembered_rights(account_id: int, revision: int, second_factor: bool, _until: tuple[str, int]) -> Rights:
    account = Account.objects.get(pk=account_id)
    return compute_rights(account, second_factor=second_factor)


_cached_rights = remembered(_remembered_rights)


def rights(account: Account, *, second_factor: bool) -> Rights:
    """The rights of an account, remembered by the process for the day.

    A grant or its end raises `access_revision`, which every request reads with the account, so it takes effect at
    once; so does a change of departments or regions, by the mark of the ground. Where that is not known, the answer
    is remembered for at most a minute. Inside a transaction nothing is, because it may be rolled back.
    """
    if connection.in_atomic_block:
        return compute_rights(account, second_factor=second_factor)
    mark = ground_mark()
    until = clock.today().toordinal() if mark else int(clock.now().timestamp() // 60)
    return _cached_rights(account.pk, account.access_revision, second_factor, (mark, until))


def needs_second_factor(account: Account) -> bool:
    """Whether the account holds a role today that acts only after a second factor."""
    return grants_on(account.pk, clock.today()).filter(role__in=sorted(SECOND_FACTOR_ROLES)).exists()


def role_view(row: RoleGrant) -> RoleView:
    """The row as others see it."""
    return RoleView(
        row.pk, row.role, str(row.get_role_display()), row.department_id, row.region_code, row.valid_from, row.valid_to
    )


def _display_name(account: Account, viewer: Actor) -> str:
    if account.officer is not None:
        return account.officer.name
    if account.party is not None:
        own = viewer.account_id == account.pk or viewer.is_system
        return account.party.name if own else mask_name(account.party.name)
    return account.username


def account_view(account: Account, *, viewer: Actor) -> AccountView:
    """The account as `viewer` may see it."""
    kind = "officer" if account.officer_id else "person" if account.party_id else "system"
    return AccountView(
        id=account.pk,
        username=account.username,
        kind=kind,
        party_id=account.party_id,
        officer_id=account.officer_id,
        department_id=account.department_id,
        display_name=_display_name(account, viewer),
        is_active=account.is_active,
        roles=tuple(role_view(row) for row in _grants_of(account)),
    )


def _grants_of(account: Account) -> list[RoleGrant]:
    """Grants in force today: those read with a list of accounts, else asked for."""
    known: list[RoleGrant] | None = getattr(account, "grants_today", None)
    return known if known is not None else list(grants_on(account.pk, clock.today()).order_by("role", "id"))


def _accounts() -> QuerySet[Account]:
    grants = Prefetch("role_grants", _in_force(clock.today()).order_by("role", "id"), to_attr="grants_today")
    return Account.objects.select_related("party", "officer").prefetch_related(grants)


def _may_see_accounts(viewer: Actor) -> bool:
    return viewer.may(MANAGE) or viewer.may(GRANT)


def account(account_id: int, *, viewer: Actor) -> AccountView:
    """One account: one's own, or any for administrators, or one of the own department for its administrator.

    Raises `NotFound` otherwise."""
    row = _accounts().filter(pk=account_id).first()
    if row is None:
        raise NotFound()
    own_department = viewer.may(GRANT_DEPARTMENT) and viewer.covers_department(row.department_id)
    if viewer.account_id != account_id and not _may_see_accounts(viewer) and not own_department:
        raise NotFound()
    return account_view(row, viewer=viewer)


def account_by_username(username: str, *, viewer: Actor) -> AccountView | None:
    """The account of a user name, for administrators and the command line; None where there is none."""
    if not _may_see_accounts(viewer):
        raise PermissionDenied(permission=MANAGE)
    row = _accounts().filter(username=username.replace("\x00", "").strip().lower()).first()
    return account_view(row, viewer=viewer) if row else None


def staff_accounts(*, viewer: Actor, department_id: int | None = None) -> list[AccountView]:
    """Accounts of officers and systems, by user name. Department administrators see those of their departments."""
    rows = _accounts().filter(party__isnull=True).order_by("username")
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    if not _may_see_accounts(viewer):
        viewer.require(GRANT_DEPARTMENT)
        rows = rows.filter(department_id__in=viewer.department_ids)
    return [account_view(row, viewer=viewer) for row in rows]


def own_name(account_row: object) -> str:
    """The name the masthead shows to the person signed in; empty for anybody else (`request.user`)."""
    if not isinstance(account_row, Account):
        return ""
    return _display_name(account_row, Actor(account_id=account_row.pk))


def tokens(*, viewer: Actor) -> list[TokenView]:
    """The viewer's own live bearer tokens, newest first."""
    now = machine_now()
    rows = Token.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        user_id=viewer.account_id,
        type=Token.Type.ACCESS_TOKEN,
        client__isnull=True,
    )
    if viewer.account_id is None:
        return []
    return [
        TokenView(row.pk, str((row.data or {}).get("name", "")), row.created_at, row.expires_at)
        for row in rows.order_by("-created_at")
    ]


def client_view(row: Client) -> ClientView:
    """The row as others see it; the secret is never part of it."""
    return ClientView(
        id=row.id,
        name=row.name,
        account_id=row.owner_id,
        redirect_uris=tuple(row.get_redirect_uris()),
        grant_types=tuple(row.get_grant_types()),
        scopes=tuple(row.get_scopes()),
    )


def clients(*, viewer: Actor) -> list[ClientView]:
    """The department systems registered, for administrators."""
    viewer.require(MANAGE)
    return [client_view(row) for row in Client.objects.order_by("name", "id")]


def permissions_of(role: str) -> frozenset[str]:
    """What a role permits, by the table. Raises `KeyError` for a role that does not exist."""
    return ROLE_PERMISSIONS[role]
