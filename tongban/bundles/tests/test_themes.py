"""Three themes of the State Council's list, as a lawyer would read them: what is asked, what waits, what is chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tongban.bundles import policies
from tongban.bundles.errors import ChoiceRefused
from tongban.bundles.policies import Composition, Constituent
from tongban.bundles.shape import Choice, Edge, Member, Same, Shape
from tongban.bundles.tests.guides import DISABLED, HOUSEHOLD, ID_CARD, LICENCE, days, element, form, held, item, papers
from tongban.catalogue.services import SituationView
from tongban.kernel.deadline import Limit, LimitUnit

PARENT = element("person.name", "监护人姓名", maxLength=60)
CHILD = element("child.name", "新生儿姓名", maxLength=30)


def members(*keys: str, act: str = "handle") -> tuple[Member, ...]:
    return tuple(Member(key, f"CODE-{key}", act) for key in keys)


@pytest.fixture(scope="module")
def birth() -> Composition:
    """新生儿出生: everything after the medical certificate; registration first, then card and insurance."""
    married = (SituationView("none", "没有以下情形"), SituationView("married", "已办理结婚登记"))
    items = {
        "certificate": item(
            "出生医学证明", 5, papers(held("居民身份证", ID_CARD)), issues="T-BIRTH", department=1,
            schema=form(["p"], p=PARENT, c=CHILD),
        ),
        "registration": item(
            "出生登记", 10,
            papers(held("出生医学证明", "T-BIRTH"), held("居民户口簿", HOUSEHOLD), held("居民身份证", ID_CARD)),
            issues=HOUSEHOLD, department=2, schema=form(["c"], p=PARENT, c=CHILD), situations=married,
        ),
        "card": item(
            "社保卡申领", 30, papers("近期免冠相片"), department=3, schema=form([], c=CHILD), situations=married
        ),
        "insurance": item("城乡居民参保登记", 1, papers(held("居民户口簿", HOUSEHOLD)), department=4, visits=0),
        "advice": item("科学育儿指导登记", 15, department=1, visits=0),
    }  # fmt: skip
    shape = Shape(
        members(*items),
        edges=(
            Edge("registration", "certificate", basis="出生登记凭出生医学证明办理"),
            Edge("card", "registration"),
            Edge("insurance", "registration"),
            Edge("advice", "certificate", "accepted"),
        ),
        choices=(Choice("extras", "是否登记科学育儿指导", ("advice",), 0, 1),),
        promised=days(30),
    )
    return policies.compose(items, shape)


def test_birth_the_longest_chain_is_what_can_be_promised(birth: Composition) -> None:
    assert birth.path.critical == ("certificate", "registration", "card")
    assert birth.path.days == 5 + 10 + 30
    assert (birth.path.begins["insurance"], birth.path.ends["insurance"]) == (15, 16)
    assert birth.path.begins["advice"] == 0


def test_birth_the_promise_under_the_chain_is_said(birth: Composition) -> None:
    """Standards §9.4: thirty days for the whole is the lead's own promise, no member's limit changes by it."""
    found = {finding.kind: finding for finding in birth.findings}
    assert found.keys() == {"promise_under_path"}
    assert "45个工作日" in found["promise_under_path"].text
    assert not birth.blocking


def test_birth_what_a_member_issues_nobody_hands_in(birth: Composition) -> None:
    by_name = {entry.name: entry for entry in birth.materials}
    assert by_name["出生医学证明"].made_by == ("certificate",)
    assert by_name["居民户口簿"].members == ("registration", "insurance")
    assert [ask.proof for ask in by_name["居民户口簿"].asks] == ["licence", "made"]
    assert by_name["居民身份证"].pieces == 1
    assert [entry.name for entry in birth.materials if entry.to_hand_in] == ["近期免冠相片"]


def test_birth_one_form_and_one_question(birth: Composition) -> None:
    assert [(one.title, len(one.sources)) for one in birth.form.fields] == [("监护人姓名", 2), ("新生儿姓名", 3)]
    assert birth.form.schema["required"] == ["person_name", "child_name"]
    assert [question.members for question in birth.questions] == [("registration", "card")]


def test_birth_answers_trim_the_list(birth: Composition) -> None:
    """结婚证 is asked of those who are married, once the question is answered."""
    certificate = replace(papers("结婚证")[0], order=9, situations=("married",))
    asked = birth.items["registration"]
    content = replace(asked.content, materials=(*asked.content.materials, certificate))
    items = {**birth.items, "registration": replace(asked, content=content)}
    names = {}
    for code in ("none", "married"):
        chosen = policies.compose_chosen(items, birth.shape, [], {"registration": code})
        names[code] = {entry.name for entry in chosen.materials}
    assert names["married"] - names["none"] == {"结婚证"}
    assert "结婚证" in {entry.name for entry in policies.compose_chosen(items, birth.shape, []).materials}
    with pytest.raises(ChoiceRefused, match="没有情形“divorced”"):
        policies.compose_chosen(items, birth.shape, [], {"registration": "divorced"})


def test_birth_before_and_after_are_counted(birth: Composition) -> None:
    figures = {one.name: (one.before, one.after) for one in birth.figures}
    assert figures == {
        "time": (61, 30),
        # three trips one after the other; what needs none takes none
        "visits": (3, 3),
        "materials": (6, 4),
        "to_hand_in": (1, 1),
        "steps": (20, 12),
        "forms": (3, 1),
        "fields": (5, 2),
    }


@pytest.fixture(scope="module")
def restaurant() -> tuple[dict[str, Constituent], Shape]:
    """开办餐饮店: a business licence is checked or made, one of two food permits, fire safety on one of two roads."""
    items = {
        "check": item("营业执照信息核验", 0, issues=""),
        "register": item("设立登记", 1, papers("住所使用证明"), issues=LICENCE, department=2),
        "food": item(
            "食品经营许可", 10, papers(held("营业执照", LICENCE), "布局图", "申请表"), permit=True, department=2
        ),
        "small": item("小餐饮许可", 3, papers(held("营业执照", LICENCE), "平面图"), permit=True, department=2),
        "pledge": item("营业前消防检查（承诺）", 1, papers("承诺书"), permit=True, department=3),
        "ordinary": item("营业前消防检查（一般）", 10, papers("申请表"), permit=True, department=3),
        "sign": item("户外招牌", 5, papers(held("营业执照", LICENCE), "效果图"), department=4),
    }
    shape = Shape(
        (Member("check", "CODE-check", "verify"), *members(*list(items)[1:])),
        edges=(Edge("permit", "identity"), Edge("fire", "identity", "closed"), Edge("sign", "identity")),
        choices=(
            Choice("identity", "是否已有营业执照", ("check", "register"), 1, 1),
            Choice("permit", "食品经营还是小餐饮", ("food", "small"), 1, 1),
            Choice("fire", "消防检查按承诺还是一般程序", ("pledge", "ordinary"), 1, 1),
            Choice("extra", "是否设置户外招牌", ("sign",)),
        ),
    )
    return items, shape


def test_restaurant_gates_hang_on_groups(restaurant: tuple[dict[str, Constituent], Shape]) -> None:
    items, shape = restaurant
    whole = policies.compose(items, shape)
    assert not whole.blocking
    assert whole.path.days == 1 + 10
    chosen = policies.compose_chosen(items, shape, ["check", "small", "pledge"])
    assert list(chosen.items) == ["check", "small", "pledge"]
    assert chosen.path.days == 3
    assert not chosen.blocking
    # With the licence checked it is held; made within the bundle, nobody holds it yet and nobody hands it in.
    assert [ask.proof for entry in chosen.materials for ask in entry.asks if entry.name == "营业执照"] == ["licence"]
    made = policies.compose_chosen(items, shape, ["register", "small", "pledge"])
    assert [ask.proof for entry in made.materials for ask in entry.asks if entry.name == "营业执照"] == ["made"]


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (["food", "pledge"], "是否已有营业执照"),
        (["check", "food", "small", "pledge"], "食品经营还是小餐饮"),
        (["check", "food", "pledge", "dancing"], "没有“dancing”"),
    ],
)
def test_restaurant_one_of_n_is_one(
    restaurant: tuple[dict[str, Constituent], Shape], chosen: list[str], reason: str
) -> None:
    with pytest.raises(ChoiceRefused, match=reason):
        policies.compose_chosen(*restaurant, chosen)


def test_restaurant_one_name_is_not_one_paper(restaurant: tuple[dict[str, Constituent], Shape]) -> None:
    """Each authority has its own 申请表: one entry on the list, two papers, until the lead department knows better."""
    items, shape = restaurant
    entry = next(one for one in policies.compose(items, shape).materials if one.name == "申请表")
    assert (entry.members, entry.pieces, dict(entry.counts)) == (("food", "ordinary"), 2, {"": 2})
    drawings = Same((("food", "布局图"), ("small", "平面图")))
    declared = policies.compose(items, Shape(shape.members, shape.edges, shape.choices, (drawings,)))
    plans = next(one for one in declared.materials if one.name == "布局图")
    assert (plans.pieces, [ask.name for ask in plans.asks]) == (1, ["布局图", "平面图"])


def test_restaurant_a_missing_gate_is_seen(restaurant: tuple[dict[str, Constituent], Shape]) -> None:
    items, shape = restaurant
    loose = policies.compose(items, Shape(shape.members, (), shape.choices))
    told = [finding.where for finding in loose.findings if finding.kind == "gate_missing"]
    assert told == [("food", "register"), ("small", "register"), ("sign", "register")]


def test_restaurant_two_permits_have_the_limit_of_joint_handling() -> None:
    """行政许可法 42 II: together no longer than forty-five days."""
    items = {
        "one": item("许可一", 30, permit=True, department=1),
        "two": item("许可二", 20, permit=True, department=2),
    }
    after = Shape(members("one", "two"), (Edge("two", "one"),))
    told = policies.compose(items, after, joint_limit=days(45)).findings
    assert [finding.kind for finding in told] == ["over_joint_limit"]
    beside = Shape(members("one", "two"))
    assert not policies.compose(items, beside, joint_limit=days(45)).findings


def test_disabled_items_begin_only_after_the_certificate() -> None:
    """残疾人服务: one of six acts on the certificate, then up to three of the rest, none before it is granted."""
    acts = ("new", "renewal", "move", "loss", "cancel", "level")
    rest = ("living", "care", "training")
    items = {key: item(f"残疾人证{key}", 10, issues=DISABLED) for key in acts}
    items |= {key: item(f"补贴{key}", 20, papers(held("残疾人证", DISABLED))) for key in rest}
    shape = Shape(
        members(*acts, *rest),
        edges=(Edge("more", "certificate", "granted"),),
        choices=(
            Choice("certificate", "办理哪一种残疾人证业务", acts, 1, 1),
            Choice("more", "同时申请哪些待遇", rest, 0, 3),
        ),
    )
    whole = policies.compose(items, shape)
    assert not whole.findings
    assert whole.path.days == 30
    one = policies.compose_chosen(items, shape, ["loss", "care"])
    assert (one.path.begins["care"], one.path.critical) == (10, ("loss", "care"))
    assert policies.compose_chosen(items, shape, ["new"]).path.days == 10


def test_days_after_are_working_days_of_the_plan() -> None:
    """简易注销: twenty natural days of notice, which a plan without a date takes for the most they can hold."""
    items = {"notice": item("简易注销公告", 0), "cancel": item("注销登记", 1)}
    wait = Edge("cancel", "notice", "accepted", Limit(20, LimitUnit.NATURAL_DAY), "市场主体登记管理条例第三十三条")
    path = policies.compose(items, Shape(members("notice", "cancel"), (wait,))).path
    assert (path.begins["cancel"], path.days) == (15, 16)
