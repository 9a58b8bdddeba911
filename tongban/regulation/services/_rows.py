"""What the verbs do the same way: find and lock a row, make a public code, write a fact."""

from __future__ import annotations

import secrets
from typing import TypeVar

from django.db.models import Model, QuerySet

from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, FactView, JsonValue, ObjectRef
from tongban.regulation.facts import handover_ref, inspection_ref, plan_ref
from tongban.regulation.models import Inspection, InspectionPlan, RegulationHandover

M = TypeVar("M", bound=Model)


def found(row: M | None) -> M:
    """The row that is there. Raises `NotFound`."""
    if row is None:
        raise NotFound()
    return row


def locked_handover(uid: str) -> RegulationHandover:
    """The row, locked. Raises `NotFound`."""
    return found(RegulationHandover.objects.select_for_update(no_key=True).filter(uid=uid_of(uid)).first())


def locked_plan(uid: str) -> InspectionPlan:
    """The row, locked. Raises `NotFound`."""
    return found(InspectionPlan.objects.select_for_update(no_key=True).filter(uid=uid_of(uid)).first())


def inspections() -> QuerySet[Inspection]:
    """Inspections with everything a verb or a view reads."""
    return Inspection.objects.select_related(
        "plan", "object__party", "object__handover", "first", "second", "mend__inspection", "mend_order"
    )


def locked_inspection(uid: str) -> Inspection:
    """The row, locked. Raises `NotFound`."""
    rows = inspections().select_for_update(no_key=True, of=("self",))
    return found(rows.filter(uid=uid_of(uid)).first())


def new_code(letter: str) -> str:
    """A public code: a letter and twelve random signs that tell nothing about whom it stands for."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    return letter + "".join(secrets.choice(alphabet) for _ in range(12))


def record_handover(kind: FactKind, row: RegulationHandover, actor: Actor, **data: JsonValue) -> FactView:
    """A fact about a handover, seen from its case as well."""
    return ledger.record(
        kind,
        actor=actor,
        objects=[handover_ref(row.uid), ObjectRef("case", str(row.case_uid))],
        data={"case_no": row.case_no, **data},
        department_id=row.department_id,
        region_code=row.region_code,
    )


def record_plan(kind: FactKind, row: InspectionPlan, actor: Actor, **data: JsonValue) -> FactView:
    """A fact about a plan."""
    return ledger.record(
        kind,
        actor=actor,
        objects=[plan_ref(row.uid)],
        data={"plan_no": row.plan_no, **data},
        department_id=row.department_id,
        region_code=row.region_code,
    )


def record_inspection_fact(kind: FactKind, row: Inspection, actor: Actor, **data: JsonValue) -> FactView:
    """A fact about an inspection; its object is named by the public code."""
    return ledger.record(
        kind,
        actor=actor,
        objects=[inspection_ref(row.uid), ObjectRef("regulated_object", row.object.code)],
        data=data,
        department_id=row.department_id,
        region_code=row.region_code,
    )
