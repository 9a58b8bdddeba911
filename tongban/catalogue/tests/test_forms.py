"""Forms: what people mean is mended, what is wrong is said in Chinese, what is unknown is refused."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tongban.catalogue.default_form import default_form
from tongban.catalogue.errors import SituationUnknown
from tongban.catalogue.selectors import clean_form, for_applicant, form_errors, materials_for
from tongban.catalogue.services import MaterialView, SituationView
from tongban.catalogue.tests.conftest import SYSTEM
from tongban.kernel import clock
from tongban.kernel.standards import make_citizen_no, make_uscc
from tongban.reference import selectors as reference
from tongban.reference import services as reference_services

CITIZEN_NO = make_citizen_no("410502", dt.date(1990, 1, 1), 1)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["name", "seats"],
    "properties": {
        "name": {"type": "string", "title": "场所名称", "x-element": "premises.name", "minLength": 2, "maxLength": 10},
        "seats": {"type": "integer", "title": "座位数", "minimum": 1, "maximum": 500, "x-unit": "个"},
        "area": {"type": "number", "title": "面积", "exclusiveMinimum": 0, "x-unit": "平方米"},
        "day": {"type": "string", "format": "date", "title": "开业日期"},
        "mobile": {"type": "string", "title": "手机号码", "pattern": "^1[3-9]\\d{9}$", "x-element": "person.mobile"},
        "citizen_no": {
            "type": "string",
            "title": "号码",
            "x-element": "person.citizen_no",
            "pattern": "^\\d{17}[\\dX]$",
        },
        "uscc": {"type": "string", "title": "代码", "x-element": "enterprise.uscc"},
        "kind": {"type": "string", "title": "类别", "enum": ["浴室", "影院"]},
        "own": {"type": "boolean", "title": "自有房屋"},
        "days": {"type": "array", "title": "营业日", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "keeper": {
            "type": "object",
            "title": "负责人",
            "required": ["name"],
            "properties": {"name": {"type": "string", "title": "负责人姓名"}},
        },
    },
}
GOOD = {"name": "清泉浴室", "seats": 20}


def test_what_people_mean_is_mended() -> None:
    typed = {
        "name": "　清泉浴室 ",
        "seats": "２０",
        "area": "1,120.5",
        "day": "２０２６-０１-３１",
        "mobile": "１５４ 0000 0001",
        "citizen_no": CITIZEN_NO[:17] + CITIZEN_NO[17].lower(),
        "own": "是",
        "days": "周一",
        "kind": "",
        "keeper": {"name": " 甲 "},
    }
    cleaned, errors = clean_form(SCHEMA, typed)
    assert errors == {}
    assert cleaned == {
        "name": "清泉浴室",
        "seats": 20,
        "area": 1120.5,
        "day": "2026-01-31",
        "mobile": "15400000001",
        "citizen_no": CITIZEN_NO,
        "own": True,
        "days": ["周一"],
        "keeper": {"name": "甲"},
    }


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"seats": 1}, "name", "请填写场所名称。"),
        ({**GOOD, "name": " "}, "name", "请填写场所名称。"),
        ({**GOOD, "name": "清"}, "name", "至少填2个字"),
        ({**GOOD, "name": "长" * 11}, "name", "最多填10个字"),
        ({**GOOD, "seats": 0}, "seats", "不能小于1个"),
        ({**GOOD, "seats": "许多"}, "seats", "应填整数"),
        ({**GOOD, "seats": "9" * 30}, "seats", "应填整数"),
        ({**GOOD, "seats": True}, "seats", "应填整数"),
        ({**GOOD, "area": 0}, "area", "应大于0平方米"),
        ({**GOOD, "day": "2026-02-30"}, "day", "年-月-日"),
        ({**GOOD, "mobile": "1234"}, "mobile", "11位手机号码"),
        ({**GOOD, "citizen_no": "410502199001010010"}, "citizen_no", "校验"),
        ({**GOOD, "uscc": "11410500Y00000010X"}, "uscc", "统一社会信用代码"),
        ({**GOOD, "kind": "商场"}, "kind", "可选的范围"),
        ({**GOOD, "own": "也许"}, "own", "“是”或“否”"),
        ({**GOOD, "days": ["周一", "周一"]}, "days", "重复"),
        ({**GOOD, "days": []}, "days", ""),
        ({**GOOD, "keeper": {}}, "keeper.name", "请填写负责人姓名"),
        ({**GOOD, "keeper": {"name": "甲", "age": 3}}, "keeper.age", "没有这一项"),
        ({**GOOD, "keeper": "甲"}, "keeper", "分项"),
        ({**GOOD, "is_admin": True}, "is_admin", "没有这一项"),
        ({**GOOD, "name": {"$ne": ""}}, "name", "应填文字"),
    ],
)
def test_what_is_wrong_is_said_by_field(data: dict[str, Any], field: str, words: str) -> None:
    errors = form_errors(SCHEMA, data)
    if not words:
        assert field not in errors  # an empty list is an empty field
        return
    assert words in errors[field]
    assert len(errors) == 1


@pytest.mark.parametrize("value", ["\ud800\x00", float("nan"), 10**400, ["\x00"], {"\ud800": float("inf")}])
def test_what_a_database_cannot_keep_is_not_handed_on(value: Any) -> None:
    cleaned, errors = clean_form(SCHEMA, {"seats": value, "\udfff": 1})
    assert "seats" in errors
    assert len(errors) == 3  # and the name is missing, and the unknown field
    kept = json.dumps([cleaned, errors], ensure_ascii=False, allow_nan=False).encode()
    assert b"\\u0000" not in kept


def test_unknown_fields_are_not_kept() -> None:
    cleaned, errors = clean_form(SCHEMA, {**GOOD, "is_admin": True})
    assert "is_admin" not in cleaned
    assert list(errors) == ["is_admin"]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "x"]), _json, max_size=6))
def test_nothing_typed_breaks_the_check(data: dict[str, Any]) -> None:
    cleaned, errors = clean_form(SCHEMA, data)
    assert all(text.endswith("。") for text in errors.values())
    assert clean_form(SCHEMA, cleaned)[0] == cleaned  # mending what is mended changes nothing
    if not errors:
        assert Draft202012Validator(SCHEMA).is_valid(cleaned)


PERSON = {"person_name": "甲", "citizen_no": CITIZEN_NO, "person_mobile": "15400000001"}
ENTERPRISE = {
    "enterprise_name": "清泉有限公司",
    "uscc": make_uscc("91", "410502", 1),
    "contact_name": "乙",
    "contact_mobile": "15500000001",
}


@pytest.mark.parametrize(
    ("kinds", "party_kind", "data"),
    [
        (("person",), "person", PERSON),
        (("enterprise",), "enterprise", ENTERPRISE),
        (("person", "enterprise"), "person", PERSON),
        (("person", "enterprise"), "sole_trader", ENTERPRISE),
        ((), "government_body", ENTERPRISE),
    ],
)
def test_default_forms_fit_their_applicants(kinds: tuple[str, ...], party_kind: str, data: dict[str, str]) -> None:
    schema = default_form(kinds)
    Draft202012Validator.check_schema(schema)
    assert all(field["x-element"] and field["title"] for field in schema["properties"].values())
    assert form_errors(schema, data) == {}
    fitted = for_applicant(schema, party_kind)
    assert form_errors(fitted, data) == {}
    assert set(form_errors(fitted, {})) == set(data)
    assert form_errors(schema, {"remark": "x"}) != {}


def test_a_form_for_both_asks_for_one_of_both() -> None:
    schema = default_form(("person", "enterprise"))
    assert list(form_errors(schema, {})) == ["person_name"]
    assert "citizen_no" not in for_applicant(schema, "enterprise")["properties"]
    assert "citizen_no" in schema["properties"]


@pytest.mark.django_db
@pytest.mark.parametrize("element", ["person.birth_date", "child.birth_date", "enterprise.established_on"])
def test_a_past_day_is_not_ahead(element: str) -> None:
    reference_services.load_reference_data(actor=SYSTEM)
    day = {"type": "string", "format": "date", "title": "日期", "x-element": element}
    schema = {
        "type": "object",
        "properties": {"day": day, "rows": {"type": "array", "items": {"type": "object", "properties": {"day": day}}}},
    }
    today, ahead = clock.today().isoformat(), (clock.today() + dt.timedelta(days=1)).isoformat()
    assert form_errors(schema, {"day": today}) == {}
    assert form_errors(schema, {"day": ahead}) == {"day": "日期不能晚于今天。"}
    assert form_errors(schema, {"rows": [{"day": today}, {"day": ahead}]}) == {"rows.1.day": "日期不能晚于今天。"}
    planned = {"type": "object", "properties": {"day": {**day, "x-element": "premises.opened_on"}}}
    assert form_errors(planned, {"day": ahead}) == {}


@pytest.mark.django_db
def test_default_forms_agree_with_the_data_elements() -> None:
    reference_services.load_reference_data(actor=SYSTEM)
    for field in default_form(())["properties"].values():
        element = reference.data_element(field["x-element"])
        assert element.json_schema.get("pattern") == field.get("pattern")
        assert element.json_schema["type"] == field["type"]


@dataclass(frozen=True)
class _Version:
    materials: tuple[MaterialView, ...]
    situations: tuple[SituationView, ...]


VERSION = _Version(
    (
        MaterialView(1, "申请表"),
        MaterialView(2, "营业执照", licence_type_code="L"),
        MaterialView(3, "检测报告", "tolerable", situations=("air",)),
        MaterialView(4, "平面图", "optional"),
    ),
    (SituationView("air", "集中空调"), SituationView("plain", "自然通风")),
)


@pytest.mark.parametrize(
    ("situation", "held", "orders", "must"),
    [
        ("", (), [1, 2, 3, 4], [1, 2]),
        ("air", ("L",), [1, 2, 3, 4], [1]),
        ("plain", ("L", "M"), [1, 2, 4], [1]),
    ],
)
def test_materials_are_trimmed(situation: str, held: tuple[str, ...], orders: list[int], must: list[int]) -> None:
    asked = materials_for(VERSION, situation, held)
    assert [one.material.order for one in asked] == orders
    assert [one.material.order for one in asked if one.must] == must
    assert [one.material.order for one in asked if one.may_follow] == [order for order in orders if order == 3]


def test_unknown_situations_are_refused() -> None:
    with pytest.raises(SituationUnknown):
        materials_for(VERSION, "moon")
