"""Questions about regions. The hierarchy is walked by parents; digits are only ever written out in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from tongban.reference import region_codes
from tongban.reference.errors import UnknownRegion
from tongban.reference.models import Region


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region as other rooms see it."""

    code: str
    name: str
    level: int
    parent_code: str | None
    kind: str


def region(code: str) -> RegionView:
    """The region of a code in any of its written forms (`4105`, `410500`, `410500000000`). Raises `UnknownRegion`."""
    found = Region.objects.filter(code=region_codes.canonical(code)).first()
    if found is None:
        raise UnknownRegion(code=code)
    return _region(found)


def regions(parent_code: str = "") -> list[RegionView]:
    """The regions directly below one, or the provinces, in order of their codes."""
    parent = region_codes.canonical(parent_code) if parent_code else None
    rows = Region.objects.filter(parent=parent) if parent else Region.objects.filter(level=1)
    return [_region(row) for row in rows.order_by("code")]


def ancestors(code: str) -> list[RegionView]:
    """The region and everything above it, from the province down; empty where the code is unknown."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up AS ("
            " SELECT code, name, level, parent_id, kind FROM reference_region WHERE code = %s"
            " UNION ALL SELECT r.code, r.name, r.level, r.parent_id, r.kind"
            " FROM reference_region r JOIN up ON r.code = up.parent_id"
            ") SELECT * FROM up ORDER BY level",
            [region_codes.canonical(code)],
        )
        return [RegionView(*row) for row in cursor.fetchall()]


def covered_codes(codes: Iterable[str]) -> frozenset[str]:
    """The given regions and everything below them: what a data scope of regions covers.

    Codes that were never loaded cover themselves.
    """
    given = frozenset(map(region_codes.canonical, codes))
    if not given:
        return given
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE down AS ("
            " SELECT code FROM reference_region WHERE code = ANY(%s)"
            " UNION SELECT r.code FROM reference_region r JOIN down ON r.parent_id = down.code"
            ") SELECT code FROM down",
            [list(given)],
        )
        return given | {code for (code,) in cursor.fetchall()}


def search_regions(text: str, *, limit: int = 20) -> list[RegionView]:
    """Places down to towns by Chinese name, pinyin or initials, larger ones first, in pinyin order."""
    text = text.strip().lower()
    if not text:
        return []
    match = Q(name__contains=text) | Q(pinyin__startswith=text) | Q(initials=text)
    rows = Region.objects.filter(match, level__lt=5).order_by("level", "pinyin", "code")[:limit]
    return [_region(row) for row in rows]


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """Names by the codes as given; codes nobody knows are left out."""
    wanted = {code: region_codes.canonical(code) for code in codes}
    names = dict(Region.objects.filter(code__in=wanted.values()).values_list("code", "name"))
    return {code: names[canonical] for code, canonical in wanted.items() if canonical in names}


def regions_by_code(codes: Iterable[str]) -> dict[str, RegionView]:
    """Regions by the codes as given; codes nobody knows are left out."""
    wanted = {code: region_codes.canonical(code) for code in codes}
    found = {row.code: _region(row) for row in Region.objects.filter(code__in=wanted.values())}
    return {code: found[canonical] for code, canonical in wanted.items() if canonical in found}


def region_counts() -> dict[int, int]:
    """How many regions each level holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, count(*) FROM reference_region GROUP BY level ORDER BY level")
        return dict(cursor.fetchall())


def _region(row: Region) -> RegionView:
    return RegionView(row.code, row.name, row.level, row.parent_id, row.kind)
