"""Roles: the table, who gives them, which do not meet on one account, and when they end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tongban.access import services
from tongban.access.errors import (
    AdministratorsApart,
    GrantToSelf,
    RoleNeedsOfficer,
    ScopesDiffer,
)
from tongban.access.models import RoleGrant
from tongban.access.permissions import PERMISSIONS, ROLE_PERMISSIONS, permission_lines
from tongban.access.states import ADMINISTRATORS, Role
from tongban.access.tests.conftest import MakeOfficer, MakeResident
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.kernel.standards.uscc import make_uscc
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef
from tongban.orgs import services as orgs
from tongban.orgs.selectors import DepartmentView

DAY = dt.date(2030, 3, 4)


def test_the_table_is_complete_and_every_code_explained() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role.values)
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == set(PERMISSIONS)
    assert all(line.roles and line.meaning for line in permission_lines())


def test_administrators_see_no_cases_and_share_no_duty() -> None:
    rooms = {"cases", "licences", "parties", "ratings"}
    for role in ADMINISTRATORS:
        assert not {code for code in ROLE_PERMISSIONS[role] if code.split(".")[0] in rooms}, role
    audit = ROLE_PERMISSIONS[Role.AUDIT_ADMIN]
    assert all(code.startswith("ledger.") for code in audit)
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        assert not audit & ROLE_PERMISSIONS[role]
    assert "access.grant" not in ROLE_PERMISSIONS[Role.SYSTEM_ADMIN]


@pytest.mark.django_db
def test_three_administrators_are_three_accounts(officer: MakeOfficer, system: Actor) -> None:
    account = officer("ops", "system_admin")
    for role in ("security_admin", "audit_admin", "clerk", "bureau"):
        with pytest.raises(AdministratorsApart):
            services.grant_role(account_id=account.id, role=role, actor=system)
    clerk = officer("window", "clerk")
    with pytest.raises(AdministratorsApart):
        services.grant_role(account_id=clerk.id, role="audit_admin", actor=system)


@pytest.mark.django_db
def test_the_database_itself_keeps_administrators_apart(officer: MakeOfficer) -> None:
    account = officer("ops", "system_admin")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(account_id=account.id, role="audit_admin", valid_from=DAY, granted_at=clock.now())


@pytest.mark.django_db
def test_who_gives_roles(officer: MakeOfficer, health: DepartmentView, forestry: DepartmentView) -> None:
    security, admin = officer("sec", "security_admin"), officer("boss", "department_admin")
    new, foreign = officer("new"), officer("foreign", department_id=forestry.id)
    boss = services.actor_for(admin.id)
    services.grant_role(account_id=new.id, role="clerk", actor=boss)
    for account_id, role in ((new.id, "bureau"), (new.id, "department_admin"), (foreign.id, "clerk")):
        with pytest.raises(PermissionDenied):
            services.grant_role(account_id=account_id, role=role, actor=boss)
    guard = services.actor_for(security.id)
    services.grant_role(account_id=foreign.id, role="approver", actor=guard)
    with pytest.raises(GrantToSelf):
        services.grant_role(account_id=security.id, role="audit_admin", actor=guard)
    with pytest.raises(PermissionDenied):
        services.grant_role(account_id=foreign.id, role="clerk", actor=services.actor_for(new.id))


@pytest.mark.django_db
def test_two_roles_reach_equally_far(
    officer: MakeOfficer, health: DepartmentView, forestry: DepartmentView, system: Actor
) -> None:
    account = officer("window", "clerk")
    services.grant_role(account_id=account.id, role="clerk", department_id=forestry.id, actor=system)
    with pytest.raises(ScopesDiffer):
        services.grant_role(account_id=account.id, role="approver", actor=system)
    both = officer("one-seat", "clerk", "approver")
    assert services.actor_for(both.id).seats == {"clerk", "approver"}
    with pytest.raises(ScopesDiffer):
        services.grant_role(account_id=both.id, role="bureau", actor=system)


@pytest.mark.django_db
def test_scope_covers_the_departments_below(officer: MakeOfficer, health: DepartmentView, system: Actor) -> None:
    below = orgs.register_department(
        code=make_uscc("12", "410500", 9), name="市疾控中心", parent_id=health.id, actor=system
    )
    actor = services.actor_for(officer("approver-a", "approver").id)
    assert actor.department_ids == {health.id, below.id}
    assert not actor.everywhere
    assert actor.may("cases.decide")
    assert not actor.may("catalogue.publish")


@pytest.mark.django_db
def test_regional_clerk_serves_every_department_of_the_region(
    officer: MakeOfficer, health: DepartmentView, forestry: DepartmentView, system: Actor
) -> None:
    elsewhere = orgs.register_department(
        code=make_uscc("11", "410600", 3), name="外地局", region_code="410600", actor=system
    )
    account = officer("front")
    services.grant_role(account_id=account.id, role="clerk", region_code="410500000000", actor=system)
    actor = services.actor_for(account.id)
    assert {health.id, forestry.id} <= actor.department_ids
    assert elsewhere.id not in actor.department_ids
    assert actor.region_codes == {"410500"}


@pytest.mark.django_db
def test_bureau_reaches_the_city_unless_a_scope_is_named(
    officer: MakeOfficer, health: DepartmentView, system: Actor
) -> None:
    assert services.actor_for(officer("bureau-a", "bureau").id).everywhere
    narrow = officer("bureau-b")
    services.grant_role(account_id=narrow.id, role="supervisor", department_id=health.id, actor=system)
    assert not services.actor_for(narrow.id).everywhere


@pytest.mark.django_db
def test_grants_begin_and_end_by_the_day(officer: MakeOfficer, system: Actor) -> None:
    account = officer("temp")
    last = DAY + dt.timedelta(days=3)
    with clock.frozen(clock.at(DAY - dt.timedelta(days=1))):
        services.grant_role(account_id=account.id, role="clerk", valid_from=DAY, valid_to=last, actor=system)
        assert services.actor_for(account.id).seats == frozenset()
    for day, seats in ((DAY, {"clerk"}), (last, {"clerk"}), (last + dt.timedelta(days=1), set[str]())):
        with clock.frozen(clock.at(day)):
            assert services.actor_for(account.id).seats == seats, day


@pytest.mark.django_db
def test_revoked_role_is_gone_at_once_and_recorded(officer: MakeOfficer, system: Actor) -> None:
    account = officer("window")
    grant = services.grant_role(account_id=account.id, role="clerk", actor=system)
    assert services.grant_role(account_id=account.id, role="clerk", actor=system) == grant
    services.revoke_role(grant_id=grant.id, actor=system)
    services.revoke_role(grant_id=grant.id, actor=system)
    assert services.actor_for(account.id).permissions == frozenset()
    kinds = [fact.kind for fact in ledger.timeline(ObjectRef("account", str(account.id)))]
    assert kinds == ["account.created", "role.granted", "role.revoked"]


@pytest.mark.django_db(transaction=True)
def test_remembered_rights_follow_a_change_at_once(officer: MakeOfficer, system: Actor) -> None:
    account = officer("window")
    assert services.actor_for(account.id).seats == frozenset()
    grant = services.grant_role(account_id=account.id, role="clerk", actor=system)
    assert services.actor_for(account.id).seats == {"clerk"}
    services.revoke_role(grant_id=grant.id, actor=system)
    assert services.actor_for(account.id).seats == frozenset()


@pytest.mark.django_db
def test_grants_that_make_no_sense(officer: MakeOfficer, resident: MakeResident, system: Actor) -> None:
    person, staff = resident(), officer("window")
    with pytest.raises(RoleNeedsOfficer):
        services.grant_role(account_id=person.id, role="clerk", actor=system)
    with pytest.raises(InvalidInput):
        services.grant_role(account_id=staff.id, role="resident", actor=system)
    with pytest.raises(InvalidInput):
        services.grant_role(account_id=staff.id, role="emperor", actor=system)
    with pytest.raises(InvalidInput):
        services.grant_role(account_id=staff.id, role="clerk", valid_to=dt.date(2000, 1, 1), actor=system)
    with pytest.raises(NotFound):
        services.grant_role(account_id=staff.id, role="clerk", department_id=999_999, actor=system)
    with pytest.raises(NotFound):
        services.revoke_role(grant_id=999_999, actor=system)


@pytest.mark.django_db
def test_whoever_leaves_the_service_has_no_role_left(officer: MakeOfficer, system: Actor) -> None:
    account = officer("leaver", "clerk")
    assert services.actor_for(account.id).may("cases.accept")
    orgs.retire_officer(officer_id=account.officer_id or 0, actor=system)
    gone = services.actor_for(account.id)
    assert (gone.seats, gone.permissions, gone.department_ids) == (frozenset(), frozenset(), frozenset())
