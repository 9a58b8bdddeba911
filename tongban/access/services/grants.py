"""Give roles and take them back."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q

from tongban.access import facts
from tongban.access.errors import AdministratorsApart, RoleNeedsOfficer, RoleNeedsScope
from tongban.access.models import Account, RoleGrant
from tongban.access.policies import Scope, check_goes_with, check_grants
from tongban.access.selectors import RoleView, role_view
from tongban.access.states import CITY_WIDE, Role
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards.regions import clean_region
from tongban.ledger import services as ledger
from tongban.orgs import selectors as orgs


def grant_role(
    *,
    account_id: int,
    role: str,
    department_id: int | None = None,
    region_code: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    actor: Actor,
) -> RoleView:
    """Give a role over a department (with those below it) or a region, both days included.

    Casework roles without a scope get the officer's own department; bureau, supervisor, hotline and administrators
    reach the whole city unless a scope is named. The same grant again returns the one in force. Raises
    `PermissionDenied`, `GrantToSelf`, `AdministratorsApart`, `ScopesDiffer`, `RoleNeedsScope`, `RoleNeedsOfficer`,
    `NotFound`, `InvalidInput`.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
        if account is None:
            raise NotFound()
        if role not in Role.values:
            raise InvalidInput(errors={"role": "没有这种角色。"})
        scope = _scope(account, Role(role), department_id, region_code)
        check_grants(actor, account_id, scope)
        first = valid_from or clock.today()
        if valid_to is not None and valid_to < max(first, clock.today()):
            raise InvalidInput(errors={"valid_to": "截止日期不能早于生效日期和今天。"})
        live = list(_live_grants(account_id))
        for known in live:
            same = (known.role, known.department_id, known.region_code) == (role, *scope.reach)
            if same and known.valid_from <= first and known.valid_to == valid_to:
                return role_view(known)
        check_goes_with(scope, [Scope(g.role, g.department_id, g.region_code) for g in live])
        try:
            with transaction.atomic():
                row = RoleGrant.objects.create(
                    account=account,
                    role=role,
                    department_id=scope.department_id,
                    region_code=scope.region_code,
                    valid_from=first,
                    valid_to=valid_to,
                    granted_at=clock.now(),
                )
        except IntegrityError as error:
            raise AdministratorsApart() from error
        _raise_revision(account)
        _record_grant(row, account, actor)
        return role_view(row)


def revoke_role(*, grant_id: int, actor: Actor) -> None:
    """Take a role back at once. Twice changes nothing. Raises `PermissionDenied`, `GrantToSelf`, `NotFound`."""
    with transaction.atomic():
        account_id = RoleGrant.objects.filter(pk=grant_id).values_list("account_id", flat=True).first()
        if account_id is None:
            raise NotFound()
        account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
        row = RoleGrant.objects.get(pk=grant_id)
        check_grants(actor, account.pk, Scope(row.role, row.department_id, row.region_code))
        if row.revoked_at is not None:
            return
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        _raise_revision(account)
        ledger.record(
            facts.ROLE_REVOKED,
            actor=actor,
            objects=[facts.account_ref(account.pk)],
            data={"grant_id": row.pk, "role": row.role},
            department_id=account.department_id,
        )


def _record_grant(row: RoleGrant, account: Account, actor: Actor) -> None:
    ledger.record(
        facts.ROLE_GRANTED,
        actor=actor,
        objects=[facts.account_ref(account.pk)],
        data={
            "grant_id": row.pk,
            "role": row.role,
            "scope_department": row.department_id,
            "scope_region": row.region_code,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        },
        department_id=account.department_id,
    )


def _live_grants(account_id: int) -> list[RoleGrant]:
    """Grants that are or will be in force."""
    ends = Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today())
    return list(RoleGrant.objects.filter(ends, account_id=account_id, revoked_at__isnull=True))


def _scope(account: Account, role: Role, department_id: int | None, region_code: str) -> Scope:
    if role == Role.RESIDENT:
        if account.party_id is None:
            raise InvalidInput(errors={"role": "“办事人”只能授予个人账号。"})
        return Scope(role, None, "")
    if account.officer_id is None and account.department_id is None:
        raise RoleNeedsOfficer(role=role.label)
    region = clean_region(region_code)
    if department_id is not None:
        orgs.department(department_id)
    elif not region and role not in CITY_WIDE:
        department_id = account.department_id
        if department_id is None:
            raise RoleNeedsScope(role=role.label)
    return Scope(role, department_id, region)


def _raise_revision(account: Account) -> None:
    account.access_revision += 1
    account.save(update_fields=["access_revision"])
