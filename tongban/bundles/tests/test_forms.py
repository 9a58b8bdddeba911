"""One form for all: what fits it fits every form it was made from, and nothing is merged by its name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tongban.bundles import policies
from tongban.bundles.policies import Composition
from tongban.bundles.policies.rules import Contradiction, strictest
from tongban.bundles.shape import loose
from tongban.bundles.tests.guides import element, form, item
from tongban.catalogue.selectors import for_applicant

_TEXTS = ("", "a", "ab", "abc", "甲乙", "12", "1234", "123456")
_NUMBERS = (-1, 0, 1, 2, 3, 4, 6, 8, 9, 10, 2.5, 12)


def _maybe(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(st.just({}), values.map(lambda value: {name: value}))


def _joined(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


TEXT_RULES = _joined(
    st.just({"type": "string"}),
    _maybe("minLength", st.integers(0, 4)),
    _maybe("maxLength", st.integers(1, 5)),
    _maybe("pattern", st.sampled_from((r"^\d+$", "^[a-z]*$", "2"))),
    _maybe("enum", st.lists(st.sampled_from(_TEXTS), min_size=1, max_size=5, unique=True)),
    _maybe(
        "oneOf", st.lists(st.sampled_from(_TEXTS), min_size=1, unique=True).map(lambda v: [{"const": c} for c in v])
    ),
)
NUMBER_RULES = _joined(
    st.sampled_from(({"type": "integer"}, {"type": "number"})),
    _maybe("minimum", st.integers(-2, 6)),
    _maybe("maximum", st.integers(0, 12)),
    _maybe("exclusiveMinimum", st.integers(-2, 6)),
    _maybe("exclusiveMaximum", st.integers(0, 12)),
    _maybe("multipleOf", st.sampled_from((1, 2, 3, 0.5))),
)


def fits(rule: dict[str, Any], value: Any) -> bool:
    return bool(Draft202012Validator(rule).is_valid(value))


@settings(deadline=None, max_examples=120)
@given(st.one_of(st.tuples(*[TEXT_RULES] * 3), st.tuples(*[NUMBER_RULES] * 3)))
def test_the_strictest_rule_is_all_of_them(rules: tuple[dict[str, Any], ...]) -> None:
    values = (*_TEXTS, *_NUMBERS)
    try:
        merged = strictest(rules)
    except Contradiction:
        assert not [value for value in values if all(fits(rule, value) for rule in rules)]
        return
    for value in values:
        assert fits(merged, value) == all(fits(rule, value) for rule in rules), (value, merged)


def composed(*forms: dict[str, Any]) -> Composition:
    items = [item(f"事项{number}", schema=one) for number, one in enumerate(forms, 1)]
    shape = loose([one.code for one in items])
    return policies.compose(dict(zip(shape.keys, items, strict=True)), shape)


def test_fields_of_one_element_are_one_and_rules_that_differ_are_named() -> None:
    whole = composed(
        form(["name"], name=element("person.name", "姓名", maxLength=60)),
        form([], applicant=element("person.name", "申请人姓名", maxLength=30, minLength=2)),
    )
    (one,) = whole.form.fields
    assert whole.form.schema["properties"]["person_name"] == {
        "type": "string", "title": "姓名", "x-element": "person.name", "maxLength": 30, "minLength": 2,
    }  # fmt: skip
    assert one.sources == (("item_1", "name"), ("item_2", "applicant"))
    assert (one.required_by, one.differing) == (("item_1",), ("最多字数", "最少字数"))
    assert whole.form.schema["required"] == ["person_name"]


def test_one_name_without_an_element_stays_two_fields() -> None:
    whole = composed(form(["name"], name={"title": "名称"}), form(["name"], name={"title": "名称"}))
    assert [one.name for one in whole.form.fields] == ["item_1__name", "item_2__name"]
    assert [(one.why, one.lines) for one in whole.alike] == [("title", (("item_1", "名称"), ("item_2", "名称")))]


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ({"type": "number", "x-unit": "万元"}, {"type": "number", "x-unit": "元"}, "单位"),
        ({"type": "number", "x-unit": "平方米"}, {"type": "number"}, "单位"),
        ({"maxLength": 5}, {"minLength": 10}, "字数"),
        ({"enum": ["是", "否"]}, {"enum": ["有", "无"]}, "可选范围"),
        ({"enum": ["甲乙丙"]}, {"maxLength": 2}, "可选范围"),
        ({"type": "string"}, {"type": "integer"}, "类型"),
    ],
)
def test_rules_that_nothing_fits_are_asked_apart(one: dict[str, Any], other: dict[str, Any], word: str) -> None:
    whole = composed(form(["a"], a=element("x.y", "金额", **one)), form(["b"], b=element("x.y", "金额", **other)))
    assert [field.name for field in whole.form.fields] == ["x_y", "x_y__item_2"]
    assert whole.form.schema["required"] == ["x_y", "x_y__item_2"]
    (told,) = [finding for finding in whole.findings if finding.kind == "rules_conflict"]
    assert word in told.text
    assert told.where == ("item_1", "item_2")


def test_a_form_that_names_an_element_twice_speaks_of_two_people() -> None:
    sale = form(["seller"], seller=element("person.name", "卖方"), buyer=element("person.name", "买方"))
    other = form(["me"], me=element("person.name", "申请人"))
    for forms in ((sale, other), (other, sale)):
        whole = composed(*forms)
        assert [len(one.sources) for one in whole.form.fields] == [1, 1, 1]
        assert {finding.kind for finding in whole.findings} == {"element_twice"}


def test_rules_of_a_whole_form_go_with_it() -> None:
    """如果是已婚，要填配偶：in the names of the merged form."""
    conditional = form([], state=element("person.marriage", "婚姻"), mate=element("spouse.name", "配偶"))
    conditional |= {
        "if": {"properties": {"state": {"const": "已婚"}}, "required": ["state"]},
        "then": {"required": ["mate"]},
    }
    whole = composed(conditional, form(["m"], m=element("person.marriage", "婚姻状况")))
    assert not fits(whole.form.schema, {"person_marriage": "已婚"})
    assert fits(whole.form.schema, {"person_marriage": "未婚"})
    assert fits(whole.form.schema, {"person_marriage": "已婚", "spouse_name": "某"})


def test_answers_go_to_each_form_under_its_own_names() -> None:
    whole = composed(
        form(["name"], name=element("person.name", "姓名"), note={"title": "备注"}),
        form([], applicant=element("person.name", "申请人姓名")),
    )
    filled = {"person_name": "赵小满", "item_1__note": "无"}
    assert policies.fanned_out(whole.form, filled, whole.items, "person") == {
        "item_1": {"name": "赵小满", "note": "无"},
        "item_2": {"applicant": "赵小满"},
    }


def test_persons_and_organisations_keep_their_own_fields() -> None:
    """A form for both kinds and a form for one: each applicant fills in what is for him."""
    from tongban.catalogue.default_form import default_form

    whole = composed(default_form(()), default_form(("person",)))
    schema = for_applicant(whole.form.schema, "person")
    assert set(schema["required"]) == {"person_name", "person_citizen_no", "person_mobile"}
    assert "enterprise_uscc" not in schema["properties"]
    mine = {"person_name": "赵小满", "person_citizen_no": "410502199003070013", "person_mobile": "13800000001"}
    assert fits(schema, mine)
    apart = policies.fanned_out(whole.form, mine, whole.items, "person")
    assert apart["item_1"] == apart["item_2"]
    assert fits(for_applicant(whole.items["item_1"].content.form_schema, "person"), apart["item_1"])
