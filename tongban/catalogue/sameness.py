"""Are the guides of one catalogue entry the same everywhere (五级48同)? Pure, over lines of the implementation list.

Lines are compared element by element through the fingerprint of their normalised content. Where one authority splits an
entry into several handling items, lines are compared situation by situation (by their names); elsewhere the names may
differ and are compared themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongban.catalogue.elements import ELEMENTS, ElementSet, Lines, plain
from tongban.catalogue.listing import Listing


@dataclass(frozen=True, slots=True)
class Place:
    """Who has a line: enough to name it and to find it."""

    code: str
    region_code: str
    level: str
    department_name: str
    item_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One content of an element and the places that share it. `fingerprint` is SHA-256 of the normalised lines."""

    fingerprint: str
    lines: Lines
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ElementSameness:
    """One element over all lines of a group: its variants, most common first.

    `score` is the share of places that have the most common content, 1 where all agree.
    """

    code: str
    label: str
    variants: tuple[Variant, ...]
    score: float

    @property
    def same(self) -> bool:
        """Whether every place says the same."""
        return len(self.variants) == 1


@dataclass(frozen=True, slots=True)
class EntrySameness:
    """One entry (and situation, where it is split): `lines` places compared; `score` is the mean over the elements."""

    catalog_code: str
    name: str
    situation: str
    lines: int
    regions: tuple[str, ...]
    levels: tuple[str, ...]
    elements: tuple[ElementSameness, ...]
    score: float

    @property
    def different(self) -> tuple[ElementSameness, ...]:
        """The elements in which places differ."""
        return tuple(one for one in self.elements if not one.same)


@dataclass(frozen=True, slots=True)
class SetSameness:
    """A whole selection against one set. `alone` counts groups of one line, which have nothing to agree with.

    `score` is the mean over compared groups, None where nothing could be compared.
    """

    lines: int
    alone: int
    entries: tuple[EntrySameness, ...]
    score: float | None

    @property
    def wholly_same(self) -> int:
        """How many groups agree in every element."""
        return sum(not one.different for one in self.entries)

    def by_element(self) -> dict[str, tuple[int, int]]:
        """Per element: groups that agree, of how many compared."""
        agreeing = Counter(one.code for entry in self.entries for one in entry.elements if one.same)
        compared = Counter(one.code for entry in self.entries for one in entry.elements)
        return {code: (agreeing[code], number) for code, number in compared.items()}


def sameness(listings: Iterable[Listing], chosen: ElementSet) -> SetSameness:
    """Compare every entry's lines in the elements of the set that must agree (all of them where it names none)."""
    groups = _groups(listings)
    codes = chosen.same or chosen.elements
    entries = tuple(_entry(key, group, codes) for key, group in sorted(groups.items()) if len(group) > 1)
    scores = [one.score for one in entries]
    return SetSameness(
        lines=sum(map(len, groups.values())),
        alone=sum(len(group) == 1 for group in groups.values()),
        entries=entries,
        score=sum(scores) / len(scores) if scores else None,
    )


def _groups(listings: Iterable[Listing]) -> dict[tuple[str, str], list[Listing]]:
    by_entry: dict[str, list[Listing]] = defaultdict(list)
    for line in listings:
        by_entry[line.catalog_code].append(line)
    groups: dict[tuple[str, str], list[Listing]] = {}
    for code, lines in by_entry.items():
        authorities = Counter((line.region_code, line.department_code) for line in lines)
        split = max(authorities.values()) > 1
        for line in lines:
            groups.setdefault((code, plain(line.name) if split else ""), []).append(line)
    return groups


def _entry(key: tuple[str, str], group: Sequence[Listing], codes: Sequence[str]) -> EntrySameness:
    elements = tuple(_element(code, group) for code in codes)
    return EntrySameness(
        catalog_code=key[0],
        name=group[0].entry_name or group[0].name,
        situation=group[0].name if key[1] else "",
        lines=len(group),
        regions=tuple(sorted({line.region_code for line in group})),
        levels=tuple(sorted({line.exercise_level for line in group})),
        elements=elements,
        score=sum(one.score for one in elements) / len(elements),
    )


def _element(code: str, group: Sequence[Listing]) -> ElementSameness:
    element = ELEMENTS[code]
    by_print: dict[str, list[Listing]] = defaultdict(list)
    for line in group:
        by_print[element.fingerprint(line)].append(line)
    ordered = sorted(by_print.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    variants = tuple(
        Variant(fingerprint, element.read(lines[0]), tuple(_place(line) for line in lines))
        for fingerprint, lines in ordered
    )
    return ElementSameness(code, element.label, variants, len(variants[0].places) / len(group))


def _place(line: Listing) -> Place:
    return Place(
        code=line.code,
        region_code=line.region_code,
        level=line.exercise_level,
        department_name=line.department_name,
        item_id=line.item_id,
        version_id=line.version_id,
    )
