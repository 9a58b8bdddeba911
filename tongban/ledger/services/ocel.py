"""Export as OCEL 2.0 JSON: facts as events, the objects they touched as objects, roles as qualifiers.

Object ids carry their type ("case:…"), because OCEL wants them unique across types. The file is written as it is
read: a first pass over the data's names declares the types, a second lists objects, a third events.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import orjson
from django.db import connection

from tongban.kernel.actor import Actor
from tongban.ledger.services.export_terms import (
    BATCH,
    Event,
    ExportReport,
    Selection,
    event_of,
    event_types,
    fitted,
    note_export,
)
from tongban.ledger.services.streams import one_snapshot, rows_of


def export_ocel(file: IO[bytes], *, actor: Actor, selection: Selection | None = None) -> ExportReport:
    """Write the selected facts (all by default) to a binary file.

    Raises `PermissionDenied` without `ledger.export`. The export itself is recorded afterwards.
    """
    actor.require("ledger.export")
    chosen = selection or Selection()
    with one_snapshot():
        types = event_types(chosen)
        object_types = _object_types(chosen)
        file.write(b'{"objectTypes":')
        file.write(orjson.dumps([{"name": name, "attributes": []} for name in object_types]))
        file.write(b',"eventTypes":')
        file.write(orjson.dumps([_declared(name, attributes) for name, attributes in types.items()]))
        file.write(b',"objects":[')
        objects = _write_objects(file, chosen)
        file.write(b'],"events":[')
        events, relations = _write_events(file, chosen, types)
        file.write(b"]}\n")
    note_export(actor, "ocel", chosen, events)
    return ExportReport(events, objects, relations, tuple(types), tuple(object_types))


def _declared(name: str, attributes: dict[str, str]) -> dict[str, object]:
    return {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()]}


def _object_types(selection: Selection) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT o.object_type FROM ledger_factobject o JOIN ledger_fact f ON f.id = o.fact_id "  # noqa: S608
            f"WHERE {selection.where()} ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _write_objects(file: IO[bytes], selection: Selection) -> int:
    query = (
        "SELECT DISTINCT o.object_type, o.object_id FROM ledger_factobject o JOIN ledger_fact f ON f.id = o.fact_id "  # noqa: S608
        f"WHERE {selection.where()} ORDER BY 1, 2"
    )
    count = 0
    with rows_of(query, "export_objects", BATCH) as rows:
        for kind, identity in rows:
            entry = {"id": f"{kind}:{identity}", "type": kind, "attributes": [], "relationships": []}
            file.write((b",\n" if count else b"\n") + orjson.dumps(entry))
            count += 1
    return count


def _events(selection: Selection) -> Iterator[Event]:
    query = f"SELECT f.body, encode(f.digest, 'hex') FROM ledger_fact f WHERE {selection.where()} ORDER BY f.id"  # noqa: S608
    with rows_of(query, "export_events", BATCH) as rows:
        for body, digest in rows:
            yield event_of(body, digest)


def _write_events(file: IO[bytes], selection: Selection, types: dict[str, dict[str, str]]) -> tuple[int, int]:
    count = relations = 0
    for event in _events(selection):
        declared = types[event.kind]
        links = [
            {"objectId": f"{kind}:{identity}", "qualifier": role or ("primary" if place == 0 else "related")}
            for place, (kind, identity, role) in enumerate(event.objects)
        ]
        attributes = [
            {"name": name, "value": fitted(value, declared[name])} for name, value in event.attributes.items()
        ]
        entry = {
            "id": event.uid,
            "type": event.kind,
            "time": event.occurred_at,
            "attributes": attributes,
            "relationships": links,
        }
        file.write((b",\n" if count else b"\n") + orjson.dumps(entry))
        count += 1
        relations += len(links)
    return count, relations
