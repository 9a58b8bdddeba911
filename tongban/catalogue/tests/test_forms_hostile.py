"""Anything at all typed into any field of any form: never a fault, never kept what the form forbids."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue.selectors import clean_form
from tongban.kernel.standards import check_citizen_no, check_uscc

ELEMENTS = Path(__file__).parents[2] / "demo" / "data" / "elements.json"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad\x00\x07\x1b\u2028\x85"
RARE = "𬱖𠮷㼆𪚥\U0002ebf0\U00031350"  # the last two are younger than the tables of this Python
MORE = {
    "area": {"type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000, "multipleOf": 0.01},
    "seats": {"type": "integer", "minimum": 1, "maximum": 500},
    "day": {"type": "string", "format": "date"},
    "mail": {"type": "string", "format": "email"},
    "own": {"type": "boolean"},
    "numbers": {"type": "array", "items": {"type": "integer"}, "uniqueItems": True},
    "keeper": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string", "maxLength": 5}, "no": {"type": "integer"}},
    },
}


@cache
def elements() -> dict[str, dict[str, Any]]:
    """Every data element of the demonstration city, and the shapes a form may have besides."""
    found = json.loads(ELEMENTS.read_text(encoding="utf-8"))["elements"]
    return {one["code"]: one["json_schema"] for one in found} | MORE


def form_of(code: str) -> dict[str, Any]:
    field = {**elements()[code], "title": "这一项", "x-element": code}
    return {"type": "object", "additionalProperties": False, "required": ["it"], "properties": {"it": field}}


_odd = st.text(
    st.sampled_from("0123456789０５９xX٣४ \t\n-.,+赵小满@/年月日" + INVISIBLE + RARE + "e\u0301\ud800ΐŉﷺ"), max_size=24
)
_near = st.sampled_from(
    [
        "13800000000",
        "１３８００００００００",
        "1٣800000000",
        "13800000000\n",
        "41050219900307011X",
        "4105021990030701１ｘ",
        "2026-01-31",
        "2026-02-30",
        "9999-12-31",
        "a@b.cn",
        "a@b@c.cn",
        "是",
        "否",
        "on",
        "1,120.5",
        ",",
        "，",
        "-0",
        "1e5",
        "999999999999999999",
        "12345678901234567890",
        "0.1",
        "NaN",
        "∞",
    ]
)
_leaves = st.none() | st.booleans() | st.integers() | st.floats() | _odd | _near | st.text(max_size=30)
_values = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "no", "x", "\x00"]), inner),
    max_leaves=6,
)


def keepable(value: object) -> None:
    """Fit for the database and for an answer of the API, whether right or wrong."""
    orjson.dumps(value)
    text = json.dumps(value, allow_nan=False, ensure_ascii=False)
    assert "\x00" not in text
    text.encode()


def visible(value: object) -> None:
    """No mark in a text that a reader cannot see."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        visible(inner)
    for sign in value if isinstance(value, str) else "":
        assert sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp"), hex(ord(sign))


@pytest.mark.django_db
@settings(max_examples=2000)
@given(st.sampled_from(sorted(elements())), _leaves | _values)
def test_no_value_breaks_a_form_or_slips_through_it(code: str, value: object) -> None:
    schema = form_of(code)
    cleaned, errors = clean_form(schema, {"it": value})
    keepable(cleaned)
    assert all(text.endswith("。") for text in errors.values()), errors
    assert clean_form(schema, cleaned)[0] == cleaned
    if not errors:
        visible(cleaned["it"])
        allowed(schema["properties"]["it"], code, cleaned["it"])


def allowed(field: dict[str, Any], code: str, value: object) -> None:
    """The form's own rules once more, written down independently of the library that checks them."""
    kind = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}
    assert isinstance(value, kind[field["type"]]), value  # type: ignore[arg-type]  # a type or several
    assert isinstance(value, bool) == (field["type"] == "boolean")
    if isinstance(value, str):
        assert field.get("minLength", 0) <= len(value) <= field.get("maxLength", 10**6)
        if "enum" in field:
            assert value in field["enum"]
        if "pattern" in field:
            assert re.search(field["pattern"].replace("$", r"\Z"), value, re.ASCII), value
        if code.endswith((".citizen_no", ".legal_representative_no")):
            assert check_citizen_no(value).number == value
        if code.endswith(".uscc"):
            assert check_uscc(value) == value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        assert math.isfinite(value)
        assert field.get("minimum", -math.inf) <= value <= field.get("maximum", math.inf)
        assert value > field.get("exclusiveMinimum", -math.inf)


@pytest.mark.parametrize("depth", [9, 300, 2000])
@pytest.mark.parametrize("code", ["person.name", "keeper", "numbers"])
def test_nested_bombs_are_cut(code: str, depth: int) -> None:
    bomb: object = "x"
    for level in range(depth):
        bomb = [bomb] if level % 2 else {"name": bomb}
    cleaned, errors = clean_form(form_of(code), {"it": bomb, "no": bomb})
    keepable(cleaned)
    assert errors


def test_long_values_and_many_fields() -> None:
    cleaned, errors = clean_form(form_of("person.name"), {"it": "赵" * 5_000_000, **{f"f{n}": 1 for n in range(5000)}})
    assert len(cleaned["it"]) <= 200_000
    assert len(errors) == 5001


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\x07"])
def test_what_cannot_be_seen_is_taken_out_with_a_word(hidden: str) -> None:
    """A name that shows other letters than it holds would stand on a licence."""
    cleaned, errors = clean_form(form_of("person.name"), {"it": f"赵{hidden}小满"})
    assert cleaned == {"it": "赵小满"}
    assert errors == {"it": "这一项里有看不见的控制字符（可能来自复制粘贴），已经去掉，请核对后再保存。"}
    assert clean_form(form_of("person.name"), cleaned) == ({"it": "赵小满"}, {})


@pytest.mark.parametrize("name", ["𬱖", "赵𠮷㼆", "古丽·阿依", "阿𪚥\U0002ebf0", "Zoë", "e\u0301lan", "\uf9d1一"])
def test_rare_names_stay_as_they_are(name: str) -> None:
    assert clean_form(form_of("person.name"), {"it": name}) == ({"it": name.replace("e\u0301", "é")}, {})


def test_a_hidden_mark_keeps_no_letter_from_its_accent() -> None:
    """What is kept is kept the same when it is saved again."""
    cleaned, errors = clean_form(form_of("person.name"), {"it": "C\u2066\u0327"})
    assert cleaned == {"it": "Ç"}
    assert errors
    assert clean_form(form_of("person.name"), cleaned) == (cleaned, {})


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 2**60])
@pytest.mark.parametrize("code", ["person.citizen_no", "person.name", "numbers", "area", "keeper", "own"])
def test_numbers_that_cannot_be_kept_become_words_once(code: str, number: float) -> None:
    cleaned, errors = clean_form(form_of(code), {"it": number})
    keepable(cleaned)
    assert errors or code == "person.name"
    assert clean_form(form_of(code), cleaned)[0] == cleaned


def test_digits_of_other_scripts_are_no_mobile() -> None:
    assert clean_form(form_of("person.mobile"), {"it": "１３８ ００００ ００００"}) == ({"it": "13800000000"}, {})
    for wrong in ("1٣800000000", "1३800000000"):
        assert clean_form(form_of("person.mobile"), {"it": wrong})[1]
