"""Every rule fires on its own wrong example and is silent on its right one; mends are certain, once and for all."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from tongban.catalogue.content import LegalBasisView, MaterialView
from tongban.catalogue.lint import RULES, Context, Rule, Write, blocking, build_context, lint, mended
from tongban.catalogue.lint.laws import CEASED, KNOWN, Ceased
from tongban.catalogue.lint.papers import held
from tongban.catalogue.lint.rule import example, put
from tongban.catalogue.lint.sample import CONTENT, DAY, SAMPLE, changed, staged
from tongban.catalogue.lint.texts import texts

ALL = [pytest.param(rule, id=code) for code, rule in RULES.items()]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
EMPTY = Context(day=DAY)


def test_there_are_the_rules_of_the_issue() -> None:
    assert len(RULES) >= 30
    kinds = {rule.kind for rule in RULES.values()}
    assert kinds >= {
        "vague_material", "promise_longer", "instant_too_long", "visit_without_reason", "material_held",
        "material_repeated", "deep_with_visits", "remedies_missing", "element_missing", "fee_without_basis",
        "text_copied", "other_department", "bad_code", "issuer_code_invalid", "abolished_above",
    }  # fmt: skip


def test_no_rule_has_anything_against_the_sample() -> None:
    line, context = staged(example("nothing changed"))
    assert lint(line, context) == ()
    assert blocking(line, EMPTY) == ()


@pytest.mark.parametrize("rule", ALL)
def test_wrong_example_is_found(rule: Rule) -> None:
    line, context = staged(rule.bad)
    found = list(rule.findings(line, context))
    assert found
    assert {one.rule for one in found} == {rule.code}
    assert all(CHINESE.search(one.message) and one.basis and one.path for one in found)


@pytest.mark.parametrize("rule", ALL)
def test_right_example_is_left_alone(rule: Rule) -> None:
    line, context = staged(rule.good)
    assert list(rule.findings(line, context)) == []


@pytest.mark.parametrize("rule", ALL)
def test_rules_say_what_they_are(rule: Rule) -> None:
    assert re.fullmatch(r"TB[1-9]\d{2}", rule.code)
    assert CHINESE.search(rule.name)
    assert CHINESE.search(rule.basis) or "GB" in rule.basis
    assert rule.bad.text != rule.good.text


@pytest.mark.parametrize("rule", ALL)
def test_mends_take_their_finding_away_and_stay(rule: Rule) -> None:
    line, context = staged(rule.bad)
    before = list(rule.findings(line, context))
    content = rule.mend(line, context)
    if not any(one.mend for one in before):
        assert content == line.content
        return
    after = list(rule.findings(line.with_content(content), context))
    assert len(after) == len([one for one in before if not one.mend])
    assert rule.mend(line.with_content(content), context) == content


def test_only_what_blocked_before_blocks() -> None:
    kinds = {rule.kind for rule in RULES.values() if rule.blocks}
    assert kinds == {
        "bad_code", "issuer_code_invalid", "issuer_differs", "entry_differs", "kind_differs", "element_missing",
        "article_missing", "fee_without_basis", "fee_without_items", "no_statutory_limit", "promise_longer",
        "instant_too_long", "one_seat_not_instant", "material_repeated", "vague_material", "situation_unknown",
        "form_invalid", "field_without_element", "field_without_title", "required_unknown", "no_decision",
        "step_too_long", "bad_licence_type", "no_licence_type", "result_without_name", "no_window",
        "visit_without_reason", "bad_phone", "commitment_incomplete", "commitment_not_licensing",
        "commitment_excluded",
    }  # fmt: skip


MENDED = [
    ("TB302", {"materials": (MaterialView(1, "章程"), MaterialView(2, "章程 "), MaterialView(3, "章程"))}, "materials",
     (MaterialView(1, "章程"),)),
    ("TB202", {"promised": replace(CONTENT.statutory, number=30)}, "promised", CONTENT.statutory),  # type: ignore[type-var]  # the sample has a limit
    ("TB404", {"channels": ("window",)}, "channels", ("portal", "window")),
    ("TB601", {"places": ("无", "市民中心二楼")}, "places", ("市民中心二楼",)),
    ("TB602", {"accept_conditions": "第１４２号（Ａ类）"}, "accept_conditions", "第142号（A类）"),
    ("TB603", {"accept_conditions": "營業執照"}, "accept_conditions", "营业执照"),
    ("TB606", {"accept_conditions": "一<br/>二&amp;lt;br&amp;gt;三"}, "accept_conditions", "一 二 三"),
    ("TB612", {"accept_conditions": "号码11010519491231002X。"}, "accept_conditions", "号码110105********002X。"),
    ("TB708", {"phones": ("咨询电话：020—12366-2-4",)}, "phones", ("020-12366-2-4",)),
    ("TB708", {"phones": ("（0662）3681111",)}, "phones", ("0662-3681111",)),
    ("TB710", {"phones": ("83134746", "020-83133642")}, "phones", ("020-83134746", "020-83133642")),
    ("TB801", {"name": "卫生许可证核发"}, "name", "公共场所卫生许可"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "column", "expected"), MENDED)
def test_mends_write_this(code: str, changes: dict[str, object], column: str, expected: object) -> None:
    line = changed(changes, {})
    assert getattr(mended(line, EMPTY, [code]), column) == expected


def test_a_repeated_material_that_says_more_is_left_for_a_person() -> None:
    line = changed({"materials": (MaterialView(1, "章程"), MaterialView(2, "章程", copies=3))}, {})
    assert [found.mend for found in RULES["TB302"].findings(line, EMPTY)] == [None]


def test_a_licence_type_is_taken_from_where_the_catalogue_names_it() -> None:
    asked = changed({"materials": (MaterialView(1, "《营业执照》"),)}, {"code": "x"})
    context = build_context([SAMPLE, asked], DAY)
    assert mended(asked, context, ["TB304"]).materials[0].licence_type_code == "11100000MB0143028R001"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("居民身份证", True), ("代办人身份证原件", True), ("户口簿", True), ("《营业执照》副本复印件", True),
        ("营业性演出许可证", True), ("医师执业证书", True), ("法定代表人身份证明书", False),
        ("营业执照遗失声明", False),
        ("非中文驾驶证的中文翻译文本", False), ("香港居民身份证", False), ("许可证申请表", False), ("房产证明", False),
        ("手持身份证彩照", False), ("原《建设工程规划许可证》", False), ("检测报告", False),
    ],
)  # fmt: skip
def test_papers_the_government_holds(name: str, asked: bool) -> None:
    assert bool(held(name)) is asked


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("公司章程", "公司章程复印件", True), ("所有负责人身份证明", "所有负责人身份证明文件", True),
        ("甲方书面意见书", "乙方书面意见书", False), ("中华人民共和国结婚证", "中华人民共和国离婚证", False),
        ("变更前营业场所证明", "变更后营业场所证明", False), ("申请表（一）", "申请表（二）", False),
    ],
)  # fmt: skip
def test_alike_papers(first: str, second: str, alike: bool) -> None:
    line = changed({"materials": (MaterialView(1, first), MaterialView(2, second))}, {})
    assert bool(list(RULES["TB303"].findings(line, EMPTY))) is alike


def test_a_law_counts_from_the_day_it_ceased_and_only_itself() -> None:
    rule = RULES["TB605"]
    line = changed({"legal_bases": (LegalBasisView("个体工商户条例", "第八条"),)}, {})
    assert not list(rule.findings(line, Context(day=dt.date(2022, 10, 31))))
    assert list(rule.findings(line, Context(day=dt.date(2022, 11, 1))))
    for text in ("《个体工商户条例实施办法》", "原《物权法》已废止", "合同法庭"):
        assert not list(rule.findings(changed({"accept_conditions": text}, {}), EMPTY))
    own = Context(day=DAY, ceased={"本市办法": Ceased("本市办法", DAY, "新办法")})
    assert list(rule.findings(changed({"accept_conditions": "符合《本市办法》。"}, {}), own))
    assert len(KNOWN) == len(CEASED)


def test_a_number_that_only_looks_personal_is_left() -> None:
    line = changed({"accept_conditions": "统一编号110105194912310021。"}, {})
    assert not list(RULES["TB612"].findings(line, EMPTY))


def test_what_a_source_never_states_is_no_finding() -> None:
    lines = [
        replace(
            SAMPLE, code=f"{SAMPLE.code}{n:02}", origin="elsewhere", content=replace(CONTENT, remedies="", phones=())
        )
        for n in range(25)
    ]
    spoken = replace(lines[0], content=replace(lines[0].content, phones=("0372-0000001",)))
    context = build_context([spoken, *lines[1:]], DAY)
    codes = {found.rule for found in lint(lines[1], context)}
    assert "TB703" in codes
    assert "TB705" not in codes
    own = replace(lines[1], origin="own")
    assert "TB705" in {found.rule for found in lint(own, context)}


def test_every_text_can_be_written_back() -> None:
    content = changed({"review_points": "查", "hours": "全天"}, {}).content
    for path, text in texts(content):
        written = put(content, Write(path, f"{text}。"))
        assert dict(texts(written))[path] == f"{text}。"
    with pytest.raises(ValueError, match=r"\?"):
        put(content, Write("?", ""))


def test_mending_keeps_what_it_does_not_name() -> None:
    assert mended(SAMPLE, EMPTY, list(RULES)) == SAMPLE.content
