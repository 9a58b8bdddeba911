"""Element sets as data, lines checked against them, sameness and variants."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tongban.catalogue import selectors, services
from tongban.catalogue.elements import ELEMENTS, GUIDE_ELEMENTS, ElementSet
from tongban.catalogue.listing import Listing
from tongban.catalogue.sameness import sameness
from tongban.catalogue.selectors import EntryView, ItemView
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.kernel.standards import make_uscc
from tongban.ledger.models import Fact
from tongban.orgs import services as orgs

pytestmark = pytest.mark.django_db


def listed(serial: int, region: str = "410500", **changes: object) -> Listing:
    code = make_uscc("11", region, serial)
    return Listing(
        code=f"{code}3410123901001",
        task_code=f"{code}3410123901001",
        catalog_code="410123901001",
        entry_name="公共场所卫生许可",
        item_kind="licensing",
        exercise_level="3",
        region_code=region,
        department_code=code,
        department_name=f"第{serial}局",
        content=guide(**changes),
    )


def test_the_sets_of_the_standard_are_there() -> None:
    found = {one.name: one for one in selectors.element_sets()}
    assert set(found) == {"办事指南必备要素", "48要素", "32要素", "四级四同", "五级48同"}
    assert len(found["48要素"].elements) == len(set(found["48要素"].elements)) == 48
    assert len(found["32要素"].elements) == len(set(found["32要素"].elements)) == 32
    assert set(found["32要素"].elements) < set(found["48要素"].elements)
    assert found["48要素"].elements == tuple(ELEMENTS)[:48]
    assert set(found["五级48同"].same) == {code for code in tuple(ELEMENTS)[:48] if not ELEMENTS[code].local}
    assert found["四级四同"].same == ("name", "catalog_code", "legal_bases", "item_kind")
    assert "未找到" in found["48要素"].basis
    assert "未找到" in found["32要素"].basis
    assert all(set(one.elements) <= set(ELEMENTS) for one in found.values())
    assert selectors.element_set("elements_48") == selectors.element_set("48要素")
    with pytest.raises(NotFound):
        selectors.element_set("49要素")


def test_the_bureau_defines_a_set_and_defines_it_anew() -> None:
    made = services.define_element_set(
        code="county_3", name="县级三要素", basis="同政办〔2026〕3号", elements=["name", "phones"], actor=SYSTEM
    )
    assert made == ElementSet("county_3", "县级三要素", "同政办〔2026〕3号", ("name", "phones"))
    again = services.define_element_set(
        code="county_3", name="县级三要素", basis="x", elements=["name", "phones", "hours"], same=["name"], actor=SYSTEM
    )
    assert selectors.element_set("县级三要素") == again
    assert Fact.objects.filter(kind="catalogue.element_set_defined").count() == 2
    with pytest.raises(PermissionDenied):
        services.define_element_set(
            code="x1", name="x", basis="x", elements=["name"], actor=Actor(permissions=frozenset({"catalogue.edit"}))
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "48"}, "code"),
        ({"code": "guide"}, "code"),
        ({"name": " "}, "name"),
        ({"name": "48要素"}, "name"),
        ({"basis": ""}, "basis"),
        ({"elements": []}, "elements"),
        ({"elements": ["name", "name"]}, "elements"),
        ({"elements": ["colour"]}, "elements"),
        ({"same": ["phones"]}, "same"),
    ],
)
def test_a_set_that_cannot_be_used_is_refused(changes: dict[str, object], field: str) -> None:
    values = {"code": "my_set", "name": "我的", "basis": "x", "elements": ["name"], "same": [], **changes}
    with pytest.raises(InvalidInput) as refused:
        services.define_element_set(**values, actor=SYSTEM)  # type: ignore[arg-type]  # bad values on purpose
    assert field in refused.value.errors


def test_lines_are_checked_against_any_set() -> None:
    """Three elements, two lines: counted by hand."""
    chosen = ElementSet("three", "三要素", "", ("name", "visit_reason", "phones"))
    whole, poor = listed(1, visits=1, visit_reason="领证"), listed(2, visits=1, phones=())
    report = selectors.check_elements([whole, poor, listed(3)], chosen)
    assert (report.units, report.complete, report.stated, report.needed) == (3, 2, 6, 8)
    assert [(one.code, one.needed, one.stated, one.missing) for one in report.elements] == [
        ("name", 3, 3, 0),
        ("visit_reason", 2, 1, 1),
        ("phones", 3, 2, 1),
    ]
    assert [one.missing for one in report.lines] == [(), ("visit_reason", "phones"), ()]
    assert report.completeness == pytest.approx(6 / 8)
    assert selectors.check_elements([], chosen).completeness is None


def test_a_kept_guide_is_checked_too(item: ItemView) -> None:
    publish(item.id, guide())
    report = selectors.check_elements(selectors.listings(), GUIDE_ELEMENTS)
    assert (report.units, report.complete, report.completeness) == (1, 1, 1.0)


def test_sameness_says_who_differs_from_whom_in_what() -> None:
    chosen = ElementSet("two", "两同", "", ("name", "promised_limit", "places"), same=("name", "promised_limit"))
    lines = [
        listed(1, "410500"),
        listed(2, "410600", name="公共场所 卫生许可(新证)", places=("别处",)),
        listed(3, "410700", promised=working_days(3)),
    ]
    found = sameness(lines, chosen)
    assert (found.lines, found.alone, len(found.entries), found.wholly_same) == (3, 0, 1, 0)
    (entry,) = found.entries
    assert entry.regions == ("410500", "410600", "410700")
    name, promise = entry.elements
    # Width and blanks are no difference; the place is not compared.
    assert (name.same, name.score) == (True, 1.0)
    assert [one.code for one in entry.different] == ["promised_limit"]
    assert promise.score == pytest.approx(2 / 3)
    assert [(one.lines, [place.region_code for place in one.places]) for one in promise.variants] == [
        (("5个工作日",), ["410500", "410600"]),
        (("3个工作日",), ["410700"]),
    ]
    assert entry.score == found.score == pytest.approx((1 + 2 / 3) / 2)
    assert found.by_element() == {"name": (1, 1), "promised_limit": (0, 1)}


def test_handling_items_of_one_authority_are_compared_by_situation() -> None:
    chosen = ElementSet("one", "", "", ("materials",))
    one = listed(1)
    other = replace(one, code=one.code + "02", content=guide(name="公共场所卫生许可（注销）", materials=()))
    away = listed(2, "410600")
    found = sameness([one, other, away], chosen)
    assert (found.alone, [(entry.situation, entry.lines) for entry in found.entries]) == (
        1,
        [("公共场所卫生许可（新证）", 2)],
    )
    assert found.score == 1.0
    assert sameness([one], chosen).score is None


def test_the_map_of_variants_names_the_regions_that_share_a_guide(item: ItemView, entry: EntryView) -> None:
    publish(item.id, guide())
    for serial, region, changes in ((2, "410600", {"places": ("县大厅",)}), (3, "410700", {"visits": 1})):
        code = make_uscc("11", region, serial)
        there = orgs.register_department(code=code, name=f"局{serial}", region_code=region, actor=SYSTEM)
        made = services.create_item(
            code=f"{code}4{entry.catalog_code}", department_id=there.id, name="公共场所卫生许可", actor=SYSTEM
        )
        publish(made.id, guide(**changes, visit_reason="领证" if "visits" in changes else ""))
    (found,) = selectors.variant_map(catalog_code=entry.catalog_code)
    assert (found.guides, [one.regions for one in found.variants]) == (3, [("410500", "410600"), ("410700",)])
    assert selectors.variant_map() == [found]
    result = selectors.published_sameness(selectors.element_set("五级48同"), catalog_code=entry.catalog_code)
    assert [one.code for one in result.entries[0].different] == ["visit_count", "visit_reason"]
