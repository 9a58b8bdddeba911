"""The table of who oversees what."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tongban.catalogue import selectors as catalogue
from tongban.catalogue.states import ItemKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference
from tongban.regulation import policies
from tongban.regulation.errors import RuleExists, RuleKeyUnknown
from tongban.regulation.facts import RULE, RULE_ENDED, RULE_SET
from tongban.regulation.models import OversightRule
from tongban.regulation.selectors.rules import OversightRuleView, rule_view
from tongban.regulation.services._rows import found
from tongban.regulation.states import RuleScope


def set_rule(
    *, scope: str, key: str, overseer_id: int, former_authority: bool = False, basis: str = "", actor: Actor
) -> OversightRuleView:
    """Say which department oversees an item, an entry, what a department grants, or a kind of items.

    Where licensing was concentrated (`former_authority`), the city's rule is the basis unless another is given
    (安阳市政务服务条例 16 ¶2). Raises `PermissionDenied`, `NotFound`, `RuleKeyUnknown`, `RuleExists`, `WordsMissing`,
    `UnknownParameter` in a city without such a rule.
    """
    with transaction.atomic():
        actor.require(policies.ROUTE)
        overseer = orgs.department(overseer_id)
        if scope not in RuleScope.values:
            raise InvalidInput(errors={"scope": "请选择规则的范围。"})
        known, name = _known_key(RuleScope(scope), key.strip())
        if former_authority and not basis.strip():
            basis = reference.parameter("regulation.former_authority", region_code=overseer.region_code).citation
        row = OversightRule(
            scope=scope,
            key=known,
            key_name=name[:300],
            overseer_id=overseer.id,
            former_authority=former_authority,
            basis=policies.words(basis, "依据", most=300),
            set_at=clock.now(),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            standing = OversightRule.objects.get(scope=scope, key=known, ended_at=None)
            raise RuleExists(key=known, department=orgs.department(standing.overseer_id).name) from None
        ledger.record(
            RULE_SET,
            actor=actor,
            objects=[ObjectRef(RULE, str(row.uid))],
            data={"scope": scope, "key": known, "former_authority": former_authority},
            department_id=overseer.id,
        )
        return rule_view(row)


def end_rule(*, uid: str, actor: Actor) -> OversightRuleView:
    """The rule binds no more; handovers made under it stay where they are. Raises `PermissionDenied`, `NotFound`."""
    with transaction.atomic():
        actor.require(policies.ROUTE)
        rows = OversightRule.objects.select_for_update(no_key=True).filter(uid=uid_of(uid), ended_at=None)
        row = found(rows.first())
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        ledger.record(RULE_ENDED, actor=actor, objects=[ObjectRef(RULE, str(row.uid))], department_id=row.overseer_id)
        return rule_view(row)


def _known_key(scope: RuleScope, key: str) -> tuple[str, str]:
    """The key as handovers carry it, and its name. Raises `RuleKeyUnknown`."""
    found: tuple[str, str] | None = None
    try:
        if scope == RuleScope.ITEM:
            item = catalogue.item_by_code(key)
            found = item.code, item.name
        elif scope == RuleScope.DEPARTMENT:
            department = orgs.department(int(key))
            found = str(department.id), department.name
        elif scope == RuleScope.ENTRY:
            entry = catalogue.entry_by_code(key)
            found = (entry.catalog_code, entry.name) if entry else None
        elif key in ItemKind.values:
            found = key, str(ItemKind(key).label)
    except (NotFound, ValueError):
        found = None
    if found is None:
        raise RuleKeyUnknown(key=key[:64], scope=str(scope.label))
    return found
