"""Texts kept ready: who keeps them, what may stand in braces, to whom they are offered and what is filled in."""

from __future__ import annotations

import dataclasses

import pytest

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.cases import selectors, services
from tongban.cases.errors.opinion import OpinionIncomplete, OpinionTaken, PlaceholderUnknown
from tongban.cases.models import OpinionTemplate
from tongban.cases.policies import opinion as law
from tongban.cases.states import OpinionUse
from tongban.cases.tests import stepping
from tongban.cases.tests.conftest import SYSTEM, City
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied, StaleState
from tongban.ledger.models import Fact

TEXT = "经审查，{申请人}申请的{事项名称}于{受理日期}受理，材料真实，符合条件。"


def admin(city: City) -> Actor:
    """The administrator of the department."""
    return dataclasses.replace(city.examiner, permissions=ROLE_PERMISSIONS["department_admin"])


def keep(city: City, **more: object) -> str:
    """Keep a text."""
    given: dict[str, object] = {
        "department_id": city.department_id, "use": "examine", "title": "符合条件", "text": TEXT, "actor": admin(city),
        **more,
    }  # fmt: skip
    return str(services.keep_opinion(**given))  # type: ignore[arg-type]  # by field name


def offered(uid: str, viewer: Actor) -> list[str]:
    """Names of what this officer can begin from on the case."""
    return [one.title for one in selectors.case_view(uid, viewer=viewer).opinions]


def test_a_text_is_kept_offered_and_filled_in_from_the_case(city: City) -> None:
    uid = keep(city)
    case = selectors.case_view(city.accepted(city.promised), viewer=city.approver)
    (one,) = case.opinions
    assert (str(one.uid), one.use, one.title) == (uid, "examine", "符合条件")
    filled = selectors.filled_opinion(case, uid, viewer=city.approver)
    said = "经审查，赵小满申请的公共场所卫生许可（延续）于2026年11月24日受理，材料真实，符合条件。"
    assert (filled.text, filled.lacking) == (said, ())
    early = selectors.case_view(city.submitted(city.promised), viewer=city.approver)
    filled = selectors.filled_opinion(early, uid, viewer=city.approver)
    assert filled.lacking == ("受理日期",)
    assert "{受理日期}" in filled.text
    (fact,) = Fact.objects.filter(kind="opinion_template.kept")
    assert fact.data == {"use": "examine", "revision": 0}


def test_every_word_of_the_list_has_a_value(city: City) -> None:
    uid = keep(city, text="".join(f"{{{word}}}" for word in law.WORDS))
    draft = city.draft(city.promised, city.clerk, materials=False)
    services.submit_case(case_uid=draft, actor=city.clerk, incomplete=True)
    case = selectors.case_view(draft, viewer=city.clerk)
    filled = selectors.filled_opinion(case, uid, viewer=city.clerk)
    assert filled.lacking == ("受理日期",)
    assert "申请表、场所平面图" in filled.text


def test_those_of_the_item_come_first_and_other_items_do_not(city: City) -> None:
    keep(city, title="通用")
    keep(city, title="延续专用", item_id=city.promised.item_id)
    keep(city, title="新证专用", item_id=city.instant.item_id)
    uid = city.accepted(city.promised)
    assert offered(uid, city.examiner) == ["延续专用", "通用"]
    assert offered(uid, city.resident) == []
    foreign, case = OpinionTemplate.objects.get(title="新证专用").uid, selectors.case_view(uid, viewer=city.examiner)
    with pytest.raises(NotFound):
        selectors.filled_opinion(case, foreign, viewer=city.examiner)


def test_a_department_that_helps_finds_its_own_too(city: City) -> None:
    other = stepping.neighbour()
    theirs = dataclasses.replace(other.first, permissions=ROLE_PERMISSIONS["department_admin"])
    keep(city, department_id=other.department_id, title="消防意见", actor=theirs)
    uid = city.accepted(city.promised)
    services.ask_assistance(case_uid=uid, department_id=other.department_id, reason="请核对", actor=city.examiner)
    assert offered(uid, other.first) == ["消防意见"]
    assert offered(uid, city.examiner) == []


