"""Paired guides compared element by element, and the order of weak links."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tongban.benchmarking.gaps import BETTER, EQUAL, UNKNOWN, WORSE, Gap, gaps, weak_links
from tongban.benchmarking.tests.lines import bare_line
from tongban.catalogue.selectors import FeeView, Listing, MaterialView, StepView
from tongban.kernel.deadline import Limit, LimitUnit

DAYS, MONTHS = LimitUnit.WORKING_DAY, LimitUnit.MONTH


def guide(item_id: int = 0, materials: tuple[str, ...] | None = None, **content: Any) -> Listing:
    line = bare_line(name="取水许可", code=str(item_id))
    if materials is not None:
        content["materials"] = tuple(MaterialView(order, name) for order, name in enumerate(materials, 1))
        content["materials_stated"] = True
    return replace(line, item_id=item_id, content=replace(line.content, **content))


def found(ours: Listing, theirs: Listing) -> dict[str, Gap]:
    return {gap.element: gap for gap in gaps(ours, theirs)}


def test_every_element_says_who_is_behind() -> None:
    steps = (StepView("受理", "clerk"), StepView("审查", "approver"))
    ours = guide(
        materials=("申请书", "章程", "验资报告"), promised=Limit(5, DAYS), visits=0, online_depth=3, steps=steps,
        fee=FeeView(True),
    )  # fmt: skip
    theirs = guide(
        materials=("《申请书》", "章 程"), promised=Limit(1, DAYS), visits=1, online_depth=4, steps=steps,
        fee=FeeView(False),
    )  # fmt: skip
    each = found(ours, theirs)
    assert {key: gap.direction for key, gap in each.items()} == {
        "materials": WORSE, "steps": EQUAL, "promised_limit": WORSE, "visit_count": BETTER, "charged": WORSE,
        "online_depth": WORSE,
    }  # fmt: skip
    assert each["materials"].extra == ("验资报告",)
    assert each["promised_limit"].amount == 0.8
    assert each["materials"].amount == pytest.approx(1 / 3, abs=1e-4)
    assert (each["charged"].ours, each["charged"].theirs) == ("收费", "不收费")


def test_what_is_not_stated_is_unknown_not_zero() -> None:
    each = found(guide(), guide(materials=("申请书",), promised=Limit(1, DAYS), visits=0))
    assert {gap.direction for gap in each.values()} == {UNKNOWN}
    assert found(guide(materials=()), guide(materials=("申请书",)))["materials"].direction == BETTER
    filled = guide(steps=(StepView("受理", "clerk"),), defaults=("steps",))
    assert found(filled, guide(steps=(StepView("受理", "clerk"),)))["steps"].direction == UNKNOWN


def test_limits_of_different_units_have_a_direction() -> None:
    assert found(guide(promised=Limit(2, MONTHS)), guide(promised=Limit(5, DAYS)))["promised_limit"].direction == WORSE
    assert found(guide(promised=Limit(5, DAYS)), guide(promised=Limit(2, MONTHS)))["promised_limit"].direction == BETTER
    statutory = guide(statutory=Limit(20, DAYS))
    assert found(statutory, guide(promised=Limit(5, DAYS)))["promised_limit"].amount == 0.75


def test_weak_links_are_ranked_by_gap_times_cases() -> None:
    best = guide(promised=Limit(1, DAYS))
    pairs = [(guide(number, promised=Limit(days, DAYS)), best) for number, days in ((1, 10), (2, 2), (3, 1), (4, 20))]
    links = weak_links(pairs, {1: 10, 2: 100, 3: 1000})
    assert [(link.ours.item_id, link.cases) for link in links] == [(2, 100), (1, 10), (4, 0)]
    assert links[0].weight == pytest.approx(50)
    # Without cases the gap alone ranks; who is not behind is no weak link.
    assert [link.ours.item_id for link in weak_links(pairs, {})] == [4, 1, 2]
