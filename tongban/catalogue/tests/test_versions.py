"""Drafting, publishing, superseding; and that nothing can change what was published."""

from __future__ import annotations

from dataclasses import fields, replace
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from tongban.catalogue import selectors, services
from tongban.catalogue.content import VersionContent, digests
from tongban.catalogue.errors import DraftExists, EntryExists, EntryMismatch, ItemClosed, ItemExists, ItemOfOtherIssuer
from tongban.catalogue.models import ItemVersion, LegalBasis, MaterialRequirement
from tongban.catalogue.selectors import EntryView, ItemView
from tongban.catalogue.states import ITEM_LIFECYCLE, VERSION_LIFECYCLE
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied, StaleState
from tongban.kernel.standards import BadCode, make_uscc
from tongban.ledger.models import Fact
from tongban.orgs.selectors import DepartmentView

pytestmark = pytest.mark.django_db


def test_a_version_comes_back_as_it_was_drafted(item: ItemView) -> None:
    content = guide()
    view = publish(item.id, content)
    back = {field.name: getattr(view, field.name) for field in fields(VersionContent)}
    back["materials"] = tuple(replace(material, id=0) for material in view.materials)
    assert VersionContent(**back) == content
    assert (view.number, view.in_force, view.item_in_use, view.fully_online) == (1, True, True, True)
    assert (view.effective_promise, view.limit_source) == (working_days(5), "promised")
    assert selectors.current_version(item.id) == view == selectors.version(view.id)
    assert view.digest == digests(content).whole


def test_every_verb_leaves_a_fact(item: ItemView) -> None:
    publish(item.id, guide())
    services.suspend_item(item_id=item.id, reason="大厅搬迁", actor=SYSTEM)
    services.resume_item(item_id=item.id, actor=SYSTEM)
    services.abolish_item(item_id=item.id, reason="国务院取消", actor=SYSTEM)
    kinds = list(Fact.objects.filter(primary_type="item").order_by("id").values_list("kind", flat=True))
    assert [kind.removeprefix("catalogue.") for kind in kinds] == [
        "item_created",
        "version_drafted",
        "version_submitted",
        "version_published",
        "item_suspended",
        "item_resumed",
        "item_abolished",
    ]


def test_a_new_version_supersedes_the_one_before(item: ItemView) -> None:
    first = publish(item.id, guide())
    second = publish(item.id, guide(name="公共场所卫生许可", promised=working_days(3)))
    assert (second.number, second.in_force) == (2, True)
    old = selectors.version(first.id)
    assert (old.state, old.in_force, old.promised) == ("superseded", False, working_days(5))
    assert selectors.item(item.id).name == "公共场所卫生许可"
    assert [version.number for version in selectors.versions_of(item.id, viewer=SYSTEM)] == [2, 1]


def test_drafts_are_seen_by_compilers_only(item: ItemView) -> None:
    services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    assert selectors.versions_of(item.id, viewer=Actor()) == []
    with pytest.raises(NotFound):
        selectors.current_version(item.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalogue_itemversion SET promised_number = 1 WHERE id = {id}",
        "UPDATE catalogue_itemversion SET guide = '{{}}' WHERE id = {id}",
        "UPDATE catalogue_itemversion SET state = 'draft' WHERE id = {id}",
        "UPDATE catalogue_itemversion SET published_at = now() WHERE id = {id}",
        "DELETE FROM catalogue_itemversion WHERE id = {id}",
        "UPDATE catalogue_materialrequirement SET name = '身份证' WHERE version_id = {id}",
        "DELETE FROM catalogue_materialrequirement WHERE version_id = {id}",
        "DELETE FROM catalogue_legalbasis WHERE version_id = {id}",
        """INSERT INTO catalogue_legalbasis (version_id, "order", law, document_no, article, excerpt, verified)
           VALUES ({id}, 9, '某条例', '', '第一条', '', false)""",
        "UPDATE catalogue_materialrequirement SET version_id = {other} WHERE version_id = {id}",
    ],
)
def test_the_database_refuses_to_change_what_was_published(item: ItemView, statement: str) -> None:
    view = publish(item.id, guide())
    other = services.draft_version(item_id=item.id, content=guide(materials=()), actor=SYSTEM)
    with pytest.raises(DatabaseError, match="catalogue:"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(id=view.id, other=other.id))
    assert selectors.version(view.id) == view


def test_a_version_in_review_stands_still(item: ItemView) -> None:
    draft = services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    with pytest.raises(MoveNotAllowed):
        services.change_draft(version_id=draft.id, content=guide(name="别的"), actor=SYSTEM)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        ItemVersion.objects.filter(pk=draft.id).update(name="别的")
    services.return_version(version_id=draft.id, reason="请写明审查标准", actor=SYSTEM)
    changed = services.change_draft(version_id=draft.id, content=guide(name="改好的", materials=()), actor=SYSTEM)
    assert (changed.name, changed.materials) == ("改好的", ())
    assert MaterialRequirement.objects.filter(version_id=draft.id).count() == 0
    assert LegalBasis.objects.filter(version_id=draft.id).count() == 1


def test_two_editors_do_not_overwrite_each_other(item: ItemView) -> None:
    draft = services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    services.change_draft(version_id=draft.id, content=guide(name="甲改"), revision=0, actor=SYSTEM)
    with pytest.raises(StaleState):
        services.change_draft(version_id=draft.id, content=guide(name="乙改"), revision=0, actor=SYSTEM)
    assert selectors.version(draft.id).name == "甲改"


