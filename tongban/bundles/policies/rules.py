"""Several rules for one field made one: the strictest of all (JSON Schema 2020-12). Pure.

What fits the merged rule fits each of them, and what fits each of them fits the merged one. Where nothing could fit
(two units, two lists without a common entry, at least ten and at most five) there is no merged rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from jsonschema import Draft202012Validator

from tongban.bundles.policies.terms import JsonObject

_FLOORS = ("minLength", "minimum", "exclusiveMinimum", "minItems")
_CEILINGS = ("maxLength", "maximum", "exclusiveMaximum", "maxItems")
#: A field is of one type, one format and one unit; a list or a group of fields is compared as a whole.
_ALIKE = ("type", "format", "x-unit", "const", "items", "properties", "contentEncoding")
_CHOICES = ("enum", "oneOf")
#: What explains a field and refuses nothing: the first form's words stand.
_WORDS = ("title", "description", "default", "examples", "x-rows", "x-element", "x-applicant", "x-order", "x-help")

LABELS = {
    "type": "类型",
    "format": "格式",
    "x-unit": "单位",
    "const": "固定值",
    "items": "列表内容",
    "properties": "分项",
    "minLength": "最少字数",
    "maxLength": "最多字数",
    "minimum": "最小值",
    "exclusiveMinimum": "下限",
    "maximum": "最大值",
    "exclusiveMaximum": "上限",
    "minItems": "最少项数",
    "maxItems": "最多项数",
    "enum": "可选范围",
    "oneOf": "可选范围",
    "pattern": "格式",
    "multipleOf": "最小单位",
}
"""Keywords in words, for those on which forms differ."""


class Contradiction(Exception):
    """No value could fit all; the keyword on which they part is its argument."""


def strictest(rules: Sequence[Mapping[str, Any]]) -> JsonObject:
    """The conjunction of the rules of one field. Raises `Contradiction`."""
    merged: JsonObject = dict(rules[0])
    for rule in rules[1:]:
        merged = _both(merged, rule)
    return merged


def differing(rules: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Keywords that not all rules state alike, words left out."""
    keywords = dict.fromkeys(keyword for rule in rules for keyword in rule if keyword not in _WORDS)
    return tuple(
        keyword
        for keyword in keywords
        if keyword != "x-pattern-text" and any(rule.get(keyword) != rules[0].get(keyword) for rule in rules[1:])
    )


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> JsonObject:
    merged = {**other, **one}
    numbers = {one.get("type"), other.get("type")} == {"integer", "number"}
    if numbers:
        merged["type"] = "integer"
    for keyword in one.keys() & other.keys() - set(_WORDS):
        mine, theirs = one[keyword], other[keyword]
        if mine == theirs or (keyword == "type" and numbers):
            continue
        if keyword in _ALIKE:
            raise Contradiction(keyword)
        merge = _MERGERS.get(keyword)
        if merge is not None:
            merged[keyword] = merge(mine, theirs)
        elif keyword != "x-pattern-text":
            merged["allOf"] = [*merged.get("allOf", ()), {keyword: theirs}]
    if "x-unit" in merged and ("x-unit" in one) != ("x-unit" in other):
        raise Contradiction("x-unit")
    _keep_choices(merged)
    _check_room(merged)
    return merged


def _common(keyword: str) -> Callable[[Any, Any], Any]:
    def merge(mine: Any, theirs: Any) -> Any:
        kept = [entry for entry in mine if _value(entry) in [_value(one) for one in theirs]]
        if not kept:
            raise Contradiction(keyword)
        return kept

    return merge


def _value(entry: Any) -> Any:
    """What a choice stands for: of `oneOf` the constant, of `enum` the value itself; types are told apart."""
    value = entry.get("const", entry) if isinstance(entry, Mapping) else entry
    return (type(value).__name__, value)


def _common_multiple(mine: float, theirs: float) -> float:
    one, other = Fraction(str(mine)), Fraction(str(theirs))
    parts = one.denominator * other.denominator
    found = Fraction(math.lcm(int(one * parts), int(other * parts)), parts)
    return int(found) if found.denominator == 1 else float(found)


_MERGERS: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(_FLOORS, max),
    **dict.fromkeys(_CEILINGS, min),
    **{keyword: _common(keyword) for keyword in _CHOICES},
    "uniqueItems": lambda mine, theirs: mine or theirs,
    "multipleOf": _common_multiple,
}


def _keep_choices(merged: JsonObject) -> None:
    """One form lists values, the other values with words: those of both, with their words."""
    if "enum" in merged and "oneOf" in merged:
        merged["oneOf"] = _common("oneOf")(merged["oneOf"], merged.pop("enum"))


def _check_room(merged: Mapping[str, Any]) -> None:
    """Something is left between floors and ceilings, and of the values that may be chosen."""
    for floor, ceiling in (("minLength", "maxLength"), ("minItems", "maxItems"), ("minimum", "maximum")):
        if floor in merged and ceiling in merged and merged[floor] > merged[ceiling]:
            raise Contradiction(ceiling)
    for floor in ("minimum", "exclusiveMinimum"):
        for ceiling in ("maximum", "exclusiveMaximum"):
            open_ended = "exclusive" in floor + ceiling
            if open_ended and floor in merged and ceiling in merged and merged[floor] >= merged[ceiling]:
                raise Contradiction(ceiling)
    for keyword in _CHOICES:
        if keyword not in merged:
            continue
        values = [_value(entry)[1] for entry in merged[keyword]]
        rest = {word: rule for word, rule in merged.items() if word not in _CHOICES}
        if not any(Draft202012Validator(rest).is_valid(value) for value in values):
            raise Contradiction(keyword)
