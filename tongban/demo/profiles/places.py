"""The towns, communities and villages of a profile, and the files that bring them into the table of regions (pure)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from tongban.demo.profiles.joint import parts
from tongban.demo.profiles.marginals import Place, Points, Profile, words

_FILES = (
    ("provinces.csv", ""),
    ("cities.csv", "provinceCode"),
    ("areas.csv", "cityCode"),
    ("streets.csv", "areaCode"),
    ("villages.csv", "streetCode"),
)


@dataclass(frozen=True, slots=True)
class Point:
    """A service point to be: `kind` town, community or village."""

    kind: str
    region_code: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region with the one above it; the code of the province's own has none."""

    code: str
    name: str
    level: int
    parent: str


def regions(profile: Profile) -> list[Region]:
    """Every region of a profile, from the province down."""
    above = [""] + [place.code for place in profile.regions]
    found = [_region(place, parent) for place, parent in zip(profile.regions, above, strict=False)]
    return found + (_below(profile.region_code, profile.points) if profile.points else [])


def _region(place: Place, parent: str) -> Region:
    return Region(place.code, place.name, place.level, parent)


def _below(city: str, points: Points) -> list[Region]:
    """Counties, their towns, and communities (in the districts) or villages below the towns."""
    names = words().counties.split()
    counties = [Region(f"{city[:4]}{number:02d}", name, 3, city) for number, name in enumerate(names, 2)]
    urban: list[Region] = []
    rural: list[Region] = []
    for place, (county, number) in enumerate(zip(counties, parts(points.towns, [1] * len(counties)), strict=True)):
        towns, ending = (urban, "街道") if place < points.districts else (rural, "镇")
        towns += _named(county, number, 4, ending, skip=place * 16)
    found = [*counties, *urban, *rural]
    for above, number, ending in ((urban, points.communities, "社区"), (rural, points.villages, "村")):
        for place, (town, some) in enumerate(zip(above, parts(number, [1] * len(above)), strict=True)):
            found += _named(town, some, 5, ending, skip=place * 3)
    return found


def _named(above: Region, number: int, level: int, ending: str, *, skip: int) -> Iterator[Region]:
    """So many regions below one, with names of two characters that differ within it."""
    pairs = [first + second for second, first in product(words().second, words().first)]
    for serial, name in enumerate(islice(pairs[skip % len(pairs) :] + pairs, number), 1):
        yield Region(f"{above.code}{serial:03d}", name + ending, level, above.code)


def points(profile: Profile) -> list[Point]:
    """A service point for every town, community and village."""
    known = {region.code: region for region in regions(profile)}
    found = []
    for serial, region in enumerate(one for one in known.values() if one.level > 3):
        kind = "town" if region.level == 4 else "community" if region.name.endswith("社区") else "village"
        centre = "便民服务中心" if kind == "town" else "便民服务站"
        town = "" if kind == "town" else known[region.parent].name
        phone = f"{profile.dial_code}-0000{serial % 1000:03d}"
        found.append(Point(kind, region.code, f"{town}{region.name}{centre}（演示）", phone))
    return found


def write_regions(rows: Sequence[Region], folder: Path) -> None:
    """The five files of published divisions, as the import of regions reads them."""
    for level, (name, parent) in enumerate(_FILES, 1):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["code", "name", *([parent] if parent else [])])
            writer.writerows(
                [row.code, row.name, *([row.parent] if parent else [])] for row in rows if row.level == level
            )
