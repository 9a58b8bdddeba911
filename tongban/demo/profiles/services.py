"""Bring a profile into a demonstration or test city by the public verbs, and compare the figures with the published.

What is there already stays: an interrupted load is finished, and a second one changes nothing.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as items
from tongban.catalogue.states import ON_APPLICATION
from tongban.demo.errors import NotForProduction
from tongban.demo.profiles import places
from tongban.demo.profiles.joint import shuffled
from tongban.demo.profiles.lines import ProfileFeed, offices
from tongban.demo.profiles.marginals import Profile, file_of, profile
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.orgs import selectors as orgs
from tongban.orgs import services as org_verbs
from tongban.reference import selectors as regions
from tongban.reference import services as reference

SYSTEM = Actor.system()
Tell = Callable[[str], None]
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate as the statistics give it beside the published one. `printed`: with as many places as the published."""

    name: str
    label: str
    numerator: int
    denominator: int
    printed: str
    published: str

    @property
    def same(self) -> bool:
        """Whether the statistics print what the city printed."""
        return self.printed == self.published


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: new rows of each sort (0 where all were there), and the figures that came out."""

    profile: str
    region_code: str
    origin: str
    items: int
    new_items: int
    refused: int
    new_points: int
    new_offerings: int
    points_below_minimum: int
    kinds: dict[str, int]
    figures: tuple[Figure, ...]


def load_profile(*, name: str, progress: Tell) -> Loaded:
    """Load a profile and say which figures it gives. Raises `NotForProduction` outside demonstration and test cities.

    The steps are transactions of their own; a second load finds everything there.
    """
    found = profile(name)
    if settings.TONGBAN_CITY_KIND == "production":
        raise NotForProduction(name=name)
    reference.load_reference_data(actor=SYSTEM)
    with tempfile.TemporaryDirectory() as folder:
        places.write_regions(places.regions(found), Path(folder))
        reference.import_regions(Path(folder), actor=SYSTEM, progress=progress)
    _offices(found)
    progress(f"正在发布 {found.units} 个事项……")
    report = items.import_feed(
        ProfileFeed(found),
        file_of(name),
        actor=SYSTEM,
        progress=lambda done, _: progress(f"事项 {done} / {found.units}"),
    )
    new_points, new_offerings = _points(found, progress) if found.points else (0, 0)
    return _loaded(found, report, new_points, new_offerings)


def _loaded(found: Profile, report: items.ImportReport, new_points: int, new_offerings: int) -> Loaded:
    statistics = catalogue.statistics(within=found.region_code, origin=found.origin)
    below = regions.covered_codes([found.region_code])
    short = [point for point in catalogue.points_below_minimum() if point.hall.region_code in below]
    return Loaded(
        profile=found.name,
        region_code=found.region_code,
        origin=found.origin,
        items=statistics.units,
        new_items=report.taken,
        refused=report.refused,
        new_points=new_points,
        new_offerings=new_offerings,
        points_below_minimum=len(short),
        kinds={kind: statistics.counts.get(f"kind_{kind}", 0) for kind in found.kinds},
        figures=figures(found, statistics),
    )


def figures(found: Profile, statistics: catalogue.CatalogueStatistics) -> tuple[Figure, ...]:
    """Every published rate beside the one that the statistics give."""
    rows = []
    for name, published in found.published.items():
        rate = statistics.rates[name]
        digits = len(published.rstrip("%").partition(".")[2])
        printed = catalogue.Rounding(found.rounding, digits).share(rate.numerator, rate.denominator)
        rows.append(Figure(name, catalogue.TERMS[name].label, rate.numerator, rate.denominator, printed, published))
    return tuple(rows)


def _offices(found: Profile) -> None:
    with transaction.atomic(), ledger.together():
        for office in offices(found):
            if orgs.department_by_code(office.code) is None:
                org_verbs.register_department(
                    code=office.code,
                    name=office.name,
                    region_code=found.region_code,
                    phone=office.phone,
                    address=f"{found.short_name}市民大道1号（演示地址）",
                    actor=SYSTEM,
                )


def _points(found: Profile, progress: Tell) -> tuple[int, int]:
    """Open what is missing and delegate to every point as many items as its kind offers."""
    wanted = places.points(found)
    known = {(hall.region_code, hall.name): hall.id for hall in orgs.halls(active_only=False)}
    missing = [point for point in wanted if (point.region_code, point.name) not in known]
    for start in range(0, len(missing), _AT_ONCE):
        with transaction.atomic(), ledger.together():
            for point in missing[start : start + _AT_ONCE]:
                made = org_verbs.open_hall(
                    name=point.name,
                    region_code=point.region_code,
                    address=f"{point.name}（演示地址）",
                    hours="工作日9:00至17:00",
                    phone=point.phone,
                    actor=SYSTEM,
                )
                known[point.region_code, point.name] = made.id
        progress(f"办理点 {len(wanted) - len(missing) + min(start + _AT_ONCE, len(missing))} / {len(wanted)}")
    halls: dict[str, list[int]] = defaultdict(list)
    for point in wanted:
        halls[point.kind].append(known[point.region_code, point.name])
    return len(missing), _delegate(found, halls, progress)


def _delegate(found: Profile, halls: dict[str, list[int]], progress: Tell) -> int:
    """The longer lists hold the shorter: what a village handles, its town handles too."""
    if found.points is None:
        return 0
    codes = [
        line.item_id
        for line in catalogue.listings(region_code=found.region_code, origin=found.origin)
        if line.item_kind in ON_APPLICATION
    ]
    order = [codes[place] for place in shuffled(f"{found.seed}:points", len(codes))]
    numbers = {
        "town": found.points.town_items,
        "community": found.points.community_items,
        "village": found.points.village_items,
    }
    new = 0
    for kind, number in numbers.items():
        new += items.offer_items(
            item_ids=order[:number],
            hall_ids=halls[kind],
            basis=f"{found.short_name}就近办理事项清单（演示）",
            actor=SYSTEM,
        )
        progress(f"下放 {number} 个事项到 {len(halls[kind])} 个办理点")
    return new
