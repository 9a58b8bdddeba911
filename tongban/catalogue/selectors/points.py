"""Items handled at halls and service points (就近办): which where, and the points that offer too few."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window

from tongban.catalogue.models import Offering, Standing
from tongban.catalogue.selectors.items import ItemCard, cards_of
from tongban.kernel import clock
from tongban.orgs import selectors as orgs
from tongban.orgs.selectors import HallView, hall_view
from tongban.reference import selectors as reference
from tongban.reference.errors import UnknownParameter

MINIMUM = "points.minimum_items"
#: Level of a region → which minimum its points have to keep. Villages and communities share a level (RegionLevel).
_TOWN, _VILLAGE = 4, 5
_COMMUNITY = ("社区", "居委会", "居民委员会")


@dataclass(frozen=True, slots=True)
class OfferingView:
    """An item at a point, from a day until a day (exclusive)."""

    item_id: int
    hall_id: int
    since: dt.date
    until: dt.date | None
    basis: str


@dataclass(frozen=True, slots=True)
class PointCount:
    """A point with the number of items it offers and the number its level asks for; `basis` says who asks."""

    hall: HallView
    kind: str
    kind_label: str
    items: int
    minimum: int
    basis: str

    @property
    def short(self) -> int:
        """How many are missing."""
        return max(0, self.minimum - self.items)


KINDS = {"town": "乡镇、街道", "community": "社区", "village": "村"}


@dataclass(frozen=True, slots=True)
class Nearby:
    """Open points where an item is handled, the first ones with their districts; `total`: how many match."""

    total: int
    points: tuple[tuple[HallView, str], ...]


def _open(on: dt.date | None) -> QuerySet[Offering]:
    """What is offered on a day: the day within the offering, and the item in use with a published guide.

    On a day gone by that is a guide that stood at its end; of days to come nothing else is known than today.
    """
    day = on or clock.today()
    standing = Standing.objects.filter(item=OuterRef("item"))
    if day < clock.today():
        end = clock.at(day + dt.timedelta(days=1))
        standing = standing.filter(Q(until=None) | Q(until__gte=end), since__lt=end)
    else:
        standing = standing.filter(until=None)
    return Offering.objects.filter(Q(until=None) | Q(until__gt=day), Exists(standing), since__lte=day)


def offering(item_id: int, hall_id: int) -> OfferingView | None:
    """The open offering of an item at a point, if any."""
    row = Offering.objects.filter(item_id=item_id, hall_id=hall_id, until=None).first()
    return _view(row) if row else None


def _view(row: Offering) -> OfferingView:
    return OfferingView(row.item_id, row.hall_id, row.since, row.until, row.basis)


def items_at_point(hall_id: int, *, on: dt.date | None = None) -> list[ItemCard]:
    """The items a point offers on a day (today), by code."""
    ids = _open(on).filter(hall_id=hall_id).order_by("item__code").values_list("item_id", flat=True)
    found = cards_of(ids)
    return sorted(found.values(), key=lambda card: card.code)


def points_nearby(item_id: int, *, near: str = "", most: int = 10) -> Nearby:
    """The open points where an item is handled today, by region and name, the first `most`; public.

    `near`: a place (everything below it too), or a part of a point's name or address. At most four questions.
    """
    rows = _open(None).filter(item_id=item_id, hall__active=True)
    if wanted := near.strip():
        places = reference.covered_codes(place.code for place in reference.search_regions(wanted))
        rows = rows.filter(
            Q(hall__region_code__in=places) | Q(hall__name__icontains=wanted) | Q(hall__address__icontains=wanted)
        )
    found = list(
        rows.select_related("hall")
        .annotate(total=Window(Count("*")))
        .order_by("hall__region_code", "hall__name", "hall_id")[:most]
    )
    names = reference.region_names({row.hall.region_code for row in found}) if found else {}
    points = tuple((hall_view(row.hall), names.get(row.hall.region_code, "")) for row in found)
    return Nearby(found[0].total if found else 0, points)


def points_of_item(item_id: int, *, on: dt.date | None = None) -> list[HallView]:
    """The open halls and points where an item is handled on a day (today), by region and name."""
    ids = set(_open(on).filter(item_id=item_id).values_list("hall_id", flat=True))
    return [hall for hall in orgs.halls() if hall.id in ids] if ids else []


def point_counts(*, on: dt.date | None = None) -> list[PointCount]:
    """Every open town, community and village point with its number of items and its minimum, by region and name.

    A hall is a town's, a community's or a village's by its region: the fourth level is towns, the fifth communities
    and villages, told apart by name. Halls of higher levels have no minimum and are not listed.
    """
    minimum, basis = minimums(on)
    halls = orgs.halls()
    regions = reference.regions_by_code({hall.region_code for hall in halls})
    counts = dict(_open(on).values_list("hall_id").annotate(number=Count("item_id", distinct=True)))
    found = []
    for hall in halls:
        region = regions.get(hall.region_code)
        kind = point_kind(region.level, f"{region.name}{hall.name}") if region else ""
        if kind:
            found.append(PointCount(hall, kind, KINDS[kind], counts.get(hall.id, 0), minimum.get(kind, 0), basis))
    return found


def points_below_minimum(*, on: dt.date | None = None) -> list[PointCount]:
    """The points that offer fewer items than their level has to, those that lack most first."""
    short = [point for point in point_counts(on=on) if point.short]
    return sorted(short, key=lambda point: (-point.short, point.hall.region_code, point.hall.name))


def point_kind(level: int, name: str) -> str:
    """`town`, `community`, `village`, or nothing for a hall above them."""
    if level == _TOWN:
        return "town"
    if level == _VILLAGE:
        return "community" if any(word in name for word in _COMMUNITY) else "village"
    return ""


def minimums(on: dt.date | None = None) -> tuple[dict[str, int], str]:
    """The least number of items by kind of point, and who says so; nothing where the pack sets none."""
    try:
        found = reference.parameter(MINIMUM, on=on)
    except UnknownParameter:
        return {}, ""
    value = found.value if isinstance(found.value, dict) else {}
    return {kind: int(str(number)) for kind, number in value.items()}, found.citation
