"""Which department oversees an item, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from tongban.kernel.actor import Actor
from tongban.orgs import selectors as orgs
from tongban.regulation import policies
from tongban.regulation.models import OversightRule
from tongban.regulation.states import RuleScope

OWN_BASIS = "谁审批、谁监管：没有另行规定，由作出决定的部门监管（行政许可法第六十一条）"
_PRECEDENCE = [scope.value for scope in RuleScope]
"""The more particular rule first, as the scopes are listed."""


@dataclass(frozen=True, slots=True)
class OversightRuleView:
    """A rule with its words."""

    uid: str
    scope: str
    scope_label: str
    key: str
    key_name: str
    overseer_id: int
    overseer_name: str
    former_authority: bool
    basis: str
    set_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Overseer:
    """Who oversees what an item grants, and on what ground; `ruled` says that a rule speaks of it."""

    department_id: int
    basis: str
    ruled: bool


def rule_view(row: OversightRule) -> OversightRuleView:
    """The row as others see it."""
    return OversightRuleView(
        uid=str(row.uid),
        scope=row.scope,
        scope_label=str(RuleScope(row.scope).label),
        key=row.key,
        key_name=row.key_name,
        overseer_id=row.overseer_id,
        overseer_name=orgs.department(row.overseer_id).name,
        former_authority=row.former_authority,
        basis=row.basis,
        set_at=row.set_at,
    )


def rules(*, viewer: Actor) -> list[OversightRuleView]:
    """Every rule in force, the particular ones first. Raises `PermissionDenied`."""
    if not viewer.may(policies.ROUTE):
        viewer.require(policies.VIEW)
    rows = OversightRule.objects.filter(ended_at=None).order_by("id")
    return [rule_view(row) for row in sorted(rows, key=lambda row: _PRECEDENCE.index(row.scope))]


def overseer_of(*, item_code: str, catalog_code: str, department_id: int, item_kind: str) -> Overseer:
    """Who oversees what this item grants; the department itself where no rule speaks of it."""
    keys = (item_code, catalog_code, str(department_id), item_kind)
    asked = Q(pk__in=[])
    for scope, key in zip(_PRECEDENCE, keys, strict=True):
        asked |= Q(scope=scope, key=key)
    rows = OversightRule.objects.filter(asked, ended_at=None)
    row = min(rows, key=lambda row: _PRECEDENCE.index(row.scope), default=None)
    return Overseer(row.overseer_id, row.basis, True) if row else Overseer(department_id, OWN_BASIS, False)
