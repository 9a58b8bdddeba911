"""From a form's JSON Schema (2020-12) to the fields a page shows, and back from what was posted to the answers. Pure:
no drawing here, no checking either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

_INPUT_KINDS = {"date": "date", "email": "email", "uri": "url"}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field, ready for the macro `field`. `value` is text, or a list for several choices."""

    kind: str
    name: str
    label: str
    hint: str
    required: bool
    value: Any
    error: str
    source: str
    choices: tuple[tuple[str, str], ...]
    unit: str
    width: str
    rows: int
    maxlength: int | None
    inputmode: str
    pattern: str
    autocomplete: str


def _choices(prop: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """`oneOf`/`anyOf` with const and title, or a plain `enum` (its own label, or `x-labels`)."""
    named = prop.get("oneOf") or prop.get("anyOf")
    if named and all("const" in entry for entry in named):
        return tuple((str(entry["const"]), str(entry.get("title", entry["const"]))) for entry in named)
    labels = prop.get("x-labels", {})
    return tuple((str(code), str(labels.get(str(code), code))) for code in prop.get("enum", ()))


def _kind(prop: Mapping[str, Any], choices: Sequence[object]) -> str:
    if prop.get("x-widget"):
        return str(prop["x-widget"])
    if prop.get("type") == "array":
        return "checkboxes"
    if prop.get("type") == "boolean":
        return "yes_no"
    if choices:
        return "radios" if len(choices) <= 6 else "select"
    if prop.get("type") in ("integer", "number"):
        return "number"
    if int(prop.get("maxLength", 0)) > 120 or prop.get("x-rows"):
        return "textarea"
    return _INPUT_KINDS.get(str(prop.get("format", "")), "text")


def _width(prop: Mapping[str, Any], kind: str) -> str:
    if prop.get("x-width"):
        return str(prop["x-width"])
    if kind in ("number", "date"):
        return "medium"
    longest = int(prop.get("maxLength", 0))
    if 0 < longest <= 8:
        return "short"
    return "medium" if 0 < longest <= 20 else ""


def _inputmode(prop: Mapping[str, Any], kind: str) -> str:
    if kind == "number":
        return "decimal" if prop.get("type") == "number" else "numeric"
    if prop.get("x-element", "").endswith(".mobile"):
        return "tel"
    return ""


def rows(
    schema: Mapping[str, Any],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    sources: Mapping[str, str],
    prefix: str = "",
) -> list[FieldRow]:
    """The fields of an object schema in its own order; unknown values are shown as they came in."""
    required = set(schema.get("required", ()))
    found = []
    for name, prop in schema.get("properties", {}).items():
        choices = _choices(prop.get("items", {}) if prop.get("type") == "array" else prop)
        kind = _kind(prop, choices)
        value = values.get(name, prop.get("default", ""))
        if kind == "yes_no":
            choices = (("true", "是"), ("false", "否"))
            value = {True: "true", False: "false"}.get(value, value)
        found.append(
            FieldRow(
                kind="radios" if kind == "yes_no" else kind,
                name=prefix + name,
                label=str(prop.get("title", name)),
                hint=str(prop.get("description", "")),
                required=name in required,
                value="" if value is None else value,
                error=str(errors.get(name, "")),
                source=str(sources.get(name, "")),
                choices=choices,
                unit=str(prop.get("x-unit", "")),
                width=_width(prop, kind),
                rows=int(prop.get("x-rows", 4)),
                maxlength=prop.get("maxLength"),
                inputmode=_inputmode(prop, kind),
                pattern="",
                autocomplete=str(prop.get("x-autocomplete", "")),
            )
        )
    return found


def read(schema: Mapping[str, Any], given: QueryDict, prefix: str = "") -> dict[str, object]:
    """What was posted for the fields of `rows`, by name and as it was typed; several choices stay a list. A field that
    the form did not send is left out."""
    found: dict[str, object] = {}
    for name, prop in schema.get("properties", {}).items():
        if prop.get("type") == "array":
            found[name] = given.getlist(prefix + name)
        elif prefix + name in given:
            found[name] = given[prefix + name]
    return found
