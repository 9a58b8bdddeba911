"""Items at halls and points: delegated with a document, counted against the minimum of their level."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.catalogue import selectors, services
from tongban.catalogue.errors import ItemAlreadyOffered, ItemClosed, ItemNotOffered
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.selectors.points import point_kind
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger.models import Fact
from tongban.orgs import services as orgs
from tongban.orgs.selectors import HallView
from tongban.reference import services as reference
from tongban.reference.models import Parameter, Region

BASIS = "安政〔2026〕7号"


@pytest.fixture
def town(db: None) -> HallView:
    reference.load_reference_data(actor=SYSTEM)
    parent = None
    for code, name, level in (
        ("410000", "河南省", 1),
        ("410500", "安阳市", 2),
        ("410502", "文峰区", 3),
        ("410502001", "某街道", 4),
    ):
        parent, _ = Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent": parent})
    return orgs.open_hall(name="某街道便民服务中心", region_code="410502001", actor=SYSTEM)


@pytest.fixture
def published(item: selectors.ItemView) -> ItemVersionView:
    return publish(item.id, guide())


def test_an_item_is_offered_and_taken_back(town: HallView, published: ItemVersionView) -> None:
    item = published.item_id
    services.offer_item(item_id=item, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    assert [card.item_id for card in selectors.items_at_point(town.id)] == [item]
    assert selectors.points_of_item(item) == [town]
    with pytest.raises(ItemAlreadyOffered):
        services.offer_item(item_id=item, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    services.withdraw_offering(item_id=item, hall_id=town.id, reason="承接不了", actor=SYSTEM)
    assert not selectors.points_of_item(item)
    assert not selectors.items_at_point(town.id)
    with pytest.raises(ItemNotOffered):
        services.withdraw_offering(item_id=item, hall_id=town.id, reason="x", actor=SYSTEM)
    services.offer_item(item_id=item, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    kinds = ["catalogue.item_offered", "catalogue.offering_withdrawn", "catalogue.item_offered"]
    assert list(Fact.objects.filter(kind__in=kinds).order_by("id").values_list("kind", flat=True)) == kinds


def test_a_list_is_offered_at_many_points_by_one_document(town: HallView, published: ItemVersionView) -> None:
    other = orgs.open_hall(name="某街道便民服务分中心", region_code="410502001", actor=SYSTEM)
    items, halls = [published.item_id], [town.id, other.id]
    services.offer_item(item_id=published.item_id, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    assert services.offer_items(item_ids=items, hall_ids=halls, basis="安政〔2026〕8号", actor=SYSTEM) == 1
    assert {point.id for point in selectors.points_of_item(published.item_id)} == set(halls)
    kept = selectors.offering(published.item_id, town.id)
    assert kept is not None
    assert kept.basis == BASIS
    fact = Fact.objects.filter(kind="catalogue.item_offered").latest("id")
    assert fact.data["basis"] == "安政〔2026〕8号"
    before = Fact.objects.count()
    assert services.offer_items(item_ids=items, hall_ids=halls, basis=BASIS, actor=SYSTEM) == 0
    assert Fact.objects.count() == before


def test_a_list_is_offered_whole_or_not_at_all(town: HallView, published: ItemVersionView) -> None:
    items = [published.item_id]
    with pytest.raises(NotFound):
        services.offer_items(item_ids=[*items, 0], hall_ids=[town.id], basis=BASIS, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        services.offer_items(item_ids=items, hall_ids=[town.id, 0], basis=BASIS, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        services.offer_items(item_ids=items, hall_ids=[town.id], basis=" ", actor=SYSTEM)
    with pytest.raises(PermissionDenied):
        services.offer_items(item_ids=items, hall_ids=[town.id], basis=BASIS, actor=Actor())
    assert not selectors.points_of_item(published.item_id)


def test_offerings_begin_and_end_on_their_days(town: HallView, published: ItemVersionView) -> None:
    item, today = published.item_id, clock.today()
    later = today + dt.timedelta(days=5)
    services.offer_item(item_id=item, hall_id=town.id, basis=BASIS, since=later, actor=SYSTEM)
    assert not selectors.points_of_item(item)
    assert selectors.points_of_item(item, on=later) == [town]
    with pytest.raises(InvalidInput):
        services.withdraw_offering(item_id=item, hall_id=town.id, reason="x", until=today, actor=SYSTEM)
    services.withdraw_offering(
        item_id=item, hall_id=town.id, reason="x", until=later + dt.timedelta(days=1), actor=SYSTEM
    )
    assert selectors.points_of_item(item, on=later) == [town]
    assert not selectors.points_of_item(item, on=later + dt.timedelta(days=1))


def test_a_suspended_item_is_not_offered_anywhere(town: HallView, published: ItemVersionView) -> None:
    services.offer_item(item_id=published.item_id, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    services.suspend_item(item_id=published.item_id, reason="x", actor=SYSTEM)
    assert not selectors.points_of_item(published.item_id)
    assert selectors.point_counts()[0].items == 0
    services.abolish_item(item_id=published.item_id, reason="x", actor=SYSTEM)
    services.withdraw_offering(item_id=published.item_id, hall_id=town.id, reason="x", actor=SYSTEM)
    with pytest.raises(ItemClosed):
        services.offer_item(item_id=published.item_id, hall_id=town.id, basis=BASIS, actor=SYSTEM)


def test_points_are_found_near_a_place(town: HallView, published: ItemVersionView) -> None:
    item = published.item_id
    stations = [
        orgs.open_hall(name=f"第{number}便民服务站", region_code="410502001", address=f"中山路{number}号", actor=SYSTEM)
        for number in range(12)
    ]
    far = orgs.open_hall(name="远处便民服务站", region_code="410500", actor=SYSTEM)
    halls = [town.id, far.id, *(hall.id for hall in stations)]
    services.offer_items(item_ids=[item], hall_ids=halls, basis=BASIS, actor=SYSTEM)
    with CaptureQueriesContext(connection) as asked:
        found = selectors.points_nearby(item, near=" 文峰区 ", most=5)
    assert len(asked) <= 4
    assert (found.total, len(found.points)) == (13, 5)
    assert {place for _, place in found.points} == {"某街道"}
    assert selectors.points_nearby(item, near="远处").points == ((far, "安阳市"),)
    assert selectors.points_nearby(item, near="中山路3号").points[0][0] == stations[3]
    assert selectors.points_nearby(item, near="没有的地方") == selectors.Nearby(0, ())
    assert selectors.points_nearby(item).total == 14
    services.suspend_item(item_id=item, reason="x", actor=SYSTEM)
    assert selectors.points_nearby(item).total == 0


def test_what_was_offered_on_a_day_gone_by(town: HallView, published: ItemVersionView) -> None:
    item, today = published.item_id, clock.today()
    services.offer_item(item_id=item, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    with clock.frozen(clock.now() + dt.timedelta(days=3)):
        services.suspend_item(item_id=item, reason="x", actor=SYSTEM)
        assert not selectors.points_of_item(item)
        assert selectors.points_of_item(item, on=today) == [town]
        assert selectors.point_counts(on=today)[0].items == 1
        assert not selectors.points_of_item(item, on=today - dt.timedelta(days=1))


def test_a_point_does_not_count_what_has_no_guide(town: HallView, item: selectors.ItemView) -> None:
    services.offer_item(item_id=item.id, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    assert selectors.point_counts()[0].items == len(selectors.items_at_point(town.id)) == 0


def test_an_item_is_not_offered_twice_at_a_time(town: HallView, published: ItemVersionView) -> None:
    item, today = published.item_id, clock.today()
    ends = today + dt.timedelta(days=10)
    services.offer_item(item_id=item, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    services.withdraw_offering(item_id=item, hall_id=town.id, reason="x", until=ends, actor=SYSTEM)
    with pytest.raises(ItemAlreadyOffered):
        services.offer_item(item_id=item, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    assert services.offer_items(item_ids=[item], hall_ids=[town.id], basis=BASIS, actor=SYSTEM) == 0
    services.offer_item(item_id=item, hall_id=town.id, basis=BASIS, since=ends, actor=SYSTEM)
    assert selectors.points_nearby(item).total == 1


def test_points_are_held_to_the_minimum_of_their_level(town: HallView, published: ItemVersionView) -> None:
    orgs.open_hall(name="市政务服务中心", region_code="410500", actor=SYSTEM)
    (point,) = selectors.points_below_minimum()
    assert (point.hall, point.kind, point.items, point.minimum, point.short) == (town, "town", 0, 200, 200)
    assert point.basis
    services.offer_item(item_id=published.item_id, hall_id=town.id, basis=BASIS, actor=SYSTEM)
    Parameter.objects.filter(key="points.minimum_items").update(value={"town": 1})
    assert not selectors.points_below_minimum()
    assert selectors.point_counts()[0].items == 1


def test_who_may_and_what_is_asked(town: HallView, published: ItemVersionView) -> None:
    with pytest.raises(PermissionDenied):
        services.offer_item(item_id=published.item_id, hall_id=town.id, basis=BASIS, actor=Actor())
    with pytest.raises(InvalidInput):
        services.offer_item(item_id=published.item_id, hall_id=town.id, basis=" ", actor=SYSTEM)
    with pytest.raises(NotFound):
        services.offer_item(item_id=published.item_id, hall_id=10**9, basis=BASIS, actor=SYSTEM)
    with pytest.raises(NotFound):
        services.withdraw_offering(item_id=10**9, hall_id=town.id, reason="x", actor=SYSTEM)


@pytest.mark.parametrize(
    ("level", "name", "kind"),
    [
        (3, "文峰区政务服务中心", ""),
        (4, "某镇便民服务中心", "town"),
        (5, "幸福社区居委会便民服务站", "community"),
        (5, "西坡村民委员会便民服务站", "village"),
    ],
)
def test_the_kind_of_a_point(level: int, name: str, kind: str) -> None:
    assert point_kind(level, name) == kind
