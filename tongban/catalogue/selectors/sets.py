"""Element sets, and any list of lines checked against one of them (要素完整度)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tongban.catalogue.elements import ELEMENTS, ElementSet
from tongban.catalogue.listing import Listing
from tongban.catalogue.models import ElementSetRow
from tongban.catalogue.standard_sets import STANDARD_SETS
from tongban.kernel.errors import NotFound


def _set(row: ElementSetRow) -> ElementSet:
    return ElementSet(row.code, row.name, row.basis, tuple(row.elements), tuple(row.same))


def element_sets() -> list[ElementSet]:
    """The sets of the standards, then the city's own by code; a row of a standard's code takes its place."""
    rows = {row.code: _set(row) for row in ElementSetRow.objects.order_by("code")}
    return [rows.pop(one.code, one) for one in STANDARD_SETS] + list(rows.values())


def element_set(name: str) -> ElementSet:
    """The set with this code or name. Raises `NotFound`."""
    wanted = name.strip()
    for one in element_sets():
        if wanted in (one.code, one.name):
            return one
    raise NotFound()


@dataclass(frozen=True, slots=True)
class ElementCount:
    """One element over all lines: how many need it, how many state it, how many of those that need it do not."""

    code: str
    label: str
    needed: int
    stated: int
    missing: int


@dataclass(frozen=True, slots=True)
class LineCount:
    """One line: its missing elements by code, and stated elements of how many needed."""

    code: str
    name: str
    item_id: int
    stated: int
    needed: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetReport:
    """Lines against a set. `completeness` is stated ÷ needed over all lines and elements, None without any."""

    set_code: str
    set_name: str
    basis: str
    units: int
    complete: int
    stated: int
    needed: int
    elements: tuple[ElementCount, ...]
    lines: tuple[LineCount, ...]

    @property
    def completeness(self) -> float | None:
        """The share of needed elements that are stated."""
        return self.stated / self.needed if self.needed else None


def check_elements(listings: Iterable[Listing], chosen: ElementSet) -> SetReport:
    """Check lines, kept or not, against a set: per element and per line what is missing."""
    elements = [ELEMENTS[code] for code in chosen.elements]
    counts = {one.code: [0, 0, 0] for one in elements}
    lines: list[LineCount] = []
    for line in listings:
        missing: list[str] = []
        needed = 0
        for one in elements:
            count, needs, states = counts[one.code], one.needed(line), one.stated(line)
            needed += needs
            count[0] += needs
            count[1] += states
            if needs and not states:
                count[2] += 1
                missing.append(one.code)
        lines.append(LineCount(line.code, line.name, line.item_id, needed - len(missing), needed, tuple(missing)))
    return SetReport(
        set_code=chosen.code,
        set_name=chosen.name,
        basis=chosen.basis,
        units=len(lines),
        complete=sum(not one.missing for one in lines),
        stated=sum(one.stated for one in lines),
        needed=sum(one.needed for one in lines),
        elements=tuple(ElementCount(one.code, one.label, *counts[one.code]) for one in elements),
        lines=tuple(lines),
    )