def test_only_the_administrator_of_the_department_keeps_them(city: City) -> None:
    outside = dataclasses.replace(city.outsider, permissions=ROLE_PERMISSIONS["department_admin"])
    uid = keep(city)
    for actor in (city.clerk, city.approver, city.resident):
        with pytest.raises(PermissionDenied):
            keep(city, actor=actor)
        with pytest.raises(PermissionDenied):
            services.drop_opinion(uid=uid, actor=actor)
        with pytest.raises(PermissionDenied):
            selectors.opinions(viewer=actor)
    for call in (
        lambda: keep(city, actor=outside),
        lambda: services.change_opinion(uid=uid, title="a", text="b", revision="0", actor=outside),
        lambda: services.drop_opinion(uid=uid, actor=outside),
        lambda: selectors.opinion(uid, viewer=outside),
    ):
        with pytest.raises(NotFound):
            call()
    assert selectors.opinions(viewer=outside) == ()
    assert [one.title for one in selectors.opinions(viewer=admin(city))] == ["符合条件"]
    assert selectors.opinions(viewer=admin(city), use="refuse") == ()


@pytest.mark.parametrize("text", ["{身份证号}", "{申请人", "申请人}", "{}", "｛申请人｝", "{申请人{今天}}"])
def test_only_words_of_the_list_stand_in_braces(city: City, text: str) -> None:
    with pytest.raises(PlaceholderUnknown, match="不能自动填写"):
        keep(city, text=text)


def test_a_name_and_a_text(city: City) -> None:
    for more in ({"title": " "}, {"text": "\x00"}, {"title": "长" * 61}, {"text": "长" * 2001}):
        with pytest.raises(OpinionIncomplete):
            keep(city, **more)
    with pytest.raises(InvalidInput):
        keep(city, use="suspend")
    keep(city)
    with pytest.raises(OpinionTaken):
        keep(city)
    keep(city, use="grant")
    other = stepping.neighbour()
    theirs = dataclasses.replace(other.first, permissions=ROLE_PERMISSIONS["department_admin"])
    with pytest.raises(InvalidInput):
        keep(city, department_id=other.department_id, item_id=city.promised.item_id, actor=theirs)


def test_changed_once_dropped_once_and_never_over_a_colleague(city: City) -> None:
    uid, actor = keep(city), admin(city)
    given = {"uid": uid, "title": "符合条件", "text": "符合。", "revision": "0", "actor": actor}
    services.change_opinion(**given)  # type: ignore[arg-type]  # by field name
    services.change_opinion(**given)  # type: ignore[arg-type]  # sent twice
    with pytest.raises(StaleState):
        services.change_opinion(**{**given, "text": "另一个人的改动"})  # type: ignore[arg-type]
    for _ in range(2):
        services.drop_opinion(uid=uid, actor=actor)
    with pytest.raises(StaleState):
        services.change_opinion(**{**given, "text": "停用以后", "revision": "1"})  # type: ignore[arg-type]
    kinds = Fact.objects.filter(kind__startswith="opinion_template").order_by("pk").values_list("kind", flat=True)
    assert [kind.split(".")[1] for kind in kinds] == ["kept", "changed", "dropped"]
    assert selectors.opinions(viewer=actor) == ()
    assert selectors.opinion(uid, viewer=actor).dropped_at is not None
    assert offered(city.accepted(city.promised), city.examiner) == []
    keep(city)  # the name is free again


def test_uses_are_those_of_the_list(city: City) -> None:
    for use in OpinionUse.values:
        keep(city, use=use)
    assert len(selectors.opinions(viewer=SYSTEM)) == len(OpinionUse.values)
