"""The two lists as they are frozen: who may be drawn with which weight, who may inspect whom.

Weights are whole numbers from the rule pack: risk times credit standing (优化营商环境条例 53). Where a plan does not
weigh, every object counts one.
"""

from __future__ import annotations

from collections.abc import Collection

from tongban.credit import selectors as credit
from tongban.kernel import clock
from tongban.reference import selectors as reference
from tongban.regulation.draw import Candidate, Sworn
from tongban.regulation.models import InspectionPlan, Inspector, Recusal, RegulatedObject


def listed_objects(plan: InspectionPlan) -> list[Candidate]:
    """The objects of the department that the plan speaks of, with their weights."""
    rows = RegulatedObject.objects.filter(department_id=plan.department_id, ended_at=None)
    rows = rows.exclude(valid_to__lt=clock.today())
    if plan.item_kind:
        rows = rows.filter(item_kind=plan.item_kind)
    if plan.category:
        rows = rows.filter(category=plan.category)
    found = list(rows.order_by("code"))
    weights = _weights(plan, found) if plan.weighted else {}
    return [Candidate(row.code, row.category, row.risk, weights.get(row.code, 1)) for row in found]


def _weights(plan: InspectionPlan, rows: list[RegulatedObject]) -> dict[str, int]:
    by_risk, by_standing = _table("regulation.risk_weights", plan), _table("regulation.standing_weights", plan)
    standing = {party: credit.standing(party).level for party in {row.party_id for row in rows}}
    return {row.code: by_risk[row.risk] * by_standing[standing[row.party_id]] for row in rows}


def _table(key: str, plan: InspectionPlan) -> dict[str, int]:
    """A parameter that is a table of whole numbers."""
    value = reference.parameter(key, region_code=plan.region_code).value
    if not isinstance(value, dict):
        raise TypeError(f"{key} is not a table")
    return {name: number for name, number in value.items() if isinstance(number, int)}


def listed_inspectors(plan: InspectionPlan, codes: Collection[str]) -> list[Sworn]:
    """The inspectors of the department; of their recusals only those from objects with these codes."""
    rows = list(Inspector.objects.filter(department_id=plan.department_id, retired_at=None, officer__active=True))
    parties: dict[int, set[int]] = {}
    for inspector_id, party_id in Recusal.objects.filter(inspector__in=rows).values_list("inspector_id", "party_id"):
        parties.setdefault(inspector_id, set()).add(party_id)
    objects: dict[int, list[str]] = {}
    wanted = RegulatedObject.objects.filter(
        code__in=codes, party_id__in={one for some in parties.values() for one in some}
    )
    for code, party_id in wanted.values_list("code", "party_id"):
        objects.setdefault(party_id, []).append(code)
    return [
        Sworn(
            row.code,
            tuple(sorted(row.specialities)),
            tuple(sorted(code for party in parties.get(row.pk, ()) for code in objects.get(party, ()))),
        )
        for row in rows
    ]
