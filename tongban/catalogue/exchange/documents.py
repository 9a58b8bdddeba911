"""Lines and their content as JSON, there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import orjson

from tongban.catalogue.content import (
    FaqView,
    FeeItemView,
    FeeView,
    JsonObject,
    LegalBasisView,
    MaterialView,
    ResultView,
    SituationView,
    StepView,
    VersionContent,
    as_json,
)
from tongban.catalogue.listing import Listing
from tongban.kernel.deadline import Limit, LimitUnit

FORMAT = "tongban.catalogue/1"
_PLACE = ("item_id", "version_id", "department_id")


def _limit(value: Any) -> Limit | None:
    return None if value is None else Limit(int(value[0]), LimitUnit(value[1]))


def _material(value: Mapping[str, Any]) -> MaterialView:
    return MaterialView(**{**value, "situations": tuple(value.get("situations", ()))})


def _step(value: Mapping[str, Any]) -> StepView:
    return StepView(**{**value, "limit": _limit(value.get("limit"))})


def _fee(value: Mapping[str, Any]) -> FeeView:
    return FeeView(value.get("charged"), tuple(FeeItemView(**one) for one in value.get("items", ())))


def _many(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: tuple(make(value) for value in values)


_READ: dict[str, Callable[[Any], Any]] = {
    "statutory": _limit,
    "promised": _limit,
    "result": lambda value: None if value is None else ResultView(**value),
    "fee": _fee,
    "materials": _many(_material),
    "steps": _many(_step),
    "legal_bases": _many(lambda value: LegalBasisView(**value)),
    "situations": _many(lambda value: SituationView(**value)),
    "faqs": _many(lambda value: FaqView(**value)),
    "form_schema": dict,
    "extra": dict,
}


def fields_from(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a `VersionContent` from JSON values, as many as there are. Raises `TypeError` for unknown names."""
    known = {entry.name for entry in fields(VersionContent)}
    if unknown := values.keys() - known:
        raise TypeError(f"no fields of a guide: {sorted(unknown)}")
    found = {}
    for name, value in values.items():
        read = _READ.get(name)
        found[name] = read(value) if read else tuple(value) if isinstance(value, list) else value
    return found


def document(line: Listing) -> JsonObject:
    """One line as JSON: what tells it apart, and its whole content."""
    known = {entry.name: getattr(line, entry.name) for entry in fields(line) if entry.name not in (*_PLACE, "content")}
    return {**known, "content": as_json(line.content)}


def line_from(values: Mapping[str, Any]) -> Listing:
    """The line that `document` wrote."""
    content = VersionContent(**fields_from(values["content"]))
    return Listing(**{name: value for name, value in values.items() if name != "content"}, content=content)


def json_pieces(lines: Iterable[Listing]) -> Iterator[bytes]:
    """The whole export as UTF-8, piece by piece: an object with `format` and `items`, an item a line."""
    yield orjson.dumps({"format": FORMAT})[:-1] + b',"items":['
    before = b"\n"
    for line in lines:
        yield before + orjson.dumps(document(line), default=dict)
        before = b",\n"
    yield b"\n]}\n"
