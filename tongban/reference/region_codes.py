"""Region codes (GB/T 2260 and the statistical 12 digits) in the one form the house uses. Pure.

Provinces, cities and counties have six digits, towns nine, villages twelve. Shorter and zero-filled forms of feeds
(`41`, `4105`, `410500000000`) mean the same place. A pseudo-code is recognised by what the published lists do with
it; hierarchy is never read from here.
"""

from __future__ import annotations

import re

from tongban.kernel.standards.regions import canonical_region as canonical
from tongban.reference.states import RegionKind

__all__ = ["canonical", "fits", "kind_of", "of_level", "placeholder"]

_GROUPS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_OWN_LEVEL = re.compile(r"(本级|市直|省直|区直|县直|直属)$")
_LENGTHS = {1: 6, 2: 6, 3: 6, 4: 9, 5: 12}
_WRITTEN = {1: {2, 6, 12}, 2: {4, 6, 12}, 3: {6, 12}, 4: {9, 12}, 5: {12}}
_ORDINARY_TOWN = re.compile(r"(街道|街道办事处|镇|乡|苏木)$")


def of_level(code: str, level: int) -> str:
    """The canonical form of a code that a file gives for a row of this level; empty where it cannot be one.

    Unlike `canonical_region` it keeps the zeros of stand-ins such as 350527000, the only town of its county.
    """
    code = code.strip()
    if not (code.isascii() and code.isdigit() and len(code) in _WRITTEN[level]):
        return ""
    length = _LENGTHS[level]
    return code.ljust(length, "0") if len(code) < length else code[:length]


def fits(code: str, level: int) -> bool:
    """Whether a canonical code has the length of its level."""
    return code.isascii() and code.isdigit() and len(code) == _LENGTHS[level]


def placeholder(city_code: str) -> str:
    """The county-level stand-in of a city without counties (直筒子市): the customary 市直 code ending in 01."""
    return city_code[:4] + "01"


def kind_of(code: str, name: str, level: int) -> RegionKind:
    """What the published lists mean by a row.

    Statistical bureaus number development zones 71-79 among the counties, and farms, mining bureaus, parks and other
    bodies 400-599 among the towns (统计用区划代码编制规则).
    """
    if level == 2 and name in _GROUPS:
        return RegionKind.GROUP
    if _OWN_LEVEL.search(name) or (level > 3 and code.endswith(("000", "999"))):
        return RegionKind.OWN_LEVEL
    if level == 3 and code[4] == "7":
        return RegionKind.ZONE
    if level == 4 and code[6] in "45" and not _ORDINARY_TOWN.search(name):
        return RegionKind.ZONE
    return RegionKind.REAL
