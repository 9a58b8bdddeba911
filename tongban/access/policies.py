"""Who may open accounts and give roles, and which roles go together on one account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.access.errors import AdministratorsApart, GrantToSelf, ScopesDiffer
from tongban.access.permissions import DEPARTMENT_GRANTS
from tongban.access.permissions import PERMISSIONS as PERMISSIONS
from tongban.access.permissions import ROLE_PERMISSIONS as ROLE_PERMISSIONS
from tongban.access.states import ADMINISTRATORS, Role
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied

MANAGE = "access.manage"
GRANT = "access.grant"
GRANT_DEPARTMENT = "access.grant_department"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a grant covers."""

    role: str
    department_id: int | None
    region_code: str

    @property
    def reach(self) -> tuple[int | None, str]:
        """Department and region, without the role."""
        return self.department_id, self.region_code


def check_grants(actor: Actor, account_id: int, scope: Scope) -> None:
    """The security administrator gives every role, a department administrator clerks and approvers of the own
    department, nobody anything to himself. Raises `GrantToSelf`, `PermissionDenied`."""
    if actor.is_system:
        return
    if actor.account_id == account_id:
        raise GrantToSelf()
    if actor.may(GRANT):
        return
    inside = scope.department_id is not None and actor.covers_department(scope.department_id)
    if actor.may(GRANT_DEPARTMENT) and scope.role in DEPARTMENT_GRANTS and inside:
        return
    raise PermissionDenied(permission=GRANT)


def check_goes_with(new: Scope, held: Sequence[Scope]) -> None:
    """Roles that may not meet on one account.

    The three administrators stand alone (GB/T 22239-2019 8.1.5). Two different staff roles must reach equally far:
    an actor's scope is one set, so a clerk of A who approves in B could otherwise approve in A.
    Raises `AdministratorsApart`, `ScopesDiffer`.
    """
    staff = [scope for scope in held if scope.role != Role.RESIDENT]
    if new.role == Role.RESIDENT or not staff:
        return
    if new.role in ADMINISTRATORS or any(scope.role in ADMINISTRATORS for scope in staff):
        if any(scope.role != new.role for scope in staff):
            raise AdministratorsApart()
        return
    if any(scope.role != new.role and scope.reach != new.reach for scope in staff):
        raise ScopesDiffer(role=Role(new.role).label)


def check_manages_accounts(actor: Actor) -> None:
    """System and security administrators; raises `PermissionDenied`."""
    actor.require(MANAGE)
