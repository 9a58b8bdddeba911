"""What does not hold together in a shape is said, every fault at once and each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tongban.bundles import policies
from tongban.bundles.policies import Constituent, Finding
from tongban.bundles.shape import Choice, Edge, Member, Same, Shape, as_json, digest, from_json
from tongban.bundles.states import BundleKind
from tongban.bundles.tests.guides import ID_CARD, LICENCE, days, held, item, papers
from tongban.kernel.deadline import Limit, LimitUnit


def shape(*edges: Edge, choices: tuple[Choice, ...] = (), acts: dict[str, str] | None = None) -> Shape:
    acts = acts or {}
    return Shape(tuple(Member(key, f"CODE-{key}", acts.get(key, "handle")) for key in "abcd"), edges, choices)


def items(**changed: Constituent) -> dict[str, Constituent]:
    return {key: changed.get(key, item(f"事项{key}", 3)) for key in "abcd"}


def blocking(found: Shape) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.kind, one.where) for one in policies.compose(items(), found).blocking]


def test_what_holds_together_is_not_blocked() -> None:
    assert not blocking(shape(Edge("b", "a"), Edge("c", "b", "closed"), choices=(Choice("x", "选哪项", ("c", "d")),)))


@pytest.mark.parametrize(
    ("wrong", "kind", "where"),
    [
        (shape(Edge("a", "b"), Edge("b", "c"), Edge("c", "a")), "circle", ("a", "b", "c")),
        (shape(Edge("a", "a")), "circle", ("a",)),
        (shape(Edge("b", "nowhere")), "unknown", ("nowhere",)),
        (shape(Edge("b", "a", "sometime")), "bad_occasion", ("b",)),
        (shape(Edge("b", "a"), acts={"a": "serve"}), "unreachable", ("b",)),
        (shape(Edge("b", "a", "accepted"), acts={"a": "verify"}), "unreachable", ("b",)),
        (shape(Edge("b", "a"), choices=(Choice("x", "二选一", ("a", "b"), 1, 1),)), "unreachable", ("b",)),
        (shape(choices=(Choice("x", "选", ("a", "b"), 2, 1),)), "bad_choice", ("x",)),
        (shape(choices=(Choice("x", "选", ("a", "b"), 1, 3),)), "bad_choice", ("x",)),
        (shape(choices=(Choice("x", "选", ()),)), "bad_choice", ("x",)),
        (shape(choices=(Choice("x", " ", ("a",)),)), "no_prompt", ("x",)),
        (shape(choices=(Choice("x", "选", ("a", "z")),)), "unknown", ("x",)),
        (shape(choices=(Choice("x", "选", ("a",)), Choice("y", "选", ("a",)))), "chosen_twice", ("a",)),
        (shape(choices=(Choice("a", "选", ("b",)),)), "key_twice", ("a",)),
        (shape(acts={"a": "dance"}), "bad_act", ("a",)),
        (Shape((Member("a", "CODE-a"), Member("b", "CODE-a"))), "item_twice", ("a", "b")),
        (Shape((Member("A b", "CODE-a"),)), "bad_key", ("A b",)),
        (Shape(()), "empty", ()),
    ],
)
def test_every_fault_has_its_place(wrong: Shape, kind: str, where: tuple[str, ...]) -> None:
    assert (kind, where) in blocking(wrong)


def test_what_waits_for_what_never_begins_never_begins() -> None:
    wrong = shape(Edge("b", "a"), Edge("c", "b"), acts={"a": "serve"})
    assert blocking(wrong) == [("unreachable", ("b",)), ("unreachable", ("c",))]


def test_items_without_a_guide_or_out_of_use_are_named() -> None:
    gone = {key: one for key, one in items(b=item("停办", in_use=False)).items() if key != "a"}
    found = policies.compose(gone, shape(Edge("b", "a"), Edge("c", "b")))
    assert [(one.kind, one.where) for one in found.blocking] == [("no_guide", ("a",)), ("not_in_use", ("b",))]
    assert found.path.ends["c"] == 5 + 3


def test_unknown_figures_are_not_zero() -> None:
    found = policies.compose(items(a=item("不说跑几次", visits=None)), shape())
    assert (found.figure("visits").before, found.figure("visits").after) == (None, None)


def test_side_by_side_share_their_trips() -> None:
    found = policies.compose(items(), shape(Edge("d", "a")))
    assert (found.figure("visits").before, found.figure("visits").after) == (4, 2)
    assert (found.figure("time").before, found.figure("time").after) == (12, 6)


def test_who_waits_only_for_acceptance_takes_a_trip_of_his_own() -> None:
    wait = Edge("d", "a", "accepted", Limit(20, LimitUnit.NATURAL_DAY))
    found = policies.compose(items(), shape(wait))
    assert (found.figure("visits").after, found.path.days) == (2, 15 + 3)


def test_a_licence_is_made_only_for_those_who_wait_for_its_grant() -> None:
    maker, user = item("登记", 3, issues=LICENCE), item("许可", 3, papers(held("营业执照", LICENCE)))
    for edge, proof, missing in (
        (Edge("b", "a"), "made", False),
        (Edge("b", "a", "accepted"), "licence", True),
        # Who comes after a user of the licence issues the next one, not the one that the user shows.
        (Edge("a", "b"), "licence", False),
    ):
        found = policies.compose(items(a=maker, b=user), shape(edge))
        assert [ask.proof for entry in found.materials for ask in entry.asks] == [proof]
        assert ("gate_missing" in {finding.kind for finding in found.findings}) == missing


def test_one_licence_that_proves_two_standard_papers_joins_neither() -> None:
    """An identity card of the seller and one of the buyer: who asks for just one may mean either."""
    seller, buyer, either = (
        papers(held("居民身份证", ID_CARD, standard_code=code)) for code in ("SELLER", "BUYER", "")
    )
    made = items(a=item("甲", 1, seller), b=item("乙", 1, buyer), c=item("丙", 1, either), d=item("丁", 1, seller))
    (entry,) = policies.compose(made, shape()).materials
    assert [(ask.member, ask.piece) for ask in entry.asks] == [("a", 0), ("d", 0), ("b", 1), ("c", 2)]
    made["b"] = item("乙", 1, seller)
    (entry,) = policies.compose(made, shape()).materials
    assert entry.pieces == 1


def test_a_shape_is_kept_and_read_again_unchanged() -> None:
    whole = Shape(
        (Member("a", "CODE-a"), Member("b", "CODE-b", "verify")),
        (Edge("b", "a", "accepted", Limit(20, LimitUnit.NATURAL_DAY), "公告二十日"),),
        (Choice("c", "要不要", ("b",)),),
        (Same((("a", "平面图"), ("b", "布局图"))),),
        days(9), "条件", ("市民中心",), "工作日", ("0372-0000001",),
    )  # fmt: skip
    assert from_json(as_json(whole)) == whole
    assert digest(from_json(as_json(whole))) == digest(whole)
    assert digest(replace(whole, hours="")) != digest(whole)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"schema": 2, "members": []},
        {"members": "ab"},
        {"members": [{"key": "a"}]},
        {"members": [{"key": 1, "item_code": "x"}]},
        {"members": [{"key": "a", "item_code": "x", "colour": "red"}]},
        {"members": [], "places": "市民中心"},
        {"members": [], "conditions": ["a"]},
        {"members": [], "hours": "九点\x00"},
        {"members": [], "hours": "\ud800"},
        {"members": [], "promised": [True, "working_day"]},
        {"members": [], "promised": [1, "fortnight"]},
        {"members": [], "sames": [{"lines": [["a"]]}]},
        {"members": [], "choices": [{"key": "c", "prompt": "选", "members": ["a"], "least": "0"}]},
    ],
)
def test_what_is_no_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(wrong)


@pytest.mark.parametrize(
    ("kind", "acts", "made", "said"),
    [
        (BundleKind.CASES, "verify", {}, "至少要有一项是办理"),
        (BundleKind.VERIFICATION, "handle", {}, "每一项都是核验"),
        (BundleKind.SERVICE, "handle", {}, "每一项都是服务"),
        (BundleKind.ZERO_MATERIAL_REPORT, "verify", {"a": item("要材料", 1, papers("授权书"))}, "授权书"),
        (BundleKind.TWO_PLACE_CHAIN, "handle", {}, "两个以上地方"),
        (BundleKind.TWO_PLACE_CHAIN, "handle", {"b": item("迁入地", 1, region="410000")}, "一地办到哪一步"),
    ],
)
def test_a_kind_is_a_claim(kind: BundleKind, acts: str, made: dict[str, Constituent], said: str) -> None:
    found = policies.compose(items(**made), shape(acts=dict.fromkeys("abcd", acts)))
    assert said in "".join(one.text for one in policies.claim_findings(kind, found))


@pytest.mark.parametrize(
    ("kind", "acts", "made"),
    [
        (BundleKind.CASES, "handle", {}),
        (BundleKind.VERIFICATION, "verify", {}),
        (BundleKind.SERVICE, "serve", {}),
        (BundleKind.ZERO_MATERIAL_REPORT, "verify", {"a": item("凭执照", 1, papers(held("营业执照", LICENCE)))}),
        (BundleKind.TWO_PLACE_CHAIN, "handle", {"b": item("迁入地", 1, region="410000")}),
    ],
)
def test_a_true_claim_stands(kind: BundleKind, acts: str, made: dict[str, Constituent]) -> None:
    edges = (Edge("b", "a"),) if kind == BundleKind.TWO_PLACE_CHAIN else ()
    found = policies.compose(items(**made), shape(*edges, acts=dict.fromkeys("abcd", acts)))
    assert policies.claim_findings(kind, found) == ()


def against(own: Constituent, standard: Constituent) -> list[Finding]:
    there = policies.compose({"a": standard}, Shape((Member("a", "S"),), promised=days(9)))
    here = policies.compose({"a": own}, Shape((Member("a", "O"),), promised=days(9)))
    return list(policies.implementation_findings(there, here))


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (papers("申请表", "租赁合同"), "多要了标准里没有的材料“租赁合同”"),
        (papers("申请表", "申请表"), "多要了标准里没有的材料“申请表”"),
        (papers(replace(papers("申请表")[0], copies=3)), "要3份"),
        (papers(replace(papers("申请表")[0], form="original")), "只收原件"),
        (papers("申请表", held("居民身份证", "")), "可以用电子证照"),
        (papers("申请表", "照片"), "改成了更严"),
        (papers("申请表", "结婚证"), "一律需要"),
    ],
)
def test_a_county_asks_no_more_than_the_standard(own: tuple[object, ...], said: str) -> None:
    """省级定标、县级复用."""
    photo, married = papers("照片", "结婚证")
    standard = papers(
        replace(papers("申请表")[0], form="copy"), held("居民身份证", ID_CARD), replace(photo, necessity="optional"),
        replace(married, situations=("married",)),
    )  # fmt: skip
    told = against(item("县里", materials=own), item("标准", materials=standard))  # type: ignore[arg-type]  # rows of a table
    assert [said in one.text for one in told if one.blocking] == [True]
    assert not against(item("县里", materials=standard[:2]), item("标准", materials=standard))


def test_a_county_keeps_the_members_and_adds_no_gates() -> None:
    keys = {"a": item("甲"), "b": item("乙"), "c": item("丙")}
    both = (Member("a", "1"), Member("b", "2"))
    standard = policies.compose(keys, Shape(both, promised=days(3)))
    told = policies.implementation_findings(standard, policies.compose(keys, Shape((both[0], Member("c", "3")))))
    assert ["“丙”" in told[0].text, "“乙”" in told[1].text] == [True, True]
    gated = policies.compose(keys, Shape(both, (Edge("b", "a"),)))
    assert [one.kind for one in policies.implementation_findings(standard, gated)] == [
        "beyond_standard",
        "longer_than_standard",
    ]
    later = Shape(both, (Edge("b", "a", delay=days(5)),), promised=days(9))
    sooner = policies.compose(keys, Shape(both, (Edge("b", "a", "accepted"),), promised=days(9)))
    told = policies.implementation_findings(sooner, policies.compose(keys, later))
    assert ["不得增加前置" in one.text for one in told] == [True]
    assert policies.implementation_findings(policies.compose(keys, later), sooner) == ()
    added = Shape((*both, Member("c", "3")), choices=(Choice("more", "还要不要丙", ("c",)),), promised=days(3))
    assert policies.implementation_findings(standard, policies.compose(keys, added)) == ()


def test_a_county_offers_as_much_to_choose_from() -> None:
    """One of two permits: a county that knows only one of them still gives one, a county without either does not."""
    keys = {"a": item("甲"), "b": item("乙"), "c": item("丙")}
    three = (Member("a", "1"), Member("b", "2"), Member("c", "3"))
    standard = policies.compose(keys, Shape(three, choices=(Choice("permit", "哪种许可", ("a", "b"), 1, 1),)))
    one = Shape(three[1:], choices=(Choice("permit", "哪种许可", ("b",), 1, 1),))
    assert policies.implementation_findings(standard, policies.compose(keys, one)) == ()
    none = policies.implementation_findings(standard, policies.compose(keys, Shape(three[2:])))
    assert [found.where for found in none] == [("permit",)]


def test_the_dry_run_says_what_a_newer_guide_changes() -> None:
    before = policies.compose(items(), shape(Edge("b", "a")))
    newer = item("事项a", 5, papers("照片"), number=2, version_id=7)
    told = policies.changes(before, policies.compose(items(a=newer), shape(Edge("b", "a"))))
    assert [one.text for one in told] == [
        "“事项a”的指南由第0版到第2版。",
        "多要材料“照片”（事项a）。",
        "办理时间由6个工作日变为8个工作日。",
        "申报材料由0份变为1份。",
        "其中要提交由0份变为1份。",
        "按先后关系由6个工作日变为8个工作日。",
    ]
    assert policies.changes(before, before) == ()
