"""Everything a guide page shows, in a handful of queries; words and formats are the page's."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.catalogue.content import MaterialView
from tongban.catalogue.elements import GUIDE_ELEMENTS
from tongban.catalogue.models import ItemVersion
from tongban.catalogue.selectors.items import ItemCard, cards_of
from tongban.catalogue.selectors.listings import line
from tongban.catalogue.selectors.versions import ItemVersionView, current_version
from tongban.catalogue.states import ItemKind, LimitSource, VersionState
from tongban.orgs import selectors as orgs
from tongban.orgs.selectors import DepartmentView


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide page. `siblings`: other handling items of the same entry and department.

    `limit_reduction` is the share of the statutory limit the promise saves, None where the two cannot be compared.
    `elements` counts stated elements of how many; `missing` names the others, for imported guides to be honest.
    """

    version: ItemVersionView
    department: DepartmentView
    item_kind_label: str
    limit_source_label: str
    limit_reduction: float | None
    licence_free: tuple[MaterialView, ...]
    siblings: tuple[ItemCard, ...]
    elements: tuple[int, int]
    missing: tuple[str, ...]
    etag: str


def guide(item_id: int) -> Guide:
    """The guide of an item's published version. Raises `NotFound` where nothing is published."""
    version = current_version(item_id)
    department = orgs.department(version.department_id)
    listing = line(version, department)
    return Guide(
        version=version,
        department=department,
        item_kind_label=str(ItemKind(version.item_kind).label),
        limit_source_label=str(LimitSource(version.limit_source).label),
        limit_reduction=limit_reduction(version),
        licence_free=tuple(material for material in version.materials if material.licence_type_code),
        siblings=_siblings(version),
        elements=GUIDE_ELEMENTS.completeness(listing),
        missing=tuple(element.label for element in GUIDE_ELEMENTS.missing(listing)),
        etag=f"{version.id}-{version.item_state}-{version.effective_promise}-{version.digest[:16]}",
    )


def limit_reduction(version: ItemVersionView) -> float | None:
    """1 − promise / statutory in the same unit; None where one is not stated, the units differ or nothing is due."""
    statutory, promised = version.statutory, version.promised
    if statutory is None or promised is None or statutory.unit != promised.unit or statutory.number == 0:
        return None
    return 1 - promised.number / statutory.number


def _siblings(version: ItemVersionView) -> tuple[ItemCard, ...]:
    rows = ItemVersion.objects.filter(
        item__task_code=version.task_code, state=VersionState.PUBLISHED, item__state="in_use"
    ).exclude(item_id=version.item_id)
    found = cards_of(rows.order_by("item__code").values_list("item_id", flat=True)[:20])
    return tuple(sorted(found.values(), key=lambda card: card.code))
