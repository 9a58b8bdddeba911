"""Sameness over levels and regions, and the map of variants: which places share which guide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from tongban.catalogue.elements import ElementSet
from tongban.catalogue.listing import Listing
from tongban.catalogue.sameness import ElementSameness, EntrySameness, SetSameness, Variant, sameness
from tongban.catalogue.selectors.listings import listings

__all__ = [
    "ElementSameness",
    "EntrySameness",
    "GuideVariant",
    "SetSameness",
    "Variant",
    "VariantMap",
    "published_sameness",
    "sameness",
    "variant_map",
]


def published_sameness(chosen: ElementSet, *, catalog_code: str = "", among: Iterable[Listing] = ()) -> SetSameness:
    """Sameness of all published lines in use, or of one entry's; `among` adds lines that are not kept (a feed)."""
    codes = [catalog_code] if catalog_code else None
    kept = listings(catalog_codes=codes)
    others = (line for line in among if not catalog_code or line.catalog_code == catalog_code)
    return sameness((*kept, *others), chosen)


@dataclass(frozen=True, slots=True)
class GuideVariant:
    """One content of whole guides (without place and department): its fingerprint and the regions that share it."""

    digest: str
    guides: int
    regions: tuple[str, ...]
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class VariantMap:
    """An entry's guides by content: `guides` in use, in so many variants, most common first."""

    catalog_code: str
    name: str
    guides: int
    variants: tuple[GuideVariant, ...]


_MAP = """
SELECT e.catalog_code, e.name, v.variant_digest, count(*), array_agg(DISTINCT i.region_code ORDER BY i.region_code),
       array_agg(i.id ORDER BY i.code)
FROM catalogue_itemversion v
JOIN catalogue_serviceitem i ON i.id = v.item_id AND i.state = 'in_use'
JOIN catalogue_catalogueentry e ON e.id = i.entry_id
WHERE v.state = 'published' AND (%(code)s = '' OR e.catalog_code = %(code)s)
GROUP BY e.catalog_code, e.name, v.variant_digest
ORDER BY e.catalog_code, count(*) DESC, v.variant_digest
"""


def variant_map(*, catalog_code: str = "") -> list[VariantMap]:
    """Which regions share which guide, entry by entry, by the fingerprint kept with every version. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MAP, {"code": catalog_code})
        rows = cursor.fetchall()
    found: dict[str, tuple[str, list[GuideVariant]]] = {}
    for code, name, digest, guides, regions, items in rows:
        found.setdefault(code, (name, []))[1].append(GuideVariant(digest, guides, tuple(regions), tuple(items)))
    return [
        VariantMap(code, name, sum(one.guides for one in variants), tuple(variants))
        for code, (name, variants) in found.items()
    ]
