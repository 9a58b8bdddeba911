"""The two published files of Guangdong, taken as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tongban.catalogue import selectors, services
from tongban.catalogue.models import ItemVersion, SearchDocument, ServiceItem
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]
Reports = tuple[services.ImportReport, services.ImportReport]


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: DjangoDbBlocker, real_data: Path) -> Iterator[Reports]:
    """Both files, once for the module, in one transaction that is rolled back."""
    actor = Actor.system()
    with django_db_blocker.unblock(), transaction.atomic():
        province = services.import_feed("guangdong", real_data / "items/guangdong_province.jsonl", actor=actor)
        city = services.import_feed("guangdong", real_data / "items/guangzhou_city.jsonl", actor=actor)
        yield province, city
        transaction.set_rollback(True)


def test_both_files_give_the_published_figures(imported: Reports, real_data: Path) -> None:
    province, city = imported
    assert (province.rows, province.refused, province.unchanged) == (2024, 0, 0)
    assert province.taken + province.mended == 2024
    assert (city.rows, city.refused) == (238, 0)
    assert [outcome.row for outcome in province.outcomes] == list(range(1, 2025))
    assert all(outcome.why for outcome in province.outcomes)
    _check_figures()
    _check_groups()
    _check_second_run(real_data)


def _check_figures() -> None:
    found = selectors.statistics()
    assert found.units == 2262
    counts = found.counts
    assert counts["both_limits_in_working_days"] == 1511
    assert counts["both_limits_within_one_day"] == 971
    assert (found.sums["statutory_working_days"], found.sums["promised_working_days"]) == (54_624, 18_707)
    assert found.rates["compression"] == selectors.Rate(54_624 - 18_707, 54_624, 0.6575)
    assert counts["any_promise"] == 1723
    assert counts["promise_in_working_days"] == 1721
    assert counts["promise_in_working_days_within_one_day"] == 1160
    assert found.rates["within_one_day_rate"] == selectors.Rate(1160, 1721, 0.674)
    assert [counts[f"visits_{number}"] for number in range(4)] == [2171, 86, 4, 1]
    assert counts["no_limit"] == 512
    assert counts["promise_without_statutory_limit"] == 201
    assert counts["handling_items"] == 363
    assert counts["instant"] == 0  # the feed never says that it decides on the spot
    assert found.rates["fully_online_rate"] == selectors.Rate(0, 0, None)  # unknown depth is not "no"


def _check_groups() -> None:
    kinds = selectors.statistics_by("item_kind")
    units = {kind: group.units for kind, group in kinds.items()}
    assert units == {
        "public_service": 1586,
        "licensing": 510,
        "other_power": 77,
        "reward": 52,
        "confirmation": 26,
        "benefit_payment": 8,
        "adjudication": 3,
    }
    assert all(selectors.manifest_of(kind).granted_title for kind in units)
    regions = selectors.statistics_by("region")
    assert {code: group.units for code, group in regions.items()} == {"440000": 2024, "440100": 238}
    departments = selectors.statistics_by("department")
    assert len(departments) == 177
    assert sum(group.sums["statutory_working_days"] for group in departments.values()) == 54_624
    one = next(iter(departments))
    assert selectors.statistics(department_id=int(one)) == departments[one]


def _check_second_run(real_data: Path) -> None:
    before = (ItemVersion.objects.count(), ServiceItem.objects.count(), SearchDocument.objects.count())
    from tongban.ledger.models import Fact

    facts = Fact.objects.count()
    again = services.import_feed("guangdong", real_data / "items/guangdong_province.jsonl", actor=Actor.system())
    assert (again.rows, again.unchanged, again.taken, again.mended, again.refused) == (2024, 2024, 0, 0, 0)
    assert before == (ItemVersion.objects.count(), ServiceItem.objects.count(), SearchDocument.objects.count())
    assert Fact.objects.count() == facts


@pytest.mark.usefixtures("imported")
def test_imported_items_can_be_applied_for() -> None:
    """Every imported item has what a case needs, and nothing unknown became zero."""
    sample = selectors.sample_items(size=200, seed=7)
    assert len(set(sample)) == 200
    assert sample == selectors.sample_items(size=200, seed=7)
    versions = [selectors.current_version(pk) for pk in sample]
    assert len({version.item_kind for version in versions}) == 7
    assert {version.region_code for version in versions} == {"440000", "440100"}
    assert len({version.department_id for version in versions}) > 150
    for version in versions:
        assert version.as_published
        assert [step.verb for step in version.steps] == ["accept", "examine", "decide", "deliver"]
        assert version.form_schema["properties"]
        assert version.result is not None
        assert version.channels
        assert "window" in version.channels or not version.visits
        assert version.effective_promise.number > 0
        if version.statutory is None and version.promised is None:
            assert version.limit_source == "default"
            assert version.limit_basis


@pytest.mark.usefixtures("imported")
def test_known_rows_are_read_right() -> None:
    found = selectors.item_by_code("11440100007482620J3440102003001")
    guide = selectors.guide(found.id)
    version = guide.version
    assert guide.department.name == "广州市教育局"
    assert version.statutory == Limit(180, LimitUnit.WORKING_DAY)
    assert version.promised == Limit(35, LimitUnit.WORKING_DAY)
    assert (version.limit_source, version.visits, version.item_kind) == ("promised", 0, "licensing")
    assert len(version.materials) == 13
    assert version.materials[12].name == "社保清单、审计报告、验资报告、资产发票、合同等材料"
    assert guide.limit_reduction == pytest.approx(1 - 35 / 180)
    assert "设定依据" in guide.missing
    natural = ItemVersion.objects.filter(promised_unit="natural_day").count()
    assert natural == 2
    invalid = ServiceItem.objects.filter(department__code_valid=False)
    assert invalid.count() == 6
    assert invalid.values("department").distinct().count() == 2


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("公证", "公证"),
        ("驾驶证", "驾驶证"),
        ("税", "税"),
        ("gzs", ""),
        ("gongzheng", "公证"),
        ("教师资格", "教师资格"),
    ],
)
def test_words_and_sounds_are_found(text: str, word: str) -> None:
    page = selectors.search(text, page_size=100)
    assert page.total > 0
    if word:
        assert word in page.items[0].name
    assert len({card.item_id for card in page.items}) == len(page.items)


@pytest.mark.usefixtures("imported")
def test_everything_named_so_is_found_once() -> None:
    """No item whose name holds the two characters is lost, which dictionary words alone would lose."""
    named = ServiceItem.objects.filter(name__contains="公证").count()
    assert named > 150
    page = selectors.search("公证", page_size=100)
    assert page.total >= named
    ids: list[int] = []
    number: int | None = 1
    while number:
        page = selectors.search("公证", page=number, page_size=100)
        ids += [card.item_id for card in page.items]
        number = page.next_page
    assert len(ids) == len(set(ids)) == page.total


def test_the_entries_that_both_files_share_are_compared(imported: Reports) -> None:
    found = selectors.published_sameness(selectors.element_set("五级48同"))
    across = [entry for entry in found.entries if len(entry.regions) > 1]
    assert found.lines == found.alone + sum(entry.lines for entry in found.entries)
    assert (found.lines, bool(across)) == (2262, True)
    # Province and city share entries whose type agrees; somewhere their guides differ.
    assert found.score is not None
    assert 0 < found.score < 1
    assert all(one.score == 1 for entry in across for one in entry.elements if one.code == "catalog_code")
    assert any(entry.different for entry in across)
