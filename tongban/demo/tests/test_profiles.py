"""The marginals of the profiles, dealt out to units and written as guides: no database."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from tongban.catalogue.import_mapping import content_of
from tongban.catalogue.lint import build_context, lint_all
from tongban.catalogue.listing import Listing
from tongban.demo.loader import load_city
from tongban.demo.profiles.joint import parts, units
from tongban.demo.profiles.lines import rows
from tongban.demo.profiles.marginals import PROFILES, profile
from tongban.demo.profiles.places import points, regions
from tongban.feeds.rows import FeedItem


@pytest.mark.parametrize("total", [0, 1, 99, 2185, 28_000])
@pytest.mark.parametrize("weights", [[1], [20, 15, 0, 7], [1179, 263, 4, 11, 44, 2, 316, 366], list(range(1, 300))])
def test_parts_add_up_and_are_near_their_share(total: int, weights: list[int]) -> None:
    found = parts(total, weights)
    assert sum(found) == total
    assert all(abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(found, weights, strict=True))


@pytest.mark.parametrize("name", PROFILES)
def test_every_sum_of_the_profile_comes_out(name: str) -> None:
    wanted, found = profile(name), units(profile(name))
    assert Counter(unit.kind for unit in found) == Counter(dict(wanted.kinds))
    assert sum(unit.instant for unit in found) == wanted.instant
    assert sum(unit.promised <= 1 for unit in found) == wanted.within_one_day
    assert sum(unit.statutory for unit in found) == wanted.statutory_days
    assert sum(unit.promised for unit in found) == wanted.promised_days
    assert sum(unit.in_hall for unit in found) == wanted.in_hall
    assert sum(unit.one_window for unit in found) == wanted.one_window
    assert sum(unit.fully_online for unit in found) == wanted.fully_online
    assert all(unit.statutory >= max(unit.promised, 1) for unit in found)
    assert all(unit.in_hall for unit in found if unit.one_window)


def test_the_figures_of_anyang_are_those_of_the_document() -> None:
    """市优化政务服务事项经验材料: the profile's own file is checked against the numbers, not against itself."""
    anyang = profile("anyang")
    assert anyang.units == 2185
    assert list(anyang.kinds.values()) == [1179, 263, 4, 11, 44, 2, 316, 366]
    assert (anyang.instant, anyang.within_one_day) == (1672, 2053)
    # 1 − 1386 ÷ 28000 is 95.05 % to the last place.
    assert 10_000 * (anyang.statutory_days - anyang.promised_days) == 9505 * anyang.statutory_days
    assert profile("lechang").one_window == 1422


@pytest.mark.parametrize("name", PROFILES)
def test_lines_are_distinct_and_the_same_every_time(name: str) -> None:
    found = [row.item for row in rows(profile(name)) if row.item]
    assert len(found) == profile(name).units
    assert len({item.code for item in found}) == len({item.name for item in found}) == len(found)
    assert found == [row.item for row in rows(profile(name))]
    own = {item.catalog_code for item in load_city().items}
    assert own.isdisjoint(item.catalog_code for item in found)
    assert {department.code for department in load_city().departments}.isdisjoint(item.issuer_code for item in found)
    assert all(item.extra["synthetic"] for item in found)


def _own_line(item: FeedItem) -> Listing:
    """As if the city had compiled it itself: our own guides are excused from no rule."""
    return Listing(
        code=item.code,
        task_code=item.task_code,
        catalog_code=item.catalog_code,
        entry_name=item.entry_name,
        item_kind=item.item_kind,
        exercise_level=item.exercise_level,
        region_code=item.region_code,
        department_name=item.department_name,
        department_code=item.issuer_code,
        nature="authority",
        content=content_of(item),
    )


@pytest.mark.parametrize("name", PROFILES)
def test_the_linter_has_nothing_against_the_guides(name: str) -> None:
    lines = [_own_line(row.item) for row in rows(profile(name)) if row.item]
    found = list(lint_all(lines, build_context(lines, dt.date(2026, 11, 21))))
    assert not found, found[:3]


def test_the_points_of_anyang() -> None:
    found = points(profile("anyang"))
    assert Counter(point.kind for point in found) == {"town": 135, "community": 204, "village": 1349}
    assert len({(point.region_code, point.name) for point in found}) == len(found)
    codes = [region.code for region in regions(profile("anyang"))]
    assert len(set(codes)) == len(codes)
    assert all(region.parent in codes for region in regions(profile("anyang")) if region.level > 1)
    assert points(profile("anyang")) == found
