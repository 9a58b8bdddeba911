"""Both profiles in the test city: what the statistics, the search and the points then say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from tongban.catalogue import selectors as catalogue
from tongban.demo.errors import NotForProduction
from tongban.demo.profiles.services import Loaded, load_profile
from tongban.orgs import selectors as orgs

pytestmark = pytest.mark.django_db
KINDS = {
    "licensing": 1179,
    "confirmation": 263,
    "adjudication": 4,
    "benefit_payment": 11,
    "reward": 44,
    "inspection": 2,
    "other_power": 316,
    "public_service": 366,
}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Loaded]]:
    """Both profiles, loaded once for all tests of the file and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        told: list[str] = []
        found = {name: load_profile(name=name, progress=told.append) for name in ("anyang", "lechang")}
        assert any("2185" in text for text in told)
        # Every test would check the keys of all rows written here once more.
        connection.check_constraints()
        yield found
        transaction.set_rollback(True)


def test_anyang_gives_the_published_figures(loaded: dict[str, Loaded]) -> None:
    found = catalogue.statistics(within="419800", origin="profile:anyang")
    assert found.units == 2185
    assert {kind: found.counts[f"kind_{kind}"] for kind in KINDS} == KINDS
    instant, day = found.rates["instant_rate"], found.rates["one_day_rate"]
    assert (instant.numerator, instant.denominator) == (1672, 2185)
    assert (day.numerator, day.denominator) == (2053, 2185)
    assert found.rates["compression"].value == found.rates["compression_converted"].value == 0.9505
    # The pack of this city truncates; rounding would print 94.0 %.
    printed = catalogue.printed(found, catalogue.rules().rounding)
    assert (printed["instant_rate"], printed["one_day_rate"]) == ("76.5%", "93.9%")
    assert (printed["compression"], printed["compression_converted"]) == ("95.05%", "95.05%")
    assert found.rates["hall_entry_rate"].value is not None
    assert found.rates["hall_entry_rate"].value >= 0.95


def test_lechang_gives_the_published_figures(loaded: dict[str, Loaded]) -> None:
    found = catalogue.statistics(region_code="449881")
    window, online = found.rates["comprehensive_window_rate"], found.rates["fully_online_rate"]
    assert (window.numerator, window.denominator) == (1422, 1747)
    assert window.value == 0.814
    assert online.value == 0.7985
    assert found.rates["hall_entry_rate"].value is not None
    assert found.rates["hall_entry_rate"].value >= 0.95


@pytest.mark.parametrize("name", ["anyang", "lechang"])
def test_the_load_says_that_all_figures_are_met(loaded: dict[str, Loaded], name: str) -> None:
    found = loaded[name]
    assert found.refused == 0
    assert found.new_items == found.items
    assert found.figures
    assert all(figure.same for figure in found.figures)


def test_every_point_keeps_its_minimum(loaded: dict[str, Loaded]) -> None:
    counts = [one for one in catalogue.point_counts() if one.hall.region_code.startswith("4198")]
    least = {kind: min(one.items for one in counts if one.kind == kind) for kind in ("town", "community", "village")}
    number = {kind: sum(one.kind == kind for one in counts) for kind in least}
    assert number == {"town": 135, "community": 204, "village": 1349}
    assert least["town"] >= 200
    assert least["community"] >= 150
    assert least["village"] >= 40
    assert {one.kind: one.minimum for one in counts} == {"town": 200, "community": 150, "village": 40}
    assert not any(one.short for one in counts)
    village = next(one for one in counts if one.kind == "village")
    assert len(catalogue.items_at_point(village.hall.id)) == village.items


def test_guides_are_found_and_whole(loaded: dict[str, Loaded]) -> None:
    found = catalogue.search("餐饮服务许可新办")
    assert "餐饮服务许可（新办）" in [card.name for card in found.items]
    line = next(one for one in catalogue.listings(region_code="419800") if one.name == "餐饮服务许可（新办）")
    assert line.origin == "profile:anyang"
    assert "演示" in line.department_name
    assert line.content.legal_bases[0].article == "第五条"
    assert len(line.content.materials) >= 3
    assert line.content.phones


def test_a_second_load_changes_nothing(loaded: dict[str, Loaded]) -> None:
    again = load_profile(name="lechang", progress=lambda text: None)
    assert (again.new_items, again.new_points, again.new_offerings) == (0, 0, 0)
    assert again.figures == loaded["lechang"].figures
    before = len(orgs.halls())
    again = load_profile(name="anyang", progress=lambda text: None)
    assert (again.new_items, again.new_points, again.new_offerings) == (0, 0, 0)
    assert len(orgs.halls()) == before


def test_not_in_a_production_city(loaded: dict[str, Loaded], settings: Settings) -> None:
    settings.TONGBAN_CITY_KIND = "production"
    with pytest.raises(NotForProduction):
        load_profile(name="lechang", progress=lambda text: None)
