"""What both export formats share: which facts, in which form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
from django.db import connection, transaction

from tongban.kernel.actor import Actor
from tongban.ledger.body import FORMAT
from tongban.ledger.facts import LEDGER_EXPORTED, JsonValue, ObjectRef
from tongban.ledger.services.record import record

Scalar = str | int | bool
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Which facts to export: recorded within [since, until), touching an object of `object_type`; empty means all."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    object_type: str = ""
    kinds: tuple[str, ...] = ()

    def where(self) -> str:
        """The condition over `f` as SQL text with literals quoted by the driver."""
        parts = ["true"]
        if self.since is not None:
            parts.append(f"f.recorded_at >= {_quoted(self.since.isoformat())}::timestamptz")
        if self.until is not None:
            parts.append(f"f.recorded_at < {_quoted(self.until.isoformat())}::timestamptz")
        if self.object_type:
            parts.append(
                "EXISTS (SELECT 1 FROM ledger_factobject t "  # noqa: S608  # quoted
                f"WHERE t.fact_id = f.id AND t.object_type = {_quoted(self.object_type)})"
            )
        if self.kinds:
            parts.append(f"f.kind IN ({', '.join(_quoted(kind) for kind in self.kinds)})")
        return " AND ".join(parts)

    def by_type(self, query: str) -> str:
        """Fill `{type}` and `{where}` of a query."""
        return query.format(type=_quoted(self.object_type), where=self.where())


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written."""

    events: int
    objects: int
    relations: int
    event_types: tuple[str, ...]
    object_types: tuple[str, ...]


@dataclass(slots=True)
class Event:
    """A fact, read from its kept bytes, so that what leaves is what was digested."""

    uid: str
    kind: str
    occurred_at: str
    objects: list[list[str]]
    attributes: dict[str, Scalar] = field(default_factory=dict)


def _quoted(text: str) -> str:
    from psycopg import sql

    return sql.Literal(text).as_string(connection.connection)


def note_export(actor: Actor, form: str, selection: Selection, events: int) -> None:
    """That data left is itself a fact."""
    data: dict[str, JsonValue] = {"format": form, "events": events, "object_type": selection.object_type}
    if selection.since is not None:
        data["since"] = selection.since.isoformat()
    if selection.until is not None:
        data["until"] = selection.until.isoformat()
    if selection.kinds:
        data["kinds"] = list(selection.kinds)
    with transaction.atomic():
        record(LEDGER_EXPORTED, actor=actor, objects=[ObjectRef("ledger", "facts")], data=data)


def event_of(body: bytes, digest: str) -> Event:
    """The fact behind kept bytes, for either format."""
    said = orjson.loads(body.removeprefix(FORMAT))
    return Event(said["uid"], said["kind"], said["occurred_at"], said["objects"], attributes(said, digest))


FIXED = {
    "account_id": "integer",
    "channel": "string",
    "department_id": "integer",
    "digest": "string",
    "officer_id": "integer",
    "party_id": "integer",
    "principal_id": "integer",
    "recorded_at": "time",
    "region_code": "string",
    "seats": "string",
    "seq": "integer",
    "trace_id": "string",
}
"""Types of the attributes every event may have."""

_OF_JSON = {"number": "integer", "boolean": "boolean"}


def event_types(selection: Selection) -> dict[str, dict[str, str]]:
    """Every kind with the type of each attribute; where a name of `data` held several types, text."""
    types: dict[str, dict[str, str]] = {}
    where = selection.where()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT f.kind FROM ledger_fact f WHERE {where} ORDER BY 1")  # noqa: S608  # quoted
        for (kind,) in cursor.fetchall():
            types[kind] = dict(FIXED)
        cursor.execute(
            "SELECT f.kind, d.key, array_agg(DISTINCT jsonb_typeof(d.value)) "  # noqa: S608  # quoted
            f"FROM ledger_fact f CROSS JOIN LATERAL jsonb_each(f.data) AS d WHERE {where} GROUP BY 1, 2 ORDER BY 1, 2"
        )
        for kind, key, kinds in cursor.fetchall():
            found = {_OF_JSON.get(kind, "string") for kind in kinds if kind != "null"}
            types[kind][f"data.{key}"] = found.pop() if len(found) == 1 else "string"
    return types


def fitted(value: Scalar, declared: str) -> Scalar:
    """The value as its declaration wants it: as JSON would write it where its name held texts elsewhere."""
    return value if declared != "string" or isinstance(value, str) else orjson.dumps(value).decode()


_PLAIN = (
    "account_id", "channel", "department_id", "officer_id", "party_id", "principal_id", "recorded_at", "region_code",
    "seats", "seq", "trace_id",
)  # fmt: skip


def attributes(said: Mapping[str, JsonValue], digest: str) -> dict[str, Scalar]:
    """The event's attributes: the fact's own members, then `data.*`.

    What is null or empty is left out; lists and mappings become their JSON text.
    """
    found: dict[str, Scalar] = {"digest": digest}
    for name in _PLAIN:
        value = said[name]
        if isinstance(value, str | int) and value != "":
            found[name] = value
    data = said["data"]
    if isinstance(data, Mapping):
        for name, value in data.items():
            if isinstance(value, str | int):
                found[f"data.{name}"] = value
            elif value is not None:
                found[f"data.{name}"] = orjson.dumps(value).decode()
    return found
