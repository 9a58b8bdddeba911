"""Dynamic management: acts on items, planned and done, and what items become."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tongban.catalogue import selectors, services
from tongban.catalogue.errors import (
    ChangePending,
    ChangeUnderway,
    ForeignItem,
    ItemClosed,
    ItemExists,
    LevelNotLower,
    NothingToInherit,
    PromiseTakenBack,
)
from tongban.catalogue.models import ServiceItem
from tongban.catalogue.selectors import ItemAct, ItemView
from tongban.catalogue.services import Grounds, MaterialView, NewItem
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.catalogue.tests.test_review import person
from tongban.kernel import clock
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.kernel.standards import make_uscc
from tongban.ledger.models import Fact
from tongban.orgs import services as orgs
from tongban.orgs.selectors import DepartmentView

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 1)
GROUNDS = Grounds("机构改革", "同政〔2026〕7号")


def state(item_id: int) -> str:
    return selectors.item(item_id).state


def pending_on(item: ItemView) -> list[ItemAct]:
    return [act for act in selectors.acts_of_item(item.id) if act.pending]


def go(item: ItemView) -> None:
    """Send the first draft of a successor through review."""
    (draft,) = selectors.versions_of(item.id, viewer=SYSTEM)
    content = replace(draft, phones=("0372-1",), complaint_phones=("12345",), places=("大厅",), hours="工作日")
    values = {name: getattr(content, name) for name in guide().__dataclass_fields__}
    services.change_draft(version_id=draft.id, content=type(guide())(**values), actor=SYSTEM)
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    services.publish_version(version_id=draft.id, actor=SYSTEM)


def parts(item: ItemView) -> list[NewItem]:
    return [NewItem(f"{item.task_code}01", "卫生许可（新证）"), NewItem(f"{item.task_code}02", "卫生许可（延续）")]


def department(serial: int, region: str = "410502") -> DepartmentView:
    code = make_uscc("11", region, serial)
    return orgs.register_department(code=code, name=f"第{serial}局", region_code=region, actor=SYSTEM)


def test_an_item_is_split_and_retires_when_its_last_part_stands(item: ItemView) -> None:
    old = publish(item.id, guide())
    one, two = services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)
    (draft,) = selectors.versions_of(one.id, viewer=SYSTEM)
    assert (draft.name, draft.state, len(draft.materials)) == ("卫生许可（新证）", "draft", len(old.materials))
    assert state(item.id) == "in_use"
    with pytest.raises(ChangePending):
        services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)
    with pytest.raises(ChangePending):
        services.abolish_item(item_id=item.id, reason="x", actor=SYSTEM)
    go(one)
    assert state(item.id) == "in_use"
    go(two)
    assert state(item.id) == "abolished"
    assert selectors.search("卫生许可").total == 2
    after = selectors.successors(item.id)
    assert [(line.code, line.verb_label, line.document_no, line.pending) for line in after] == [
        (one.code, "拆分", "同政〔2026〕7号", False),
        (two.code, "拆分", "同政〔2026〕7号", False),
    ]
    assert [line.item_id for line in selectors.predecessors(two.id)] == [item.id]
    assert selectors.with_predecessors([one.id, two.id]) == {one.id: (item.id, one.id), two.id: (item.id, two.id)}
    (split, inserted) = selectors.acts_of_item(item.id)
    assert (split.verb, split.state) == ("split", "done")
    assert [[each.code for each in side] for side in (split.before, split.after)] == [[item.code], [one.code, two.code]]
    assert inserted.verb == "insert"
    retired = Fact.objects.get(kind="catalogue.item_abolished")
    assert str(retired.data["successors"]) == f"{one.code}、{two.code}"


def test_a_part_may_not_promise_less_than_the_whole_did(item: ItemView) -> None:
    publish(item.id, guide())
    one, _ = services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)
    (draft,) = selectors.versions_of(one.id, viewer=SYSTEM)
    services.change_draft(version_id=draft.id, content=guide(promised=working_days(9)), actor=SYSTEM)
    with pytest.raises(PromiseTakenBack):
        services.submit_for_review(version_id=draft.id, actor=SYSTEM)


def test_a_split_for_a_later_day_waits_for_it(item: ItemView) -> None:
    with clock.frozen(NOON):
        publish(item.id, guide())
        made = services.split_item(
            item_id=item.id, parts=parts(item), grounds=replace(GROUNDS, effective_on=DAY), actor=SYSTEM
        )
        for one in made:
            (draft,) = selectors.versions_of(one.id, viewer=SYSTEM)
            services.submit_for_review(version_id=draft.id, actor=SYSTEM)
            # The day of the split is the day of its guides.
            assert services.schedule_version(version_id=draft.id, actor=SYSTEM).effective_on == DAY
        assert state(item.id) == "in_use"
    with clock.frozen(clock.at(DAY)):
        assert services.take_effect(actor=SYSTEM) == services.DayReport(2, 0, 0)
        assert state(item.id) == "abolished"


def test_guides_that_stand_before_the_day_leave_the_old_item_until_then(item: ItemView) -> None:
    with clock.frozen(NOON):
        publish(item.id, guide())
        for one in services.split_item(
            item_id=item.id, parts=parts(item), grounds=replace(GROUNDS, effective_on=DAY), actor=SYSTEM
        ):
            go(one)
        assert state(item.id) == "in_use"
        assert services.take_effect(actor=SYSTEM).changed == 0
    with clock.frozen(clock.at(DAY)):
        assert services.take_effect(actor=SYSTEM) == services.DayReport(0, 0, 1)
        assert state(item.id) == "abolished"


def test_several_become_one(item: ItemView) -> None:
    publish(item.id, guide())
    other = services.create_item(
        code=f"{item.task_code}09", department_id=item.department_id, name="补证", actor=SYSTEM
    )
    extra = (MaterialView(1, "营业执照"), MaterialView(2, "遗失声明"))
    publish(other.id, guide(name="补证", materials=extra, promised=working_days(7)))
    merged = services.merge_items(
        item_ids=[item.id, other.id],
        merged=NewItem(f"{item.task_code}10", "公共场所卫生许可（合并）"),
        grounds=GROUNDS,
        actor=SYSTEM,
    )
    (draft,) = selectors.versions_of(merged.id, viewer=SYSTEM)
    assert [one.name for one in draft.materials] == [
        "公共场所卫生许可证申请表",
        "营业执照",
        "检测报告",
        "遗失声明",
    ]
    # What one guide knew of a licence that stands in for the paper is not lost.
    assert draft.materials[1].licence_type_code
    assert "补证" in draft.aliases
    with pytest.raises(ChangePending):
        services.abolish_item(item_id=other.id, reason="x", actor=SYSTEM)
    go(merged)
    assert {state(item.id), state(other.id)} == {"abolished"}
    assert selectors.with_predecessors([merged.id])[merged.id] == tuple(sorted((item.id, other.id, merged.id)))
    with pytest.raises(InvalidInput):
        services.merge_items(item_ids=[merged.id, merged.id], merged=NewItem("x", "y"), grounds=GROUNDS, actor=SYSTEM)


@pytest.mark.parametrize("keep", [True, False])
def test_an_item_is_handed_down(item: ItemView, keep: bool) -> None:
    publish(item.id, guide(hours="工作日9:00—17:00"))
    counties = [department(7), department(8, "410503")]
    made = services.devolve_item(
        item_id=item.id,
        department_ids=[one.id for one in counties],
        level="4",
        keep=keep,
        grounds=GROUNDS,
        actor=SYSTEM,
    )
    assert [(one.exercise_level, one.region_code, one.code[:18]) for one in made] == [
        ("4", "410502", counties[0].code),
        ("4", "410503", counties[1].code),
    ]
    (draft,) = selectors.versions_of(made[0].id, viewer=SYSTEM)
    assert (draft.power_source, draft.places, draft.phones, draft.hours) == ("上级下放", (), (), "")
    for one in made:
        go(one)
    assert state(item.id) == ("in_use" if keep else "abolished")
    assert {one.verb for one in selectors.successors(item.id)} == {"devolve"}
    assert selectors.acts_of_item(made[0].id)[0].state == "done"
    for level in ("3", "2", "9"):
        with pytest.raises((LevelNotLower, ItemClosed)):
            services.devolve_item(
                item_id=item.id, department_ids=[counties[0].id], level=level, keep=keep, grounds=GROUNDS, actor=SYSTEM
            )


def test_a_reorganisation_moves_an_item(item: ItemView) -> None:
    publish(item.id, guide())
    there = department(9, "410500")
    moved = services.transfer_item(item_id=item.id, department_id=there.id, grounds=GROUNDS, actor=SYSTEM)
    assert (moved.code, moved.department_id) == (f"{there.code}{item.code[18:]}", there.id)
    go(moved)
    assert state(item.id) == "abolished"
    assert selectors.successors(item.id)[0].department_id == there.id
    with pytest.raises(InvalidInput):
        services.transfer_item(item_id=moved.id, department_id=there.id, grounds=GROUNDS, actor=SYSTEM)


def test_a_change_is_called_off_with_the_drafts_it_made(item: ItemView) -> None:
    publish(item.id, guide())
    made = services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)
    (pending,) = pending_on(item)
    with pytest.raises(InvalidInput):
        services.cancel_change(change_id=pending.id, reason="", actor=SYSTEM)
    services.cancel_change(change_id=pending.id, reason="不再拆分", actor=SYSTEM)
    assert [state(one.id) for one in (item, *made)] == ["in_use", "abolished", "abolished"]
    assert selectors.successors(item.id) == ()
    assert selectors.open_versions(viewer=SYSTEM) == []
    with pytest.raises(MoveNotAllowed):
        services.cancel_change(change_id=pending.id, reason="再一次", actor=SYSTEM)
    with pytest.raises(ItemExists):
        # Codes are not given twice, not even of an item that never was.
        services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)


def test_a_change_half_published_goes_on(item: ItemView) -> None:
    publish(item.id, guide())
    one, _ = services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)
    go(one)
    (pending,) = pending_on(item)
    with pytest.raises(ChangeUnderway):
        services.cancel_change(change_id=pending.id, reason="x", actor=SYSTEM)
    with pytest.raises(NotFound):
        services.cancel_change(change_id=0, reason="x", actor=SYSTEM)


def test_acts_are_planned_for_a_day(item: ItemView) -> None:
    with clock.frozen(NOON):
        publish(item.id, guide())
        planned = services.suspend_item(
            item_id=item.id, reason="大厅搬迁", document_no="同政办〔2026〕1号", effective_on=DAY, actor=SYSTEM
        )
        assert planned.state == "in_use"
        services.resume_item(item_id=item.id, effective_on=DAY + dt.timedelta(3), actor=SYSTEM)
        services.abolish_item(item_id=item.id, reason="取消", effective_on=DAY + dt.timedelta(9), actor=SYSTEM)
        pending = pending_on(item)
        assert [one.verb for one in pending] == ["abolish", "resume", "suspend"]
        with pytest.raises(ChangePending):
            # A second click plans nothing twice.
            services.suspend_item(item_id=item.id, reason="大厅搬迁", effective_on=DAY, actor=SYSTEM)
        services.cancel_change(change_id=pending[0].id, reason="省里保留", actor=SYSTEM)
        with pytest.raises(InvalidInput):
            services.suspend_item(
                item_id=item.id, reason="x", effective_on=clock.today() - dt.timedelta(1), actor=SYSTEM
            )
    for days, expected in ((-1, "in_use"), (0, "suspended"), (3, "in_use"), (9, "in_use")):
        with clock.frozen(clock.at(DAY + dt.timedelta(days))):
            services.take_effect(actor=SYSTEM)
            assert state(item.id) == expected
    fact = Fact.objects.filter(kind="catalogue.change_planned").order_by("id").first()
    assert fact is not None
    assert fact.data["document_no"] == "同政办〔2026〕1号"


def test_a_planned_act_that_came_too_late_is_called_off(item: ItemView) -> None:
    with clock.frozen(NOON):
        publish(item.id, guide())
        services.suspend_item(item_id=item.id, reason="x", effective_on=DAY, actor=SYSTEM)
        services.abolish_item(item_id=item.id, reason="取消", actor=SYSTEM)
    with clock.frozen(clock.at(DAY)):
        assert services.take_effect(actor=SYSTEM).changed == 0
        assert pending_on(item) == []
        assert services.take_effect(actor=SYSTEM) == services.DayReport(0, 0, 0)
    assert Fact.objects.filter(kind="catalogue.change_cancelled").count() == 1


def test_an_item_is_abolished_in_favour_of_one_that_exists(item: ItemView) -> None:
    publish(item.id, guide())
    other = services.create_item(
        code=f"{item.task_code}09", department_id=item.department_id, name="补证", actor=SYSTEM
    )
    with pytest.raises(NotFound):
        services.abolish_item(item_id=item.id, reason="x", successor_ids=[item.id], actor=SYSTEM)
    services.abolish_item(item_id=item.id, reason="并入补证", successor_ids=[other.id], actor=SYSTEM)
    assert [one.item_id for one in selectors.successors(item.id)] == [other.id]


def test_dynamic_management_is_the_bureaus(item: ItemView) -> None:
    publish(item.id, guide())
    there = department(9)
    admin = person(1, "department_admin", item)
    narrow = person(2, "bureau", item)
    away = person(3, "bureau", item, elsewhere=True)
    for actor in (admin, away):
        with pytest.raises(PermissionDenied):
            services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=actor)
        with pytest.raises(PermissionDenied):
            services.abolish_item(item_id=item.id, reason="x", actor=actor)
    with pytest.raises(PermissionDenied):
        # Giving to a department is within the scope of who holds both.
        services.transfer_item(item_id=item.id, department_id=there.id, grounds=GROUNDS, actor=narrow)
    services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=narrow)
    (pending,) = pending_on(item)
    for actor in (admin, away):
        with pytest.raises(PermissionDenied):
            services.cancel_change(change_id=pending.id, reason="x", actor=actor)


def test_what_cannot_become_anything(item: ItemView) -> None:
    with pytest.raises(NothingToInherit):
        services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)
    publish(item.id, guide())
    with pytest.raises(InvalidInput):
        services.split_item(item_id=item.id, parts=parts(item)[:1], grounds=GROUNDS, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        services.split_item(item_id=item.id, parts=parts(item), grounds=Grounds(" "), actor=SYSTEM)
    with pytest.raises(InvalidInput):
        services.devolve_item(item_id=item.id, department_ids=[], level="4", keep=True, grounds=GROUNDS, actor=SYSTEM)
    ServiceItem.objects.filter(pk=item.id).update(origin="guangdong")
    with pytest.raises(ForeignItem):
        services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)
    assert selectors.act_register(viewer=SYSTEM, pending_only=True).rows == ()
