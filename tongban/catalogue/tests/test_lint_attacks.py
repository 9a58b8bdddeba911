"""Texts made to hurt: no rule takes long or breaks, no mend changes what was meant, no article is invented."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tongban.catalogue.content import FaqView, FeeView, MaterialView, SituationView
from tongban.catalogue.lint import RULES, Context, build_context, lint, mended, sarif
from tongban.catalogue.lint.sample import DAY, SAMPLE, changed, fee, staged
from tongban.kernel.deadline import Limit, LimitUnit

EMPTY = Context(day=DAY)
LONG = 20_000


def found(code: str, context: Context = EMPTY, line: dict[str, Any] | None = None, **content: Any) -> list[str]:
    """The paths at which a rule finds something."""
    return [one.path for one in RULES[code].findings(changed(content, line or {}), context)]


def written(code: str, column: str, context: Context = EMPTY, **content: Any) -> Any:
    """What the rule's mend makes of a column."""
    return getattr(mended(changed(content, {}), context, [code]), column)


@pytest.mark.parametrize(
    "content",
    [
        {"accept_conditions": "-" * LONG + "a"},
        {"accept_conditions": "." * LONG + "无" + "." * LONG + "x"},
        {"accept_conditions": "《a》" + "\n" * 390 + "x"},
        {"accept_conditions": "<b " * LONG},
        {"accept_conditions": "<" + " " * LONG},
        {"accept_conditions": "，" + " " * LONG + "x"},
        {"accept_conditions": "自受理申请之日起" * LONG},
        {"online_url": "http://" + "a" * LONG + " b"},
        {"phones": ("0372-" + "1" * LONG, "-" * LONG + "1", "电话：" * LONG, " " * LONG + "1")},
        {"materials": tuple(MaterialView(n, f"申请人提交的第{n * 7919}号材料{'甲乙丙'[n % 3]}") for n in range(3000))},
        {"name": "公 " * 150},
    ],
)
def test_no_text_takes_long(content: dict[str, Any]) -> None:
    line = changed(content, {})
    for rule in RULES.values():
        begun = time.process_time()
        list(rule.findings(line, EMPTY))
        assert time.process_time() - begun < 1.0, rule.code


def test_a_form_of_hundreds_of_levels_is_a_finding() -> None:
    schema: dict[str, Any] = {}
    inner = schema
    for _ in range(400):
        inner["properties"] = {"a": {}}
        inner = inner["properties"]["a"]
    line = changed({"form_schema": schema}, {})
    assert "TB901" in {one.rule for one in lint(line, EMPTY)}


@pytest.mark.parametrize("part", ["filling_note", "basis", "sample", "medium", "paper_size", "standard_code"])
def test_a_repeated_material_with_words_of_its_own_is_kept(part: str) -> None:
    more: dict[str, Any] = {part: "另有要求"}
    twice = (MaterialView(1, "章程"), MaterialView(2, "章程", **more))
    assert written("TB302", "materials", materials=twice) == twice


def test_a_paper_of_two_situations_that_exclude_each_other_is_no_repeat() -> None:
    one, other = MaterialView(1, "章程", situations=("a",)), MaterialView(2, "章程", situations=("b",), copies=2)
    assert found("TB302", materials=(one, other)) == []
    assert found("TB302", materials=(one, replace(other, situations=()))) == ["materials[1].name"]


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("一、二类医疗器械备案凭证", "一、二类医疗器械备案凭证"), ("1.5米围挡照片", "1.5米围挡照片"),
        ("（一）（二）项证明", "（一）（二）项证明"),
        ("一、章程；", "章程"), ("（2）章程", "章程"), ("1. 章程", "章程"),
    ],
)  # fmt: skip
def test_only_a_number_goes_from_before_a_material(name: str, tidy: str) -> None:
    assert written("TB311", "materials", materials=(MaterialView(1, name),))[0].name == tidy


