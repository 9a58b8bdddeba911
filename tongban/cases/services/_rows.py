"""Rows of this room written by prepared statements: a case is born with its materials, an instrument is numbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from tongban.cases.models import Case, CaseInstrument, CaseMaterial
from tongban.catalogue.selectors import MaterialView
from tongban.kernel import clock, statements

_CASE = [field for field in Case._meta.concrete_fields if not field.primary_key]
_JSON = {"form_data", "noticed_orders"}


def insert_case(case: Case, materials: Sequence[tuple[MaterialView, Mapping[str, str]]]) -> None:
    """Insert the row and its materials; the row learns its id."""
    values: dict[str, object] = {}
    for field in _CASE:
        value = getattr(case, field.attname)
        values[str(field.column)] = orjson.dumps(value).decode() if field.name in _JSON else value
    ((case.pk,),) = statements.insert(Case._meta.db_table, [values], returning="id")
    case._state.adding = False
    if not materials:
        return
    now = clock.now()
    statements.insert(
        CaseMaterial._meta.db_table,
        [
            {"case_id": case.pk, '"order"': wanted.order, "name": wanted.name, "provided_at": now, **given}
            for wanted, given in materials
        ],
    )


def insert_instrument(row: CaseInstrument) -> None:
    """Insert a numbered instrument; the row learns its id."""
    values = {
        "case_id": row.case_id,
        "kind": row.kind,
        "number": row.number,
        "content": orjson.dumps(row.content).decode(),
        "issued_at": row.issued_at,
    }
    ((row.pk,),) = statements.insert(CaseInstrument._meta.db_table, [values], returning="id")
    row._state.adding = False
