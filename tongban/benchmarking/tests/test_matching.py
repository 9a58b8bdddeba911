"""Alignment on names made for the purpose: what must be the same, what never may be."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tongban.benchmarking.guides import guide_json, line_of
from tongban.benchmarking.matching import Alignment, align
from tongban.benchmarking.memory import learned_words
from tongban.benchmarking.scoring import Memory
from tongban.benchmarking.tests.lines import bare_line
from tongban.benchmarking.wording import functions_of, wording
from tongban.catalogue.selectors import Listing, MaterialView, plain
from tongban.kernel.deadline import Limit, LimitUnit

#: Other items, so that rarity means something.
OTHERS = (
    "律师执业许可", "公共场所卫生许可", "食品经营许可", "道路运输证配发", "教师资格认定", "取水许可", "排污许可证核发",
    "户外广告设置审批", "林木采伐许可", "医疗机构执业登记", "旅馆业特种行业许可", "劳务派遣经营许可", "动物诊疗许可",
    "监护协议公证指引", "赠与协议公证指引", "分割协议公证指引", "遗嘱公证指引", "委托公证指引",
)  # fmt: skip


def line(name: str, department: str = "", **more: str) -> Listing:
    return bare_line(name=name, code=more.pop("code", name), department=department, **more)


def met(ours: str, theirs: str, **departments: str) -> bool:
    mine = [line(ours, departments.get("ours", ""))]
    others = [line(theirs, departments.get("theirs", "")), *(line(name) for name in OTHERS)]
    return any(match.theirs == 0 for match in align(mine, others).pairs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("娱乐场所经营许可", "广州市娱乐场所经营审批"),
        ("社会团体设立登记", "社会团体成立登记"),
        ("兽药经营许可证核发（新办）", "兽药经营许可证核发(首次申请)"),
        ("人力资源服务许可证延期", "人力资源服务许可（延续）"),
        ("保安员证补领", "保安员证遗失补发"),
        ("发票真伪鉴定", "鉴定发票真伪"),
        ("非遗代表性传承人认定", "非物质文化遗产代表性传承人认定"),
        ("律师执业证颁发", "律师执业证核发"),
        ("医疗器械经营備案憑證補發", "医疗器械经营备案凭证补发"),
        ("港澳居民来往内地通行证办理", "香港、澳门居民来往内地通行证办理"),
        ("航标迁移许可", "航标设置、迁移许可（迁移航标许可）"),
        ("保护航标先进集体和个人表彰", "对保护航标成绩显著的单位和个人的奖励"),
        ("检举偷税漏税奖励", "举报偷税漏税有功人员奖励"),
        ("化石保护突出贡献单位和个人奖励", "化石保护工作中做出突出成绩奖励"),
        ("猎捕证初审（鸟类）", "猎捕证初审（猎捕（鸟类）证初审）"),
    ],
)
def test_the_same_item_in_other_words(ours: str, theirs: str) -> None:
    assert met(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("兽药经营许可证核发（变更）", "兽药经营许可证核发（注销）"),
        ("兽药经营许可证核发（新办）", "兽药经营许可证核发（延续）"),
        ("一级注册建造师注册", "二级注册建造师注册"),
        ("建设项目环境影响报告书审批", "建设项目环境影响报告表审批"),
        ("办理往来港澳通行证", "往来港澳通行证办证进度查询"),
        ("收养协议公证指引", "寄养协议公证指引"),
        ("延期X2字签证", "延期S2字签证"),
        ("内地居民注册会计师注册", "外国人注册会计师注册"),
        ("兽药生产许可证核发", "兽药经营许可证核发"),
        ("佛教团体成立前审批", "道教团体成立前审批"),
        ("导游证注销", "导游证吊销"),
        ("导游证撤销", "导游证吊销"),
        ("民办非企业单位法人登记", "民办非企业单位法人备案"),
        ("粮食收购企业备案变更", "粮食收购企业登记变更"),
        ("航标搬迁、拆除许可（搬迁航标许可）", "航标搬迁、拆除许可（拆除航标许可）"),
        ("取水工程先进个人奖励", "采砂工程先进个人奖励"),
        ("节水工作先进企业奖励", "节水工作先进个人奖励"),
    ],
)
def test_alike_and_yet_another_item(ours: str, theirs: str) -> None:
    assert not met(ours, theirs)


def test_a_department_that_took_another_over_has_its_functions() -> None:
    theirs = line("林木种子进口核准", "乙省林业局")
    found = align([line("林木种子进口核准初审", "甲市规划和自然资源局")], [theirs, *(line(name) for name in OTHERS)])
    assert "部门职能一致（林业）" in found.pairs[0].reasons
    assert functions_of("甲市住房和城乡建设局") >= functions_of("乙市人民防空办公室")


def test_units_of_one_code_are_given_away_best_first() -> None:
    code = "440109002001"
    ours = [
        line(f"律师执业许可({unit})", catalog_code=code) for unit in ("申请专职执业", "退休人员申请", "国资占编人员")
    ]
    theirs = [
        line(f"律师执业许可(（{unit}）)", catalog_code=code)
        for unit in ("国资占编人员", "申请专职执业", "退休人员申请")
    ]
    found = align(ours, theirs)
    assert {(match.ours, match.theirs) for match in found.pairs} == {(0, 1), (1, 2), (2, 0)}
    assert all(match.method == "code" and code in match.reasons[0] for match in found.pairs)


def test_two_departments_of_ours_share_one_unit_of_theirs() -> None:
    ours = [line("环评审批", f"{place}生态环境局", code=place, catalog_code="440113106001") for place in ("市", "空港")]
    found = align(ours, [line("环评审批", catalog_code="440113106001")])
    assert [(match.ours, match.theirs) for match in found.pairs] == [(0, 0), (1, 0)]


def test_reasons_are_said_in_chinese() -> None:
    found = align([line("兽药经营许可变更", "甲市农业农村局")], [line("兽药经营审批（变更）", "乙省农业农村厅")])
    assert found.pairs[0].method == "name"
    assert {"办理情形一致（变更）", "部门职能一致（农业）"} <= set(found.pairs[0].reasons)


def test_materials_in_common_lift_a_pair() -> None:
    def with_materials(name: str) -> Listing:
        one = line(name)
        materials = tuple(MaterialView(order, text) for order, text in enumerate(("申请表", "章程", "验资报告"), 1))
        return replace(one, content=replace(one.content, materials=materials))

    names = "成立民办非企业单位登记", "民办非企业组织登记备案核准"
    bare = _first(align([line(names[0])], [line(names[1])]))
    rich = _first(align([with_materials(names[0])], [with_materials(names[1])]))
    assert rich >= bare
    same = align([with_materials("职业技能培训学校举办")], [with_materials("职业技能培训学校开班")])
    assert any("相同3种" in reason for match in same.candidates[0] for reason in match.reasons)


def _first(found: Alignment) -> float:
    return found.candidates[0][0].score if found.candidates[0] else 0.0


def test_what_people_decided_is_followed() -> None:
    ours, theirs = [line("门牌号核准")], [line("地名编码服务"), line("门牌证明办理")]
    pair = plain(ours[0].name), plain(theirs[0].name)
    found = align(ours, theirs, memory=Memory(accepted=frozenset({pair})))
    assert [(match.theirs, match.score) for match in found.pairs] == [(0, 1.0)]
    assert found.pairs[0].reasons[0] == "此前已由工作人员确认为同一事项"
    alike = [line("户外招牌设置备案")]
    other = [line("户外招牌设置备案登记")]
    assert align(alike, other).pairs
    refused = frozenset({(plain(alike[0].name), plain(other[0].name))})
    again = align(alike, other, memory=Memory(refused=refused))
    assert not again.pairs
    assert not again.candidates[0]


def test_words_are_learned_from_two_confirmed_pairs_only() -> None:
    first = ("户外招牌设置备案", "店招门头设置备案")
    second = ("户外招牌拆除备案", "店招门头拆除备案")
    assert learned_words([first]) == ()
    learned = learned_words([first, second])
    assert learned == (("店招门头", "户外招牌"),)
    theirs = [line("店招门头安全检测"), *(line(name) for name in OTHERS)]
    assert not align([line("户外招牌安全检测")], theirs).pairs
    assert align([line("户外招牌安全检测")], theirs, memory=Memory(synonyms=learned)).pairs


def test_marks_are_never_learned_away() -> None:
    assert learned_words([("一级建造师考核", "二级建造师考核"), ("一级造价师考核", "二级造价师考核")]) == ()
    assert learned_words([("许可变更登记", "许可注销登记"), ("证书变更登记", "证书注销登记")]) == ()


@pytest.mark.parametrize(
    "name", ["", " ", "()", "（）", "核发", "变更", "0" * 500, "\u200b", "𠮷" * 100, "(((((", "a" * 500]
)
def test_strange_names_break_nothing(name: str) -> None:
    found = align(
        [line(name, code="a"), line("取水许可", code="b")], [line(name, code="c"), line("取水许可", code="d")]
    )
    assert (1, 1) in {(match.ours, match.theirs) for match in found.pairs}
    assert all(0 <= match.score <= 1 for match in found.pairs)


def test_empty_sides_give_no_pairs() -> None:
    assert align([], []).pairs == ()
    assert align([line("取水许可")], []).pairs == ()
    assert align([], [line("取水许可")]).pairs == ()


def test_a_name_of_brackets_is_read_in_time() -> None:
    started = time.process_time()
    wording("(" * 5000 + ")" * 5000)
    assert time.process_time() - started < 1


def test_a_central_approval_bureau_may_do_anything() -> None:
    assert functions_of("甲市行政审批局") == frozenset()
    assert functions_of("甲市公安局") & functions_of("乙省公安厅")


def test_a_line_is_kept_and_read_again() -> None:
    one = line("取水许可", "甲市水利局")
    full = replace(
        one,
        content=replace(
            one.content, materials=(MaterialView(1, "申请书"),), promised=Limit(5, LimitUnit.WORKING_DAY), visits=1
        ),
    )
    again = line_of(guide_json(full))
    assert guide_json(again) == guide_json(full)
    assert (again.content.promised, again.content.visits) == (full.content.promised, 1)