@pytest.mark.parametrize(("name", "tidy"), [("3.15投诉受理", "3.15投诉受理"), ("3.投诉受理", "投诉受理")])
def test_only_a_number_goes_from_before_a_name(name: str, tidy: str) -> None:
    assert written("TB613", "name", name=name) == tidy


def test_entities_become_what_they_stand_for() -> None:
    text = written("TB606", "accept_conditions", accept_conditions="&#31456;&#x7a0b;&ldquo;&amp;&nbsp;甲<br>乙")
    assert text == "章程&ldquo;& 甲 乙"


@pytest.mark.parametrize(
    ("phone", "tidy"),
    [
        ("110 119", "110 119"), ("12345 12329", "12345 12329"), ("0372 3456789", "0372-3456789"),
        ("0372 - 345 6789", "0372-3456789"), ("400 800 8888", "4008008888"), ("０３７２-3456789", "0372-3456789"),
    ],
)  # fmt: skip
def test_two_telephones_do_not_become_one(phone: str, tidy: str) -> None:
    assert written("TB708", "phones", phones=(phone,)) == (tidy,)


def test_a_contradiction_is_mended_only_where_a_third_element_tells() -> None:
    alone: dict[str, Any] = {"online_url": "", "online_depth": 1, "channels": ("window",)}
    assert written("TB404", "channels", **alone) == ("window",)
    assert written("TB404", "channels", **alone | {"online_depth": 3}) == ("portal", "window")
    assert written("TB404", "online", online=False, online_url="", online_depth=None) is False


def test_a_promise_of_another_unit_is_for_a_person() -> None:
    natural = Limit(30, LimitUnit.NATURAL_DAY)
    assert found("TB202", promised=natural) == ["promised_limit"]
    assert written("TB202", "promised", promised=natural) == natural


def test_a_licence_type_is_certain_only_where_all_guides_agree() -> None:
    asked = changed({"materials": (MaterialView(1, "营业执照"),)}, {"code": "x"})
    other = changed({"materials": (MaterialView(1, "营业执照", licence_type_code="11100000MB0143028R002"),)}, {})
    bad = changed({"materials": (MaterialView(1, "居民身份证", licence_type_code="身份证"),)}, {"code": "y"})
    context = build_context([SAMPLE, other, asked, bad], DAY)
    assert mended(asked, context, ["TB304"]) == asked.content
    assert written("TB304", "materials", context, materials=(MaterialView(1, "居民身份证"),))[0].licence_type_code == ""


def test_an_entry_that_successors_carry_on_above_is_not_abolished() -> None:
    above = {"exercise_level": "2", "region_code": "410000"}
    old = changed({}, {"code": "x", "item_state": "abolished", **above})
    new = changed({}, {"code": "y", **above})
    assert [one.path for one in RULES["TB108"].findings(SAMPLE, build_context([SAMPLE, old], DAY))] == ["catalog_code"]
    assert not list(RULES["TB108"].findings(SAMPLE, build_context([SAMPLE, old, new], DAY)))


def test_a_rule_of_a_department_carries_no_fee_on_a_licence() -> None:
    assert found("TB506", fee=fee(basis="《某市工本费管理办法》第三条")) == ["fees[0].basis"]
    assert found("TB506", fee=fee(basis="《道路交通安全法》第三条")) == []


@pytest.mark.parametrize("number", ["11010519491231002X", "１１０１０５１９４９１２３１００２Ｘ"])
def test_a_persons_number_is_found_wherever_it_stands(number: str) -> None:
    content: dict[str, Any] = {
        "faqs": (FaqView("问", f"样例{number}。"),),
        "situations": (SituationView("a", "情形", f"样例{number}。"),),
        "steps": tuple(replace(step, standard=f"样例{number}。") for step in SAMPLE.content.steps),
    }
    assert found("TB612", **content) == [
        *(f"steps[{n}].standard" for n in range(3)), "situations[0].hint", "faqs[0].answer"
    ]  # fmt: skip
    clean = written("TB612", "faqs", **content)[0].answer
    assert "*" * 8 in clean
    assert number not in clean