def test_one_draft_at_a_time_and_numbers_are_not_used_again(item: ItemView) -> None:
    draft = services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    with pytest.raises(DraftExists):
        services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    services.discard_version(version_id=draft.id, actor=SYSTEM)
    assert services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM).number == 2


def test_publishing_needs_a_review(item: ItemView) -> None:
    draft = services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    with pytest.raises(MoveNotAllowed) as refused:
        services.publish_version(version_id=draft.id, actor=SYSTEM)
    assert "草稿" in refused.value.sentence


def test_an_abolished_item_takes_nothing_new_and_is_not_found(item: ItemView) -> None:
    view = publish(item.id, guide())
    assert selectors.search("卫生许可").total == 1
    services.abolish_item(item_id=item.id, reason="取消", actor=SYSTEM)
    assert selectors.search("卫生许可").total == 0
    assert selectors.version(view.id).item_in_use is False
    with pytest.raises(ItemClosed):
        services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    with pytest.raises(MoveNotAllowed):
        services.resume_item(item_id=item.id, actor=SYSTEM)


def test_who_may(item: ItemView) -> None:
    elsewhere = Actor(permissions=frozenset({"catalogue.edit"}), department_ids=frozenset({item.department_id + 1}))
    here = replace(elsewhere, department_ids=frozenset({item.department_id}))
    with pytest.raises(PermissionDenied):
        services.draft_version(item_id=item.id, content=guide(), actor=elsewhere)
    draft = services.draft_version(item_id=item.id, content=guide(), actor=here)
    services.submit_for_review(version_id=draft.id, actor=here)
    with pytest.raises(PermissionDenied):
        services.publish_version(version_id=draft.id, actor=here)
    with pytest.raises(PermissionDenied):
        services.import_feed("guangdong", "x", actor=here)


def test_codes_of_own_items_are_strict(department: DepartmentView, entry: EntryView, item: ItemView) -> None:
    good = f"{department.code}3{entry.catalog_code}"

    def create(code: str) -> None:
        services.create_item(code=code, department_id=department.id, name="x", actor=SYSTEM)

    with pytest.raises(BadCode):
        create(good[:-1])
    with pytest.raises(BadCode):
        create(good[:17] + ("0" if good[17] != "0" else "1") + good[18:])
    with pytest.raises(ItemExists):
        create(good)
    with pytest.raises(EntryMismatch):
        create(f"{department.code}3410123999000")
    with pytest.raises(ItemOfOtherIssuer):
        create(f"{make_uscc('11', '410500', 2)}3{entry.catalog_code}")
    with pytest.raises(EntryExists):
        services.create_entry(catalog_code=entry.catalog_code, name="x", item_kind="licensing", actor=SYSTEM)
    handling = services.create_item(code=good + "01", department_id=department.id, name="新证", actor=SYSTEM)
    assert (handling.task_code, handling.handling_code) == (good, good + "01")
    assert selectors.item_by_code(f" {good.lower()}01 ") == handling


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 301}, "name"),
        ({"case_kind": "soon"}, "case_kind"),
        ({"one_seat": True}, "one_seat"),
        ({"online_depth": 7}, "online_depth"),
        ({"visits": -1}, "visits"),
    ],
)
def test_a_draft_that_cannot_be_kept_is_refused(item: ItemView, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.draft_version(item_id=item.id, content=guide(**changes), actor=SYSTEM)
    assert field in refused.value.errors


def test_limits_fall_back_as_the_standard_says(item: ItemView) -> None:
    statutory = services.draft_version(item_id=item.id, content=guide(promised=None), actor=SYSTEM)
    assert (statutory.effective_promise, statutory.limit_source) == (working_days(20), "statutory")
    unknown = services.change_draft(version_id=statutory.id, content=guide(promised=None, statutory=None), actor=SYSTEM)
    assert (unknown.promised, unknown.statutory, unknown.limit_source) == (None, None, "default")
    assert "第四十二条" in unknown.limit_basis


def test_a_variant_is_the_same_elsewhere() -> None:
    one, other = digests(guide()), digests(guide(places=("县政务大厅",), phones=("0372-0000002",)))
    assert one.variant == other.variant
    assert one.whole != other.whole
    assert digests(guide(promised=working_days(4))).variant != one.variant


def test_the_guide_has_everything_in_few_queries(
    item: ItemView, department: DepartmentView, django_assert_max_num_queries: SimpleNamespace
) -> None:
    publish(item.id, guide())
    code = f"{item.task_code}01"
    sibling = services.create_item(code=code, department_id=department.id, name="延续", actor=SYSTEM)
    publish(sibling.id, guide(name="公共场所卫生许可（延续）"))
    selectors.guide(item.id)
    with django_assert_max_num_queries(5):  # type: ignore[operator]  # pytest-django's fixture is a context manager
        found = selectors.guide(item.id)
    assert found.department == department
    assert [card.name for card in found.siblings] == ["公共场所卫生许可（延续）"]
    assert [material.order for material in found.licence_free] == [2]
    assert found.limit_reduction == pytest.approx(0.75)
    assert found.elements == (15, 15)
    assert found.missing == ()


def test_an_item_needs_a_known_department(db: None, entry: EntryView) -> None:
    code = f"{make_uscc('11', '410500', 9)}3{entry.catalog_code}"
    with pytest.raises(NotFound):
        services.create_item(code=code, department_id=0, name="x", actor=SYSTEM)


def test_lifecycles_name_every_state() -> None:
    assert VERSION_LIFECYCLE.final_states == {"superseded", "discarded"}
    assert ITEM_LIFECYCLE.final_states == {"abolished"}
