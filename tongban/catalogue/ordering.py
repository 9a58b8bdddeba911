"""The order of a form's fields through a store that forgets the order of keys (PostgreSQL's jsonb). Pure."""

from __future__ import annotations

from typing import Any

from tongban.catalogue.content import JsonObject

KEY = "x-order"


def with_order(schema: JsonObject) -> JsonObject:
    """The schema with each object's field names listed beside its `properties`."""
    return {**_below(schema, with_order), **({KEY: list(schema["properties"])} if "properties" in schema else {})}


def in_order(schema: JsonObject) -> JsonObject:
    """The schema as it was given to `with_order`; fields no list names come last, by name."""
    found = _below(schema, in_order)
    names: list[str] = found.pop(KEY, [])
    if "properties" in found:
        place = {name: number for number, name in enumerate(names)}
        fields = sorted(found["properties"].items(), key=lambda field: (place.get(field[0], len(place)), field[0]))
        found["properties"] = dict(fields)
    return found


def _below(schema: JsonObject, change: Any) -> JsonObject:
    """A copy in which the sub-schemas of `properties` and `items` are changed."""
    found = dict(schema)
    if isinstance(fields := found.get("properties"), dict):
        found["properties"] = {name: change(rule) if isinstance(rule, dict) else rule for name, rule in fields.items()}
    if isinstance(items := found.get("items"), dict):
        found["items"] = change(items)
    return found