def test_a_law_told_as_history_hides_no_other() -> None:
    text = "原《物权法》已废止。符合《合同法》规定的，予以受理。"
    assert found("TB605", accept_conditions=text) == ["accept_conditions"]
    assert found("TB605", accept_conditions="原《物权法》已废止。") == []


def test_a_wrong_licence_type_says_where_it_stands() -> None:
    material = MaterialView(1, "执照", licence_type_code="营业执照")
    assert found("TB312", materials=(SAMPLE.content.materials[0], material)) == ["materials[1].licence_type_code"]


def test_none_is_an_answer_to_what_else_there_is_to_say() -> None:
    material = MaterialView(1, "章程", filling_note="无", accept_standard="无")
    assert found("TB601", materials=(material,), consulting="无") == ["materials[0].accept_standard"]


def test_a_fee_that_nobody_charges_is_not_judged() -> None:
    assert found("TB506", fee=FeeView(charged=False)) == []


@pytest.mark.real_data
def test_every_article_that_a_rule_rests_on_exists(real_data: Path) -> None:
    """What stands in the laws at hand is looked up; none of them is cited without an article."""
    laws = {path.name.partition("(")[0]: path.read_text(encoding="utf-8") for path in (real_data / "laws").glob("*.md")}
    checked = 0
    for rule in RULES.values():
        for title, articles in re.findall(r"《([^》]+)》((?:第[一二三四五六七八九十百]+条、?)*)", rule.basis):
            if title not in laws:
                continue
            cited = re.findall(r"第[一二三四五六七八九十百]+条", articles)
            assert cited, f"{rule.code}: 《{title}》"
            for article in cited:
                assert re.search(rf"^(?:#+ )?{article}[ 　]", laws[title], re.M), f"{rule.code}: {title}{article}"
                checked += 1
    assert checked > 60


def _object(required: list[str], **properties: object) -> dict[str, object]:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


_STRING = {"type": "string", "minLength": 1}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_TEXT = _object(["text"], text=_STRING)
_LOGICAL = _object([], name=_STRING, fullyQualifiedName=_STRING, kind=_STRING)
#: The definitions of SARIF 2.1.0 that the answer uses, narrowed to what it writes.
_SARIF = _object(
    ["version", "runs"],
    **{"$schema": _STRING},
    version={"const": "2.1.0"},
    runs={
        "type": "array",
        "items": _object(
            ["tool", "results"],
            tool=_object(
                ["driver"],
                driver=_object(
                    ["name", "rules"],
                    name=_STRING,
                    language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                    rules={
                        "type": "array",
                        "uniqueItems": True,
                        "items": _object(
                            ["id"],
                            id=_STRING,
                            name=_STRING,
                            shortDescription=_TEXT,
                            fullDescription=_TEXT,
                            help=_TEXT,
                            defaultConfiguration=_object([], level=_LEVEL),
                            properties={"type": "object"},
                        ),
                    },
                ),
            ),
            results={
                "type": "array",
                "items": _object(
                    ["message", "ruleId", "ruleIndex"],
                    ruleId=_STRING,
                    ruleIndex={"type": "integer", "minimum": 0},
                    level=_LEVEL,
                    message=_TEXT,
                    locations={"type": "array", "items": _object([], logicalLocations={"items": _LOGICAL})},
                    properties={"type": "object"},
                ),
            },
        ),
    },
)


def test_the_answer_for_tools_is_sarif() -> None:
    staged_lines = [staged(rule.bad) for rule in RULES.values()]
    findings = [one for line, context in staged_lines for one in lint(line, context)]
    document = json.loads(json.dumps(sarif(findings, RULES.values())))
    Draft202012Validator(_SARIF).validate(document)
    run = document["runs"][0]
    described = [one["id"] for one in run["tool"]["driver"]["rules"]]
    assert described == list(RULES)
    assert {one["ruleId"] for one in run["results"]} == set(RULES)
    assert all(described[one["ruleIndex"]] == one["ruleId"] for one in run["results"])
