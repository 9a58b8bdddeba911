"""Differences between versions and guides, as data that a page can draw."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.catalogue import selectors, services
from tongban.catalogue.content import MaterialView
from tongban.catalogue.differences import ElementChange, material_changes, segments
from tongban.catalogue.selectors import ItemView
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.catalogue.tests.test_sets import listed
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied


def changes(**after: object) -> dict[str, ElementChange]:
    line = listed(1)
    return {one.code: one for one in selectors.differences(line, line.with_content(guide(**after)))}


def test_the_same_guide_differs_in_nothing() -> None:
    assert selectors.differences(listed(1), listed(1)) == ()


def test_limits_become_shorter_or_longer() -> None:
    found = changes(promised=working_days(3), statutory=working_days(30), visits=2, visit_reason="领证")
    assert (found["promised_limit"].direction, found["statutory_limit"].direction) == ("less", "more")
    assert (found["promised_limit"].before, found["promised_limit"].after) == (("5个工作日",), ("3个工作日",))
    assert (found["visit_count"].direction, found["visit_reason"].kind) == ("more", "added")
    assert changes(promised=None)["promised_limit"].kind == "removed"
    assert changes(promised=None)["promised_limit"].direction == ""
    assert set(found) == {"promised_limit", "statutory_limit", "visit_count", "visit_reason"}


def test_materials_are_matched_by_name() -> None:
    old = (
        MaterialView(1, "公共场所卫生许可证申请表"),
        MaterialView(2, "营业执照"),
        MaterialView(3, "检测报告"),
        MaterialView(4, "法定代表人身份证明"),
    )
    new = (
        MaterialView(1, "公共场所卫生许可申请表"),
        MaterialView(2, "营业执照", necessity="optional", copies=1),
        MaterialView(3, "法定代表人身份证明"),
        MaterialView(4, "场所平面图"),
    )
    found = {(one.kind, one.before, one.after): one for one in material_changes(old, new)}
    assert set(found) == {
        ("removed", "检测报告", ""),
        ("added", "", "场所平面图"),
        ("changed", "公共场所卫生许可证申请表", "公共场所卫生许可申请表"),
        ("changed", "营业执照", "营业执照"),
    }
    details = found["changed", "营业执照", "营业执照"].details
    assert [(one.label, one.before, one.after) for one in details] == [("必要性", "必要", "非必要"), ("份数", "", "1")]
    renamed = found["changed", "公共场所卫生许可证申请表", "公共场所卫生许可申请表"]
    assert (renamed.details, renamed.likeness >= 90) == ((), True)


def test_what_a_fingerprint_does_not_hold_of_a_material_is_a_change_all_the_same() -> None:
    materials = tuple(replace(one, accept_standard="近六个月内出具") for one in guide().materials)
    found = changes(materials=materials)["materials"]
    assert [one.details[0].label for one in found.materials] == ["受理标准"] * 3
    assert (found.segments, found.wording_only) == ((), False)


def test_text_shows_what_was_inserted_and_deleted() -> None:
    found = changes(accept_conditions="有固定的经营场所，有与之相适应的卫生设施和人员。")["accept_conditions"]
    assert [(one.op, one.text) for one in found.segments] == [
        ("same", "有固定的经营场所"),
        ("deleted", "和"),
        ("inserted", "，有"),
        ("same", "与之相适应的卫生设施"),
        ("inserted", "和人员"),
        ("same", "。"),
    ]
    signs = changes(accept_conditions="有固定的经营场所和与之相适应的卫生设施")["accept_conditions"]
    assert signs.wording_only


def test_a_rewritten_sentence_is_not_shredded() -> None:
    assert [one.op for one in segments("甲乙丙丁戊己庚辛。同句。", "子丑寅卯辰巳午未。同句。")] == [
        "deleted",
        "inserted",
        "same",
    ]


text = st.text(alphabet="甲乙丙丁。；\n，ab ", max_size=60)


@given(text, text)
def test_segments_hold_both_texts(before: str, after: str) -> None:
    parts = segments(before, after)
    assert "".join(one.text for one in parts if one.op != "inserted") == before
    assert "".join(one.text for one in parts if one.op != "deleted") == after
    assert all(one.text for one in parts)
    assert all(one.op != other.op for one, other in pairwise(parts))


names = st.lists(st.text(alphabet="甲乙丙申请表", min_size=1, max_size=6), max_size=6)


@given(names, names)
def test_every_material_is_told_of_once(before: list[str], after: list[str]) -> None:
    old, new = ([MaterialView(n, name) for n, name in enumerate(side, 1)] for side in (before, after))
    found = material_changes(old, new)
    kept = len(before) - sum(one.kind == "removed" for one in found)
    assert kept == len(after) - sum(one.kind == "added" for one in found)
    assert sum(one.kind == "changed" for one in found) <= kept
    assert material_changes(old, old) == ()


def test_long_texts_take_no_time() -> None:
    before = "".join(f"第{n}条规定了{n * 7}项内容和{n * 3}种情形，申请人应当如实说明。" for n in range(600))
    after = before.replace("申请人", "当事人").replace("第9", "另9")
    begun = time.process_time()
    parts = segments(before, after)
    assert time.process_time() - begun < 5
    assert "".join(one.text for one in parts if one.op != "deleted") == after


@pytest.mark.django_db
def test_versions_are_compared_with_the_one_before(item: ItemView) -> None:
    first = publish(item.id, guide())
    assert selectors.changes_of(first.id, viewer=Actor()).before is None
    second = publish(item.id, guide(promised=working_days(3), steps=guide().steps[:1] + guide().steps[2:]))
    draft = services.draft_version(item_id=item.id, content=guide(name="新名"), actor=SYSTEM)
    services.discard_version(version_id=draft.id, actor=SYSTEM)
    third = services.draft_version(item_id=item.id, content=guide(promised=working_days(2)), actor=SYSTEM)
    found = selectors.changes_of(second.id, viewer=Actor())
    assert found.before is not None
    assert (found.before.number, [one.code for one in found.elements]) == (1, ["promised_limit", "steps"])
    newest = selectors.changes_of(third.id, viewer=SYSTEM)
    # The discarded second draft was never in force: the third version is compared with the second.
    assert newest.before is not None
    assert (newest.before.number, newest.elements[0].direction) == (2, "less")
    with pytest.raises(PermissionDenied):
        selectors.changes_of(third.id, viewer=Actor())
    with pytest.raises(NotFound):
        selectors.changes_of(0, viewer=SYSTEM)
    with pytest.raises(NotFound):
        selectors.changes_between(first.id, 0, viewer=SYSTEM)
