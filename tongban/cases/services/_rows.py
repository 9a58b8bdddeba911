"""Rows of this room written by prepared statements: a case is born with its materials, an instrument is numbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from uuid import UUID

import orjson
from django.db import DEFAULT_DB_ALIAS

from tongban.cases.models import Case, CaseInstrument, CaseMaterial
from tongban.catalogue.selectors import MaterialView
from tongban.kernel import clock, statements

_CASE = [field for field in Case._meta.concrete_fields if not field.primary_key]
_JSON = {"form_data", "noticed_orders"}


_ALL = list(Case._meta.concrete_fields)
_LOCK = (
    f"SELECT {', '.join(f'{field.column}::text' if field.name in _JSON else str(field.column) for field in _ALL)} "  # noqa: S608  # our names
    f"FROM {Case._meta.db_table} WHERE uid = %s FOR NO KEY UPDATE"
)


def lock_case(uid: UUID) -> Case | None:
    """Lock the row for this transaction and load it."""
    rows = statements.ask(_LOCK, [uid])
    if not rows:
        return None
    pairs = zip(_ALL, rows[0], strict=True)
    values = [orjson.loads(value) if field.name in _JSON else value for field, value in pairs]
    return Case.from_db(DEFAULT_DB_ALIAS, [field.attname for field in _ALL], values)


_GIVEN = ("provision", "digest", "file_name", "licence_identifier")


def insert_case(
    case: Case, materials: Sequence[tuple[MaterialView, Mapping[str, str]]], note: CaseInstrument | None
) -> None:
    """Insert the row with its materials and its receipt note in one statement; the row learns its id."""
    values = [
        orjson.dumps(getattr(case, f.attname)).decode() if f.name in _JSON else getattr(case, f.attname) for f in _CASE
    ]
    now = clock.now()
    for wanted, given in materials:
        values += [wanted.order, wanted.name, now, *(given[name] for name in _GIVEN)]
    if note is not None:
        values += [note.kind, note.number, orjson.dumps(note.content).decode(), note.issued_at]
    ((case.pk,),) = statements.ask(_birth(len(materials), note is not None), values)
    case._state.adding = False


@lru_cache(maxsize=128)
def _birth(materials: int, noted: bool) -> str:
    parts = []
    parts.append(
        f"c AS (INSERT INTO {Case._meta.db_table} ({', '.join(str(field.column) for field in _CASE)}) "  # noqa: S608  # our names
        f"VALUES ({', '.join(['%s'] * len(_CASE))}) RETURNING id)"
    )
    if materials:
        given = ", ".join(_GIVEN)
        row = f"(%s::smallint, %s::text, %s::timestamptz, {', '.join(['%s::text'] * len(_GIVEN))})"
        parts.append(
            f'm AS (INSERT INTO {CaseMaterial._meta.db_table} (case_id, "order", name, provided_at, {given}) '  # noqa: S608  # our names
            f"SELECT c.id, v.* FROM c, (VALUES {', '.join([row] * materials)}) v)"
        )
    if noted:
        parts.append(
            f"i AS (INSERT INTO {CaseInstrument._meta.db_table} (case_id, kind, number, content, issued_at) "  # noqa: S608  # our names
            "SELECT c.id, %s::text, %s::text, %s::jsonb, %s::timestamptz FROM c)"
        )
    return f"WITH {', '.join(parts)} SELECT id FROM c"  # noqa: S608  # our names


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
