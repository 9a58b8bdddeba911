"""Items, their cards and entries."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from tongban.catalogue.content import limit_from
from tongban.catalogue.models import CatalogueEntry, ItemVersion, ServiceItem
from tongban.catalogue.policies import effective_promise
from tongban.catalogue.states import ItemKind, ItemState, VersionState
from tongban.kernel.deadline import Limit
from tongban.kernel.errors import NotFound
from tongban.kernel.standards import normalise


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the basic catalogue."""

    id: int
    catalog_code: str
    name: str
    item_kind: str
    main_code: str
    main_name: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item without its content. `version_id` None: nothing is published yet."""

    id: int
    task_code: str
    handling_code: str
    name: str
    entry_id: int
    department_id: int
    region_code: str
    item_kind: str
    exercise_level: str
    state: str
    origin: str
    version_id: int | None

    @property
    def code(self) -> str:
        """The handling code where there is one, else the task code."""
        return self.handling_code or self.task_code


@dataclass(frozen=True, slots=True)
class ItemCard:
    """What lists show of an item (PAGES: who handles, limits, visits, online depth, materials, 免证 count)."""

    item_id: int
    version_id: int
    code: str
    name: str
    item_kind: str
    item_kind_label: str
    state: str
    department_id: int
    department_name: str
    region_code: str
    case_kind: str
    statutory: Limit | None
    promised: Limit | None
    effective_promise: Limit
    limit_source: str
    visits: int | None
    online: bool | None
    online_depth: int | None
    material_count: int
    free_material_count: int
    applicant_kinds: tuple[str, ...]


def _item(row: ServiceItem, version_id: int | None) -> ItemView:
    return ItemView(
        id=row.pk,
        task_code=row.task_code,
        handling_code=row.handling_code,
        name=row.name,
        entry_id=row.entry_id,
        department_id=row.department_id,
        region_code=row.region_code,
        item_kind=row.item_kind,
        exercise_level=row.exercise_level,
        state=row.state,
        origin=row.origin,
        version_id=version_id,
    )


def _published(item_id: int) -> int | None:
    found = ItemVersion.objects.filter(item_id=item_id, state=VersionState.PUBLISHED)
    return found.values_list("pk", flat=True).first()


def item(item_id: int) -> ItemView:
    """One item. Raises `NotFound`."""
    row = ServiceItem.objects.filter(pk=item_id).first()
    if row is None:
        raise NotFound()
    return _item(row, _published(row.pk))


def item_by_code(code: str) -> ItemView:
    """The item with this code of 31 or 33 characters, as typed. Raises `NotFound`."""
    row = ServiceItem.objects.filter(code=normalise(code)).first()
    if row is None:
        raise NotFound()
    return _item(row, _published(row.pk))


def entry_by_code(catalog_code: str) -> EntryView | None:
    """The entry with this catalog code, if any."""
    row = CatalogueEntry.objects.filter(catalog_code=normalise(catalog_code)).first()
    return _entry(row) if row else None


def entries(*, item_kind: str = "", main_code: str = "") -> list[EntryView]:
    """Entries in order of their codes."""
    rows: QuerySet[CatalogueEntry] = CatalogueEntry.objects.order_by("catalog_code")
    if item_kind:
        rows = rows.filter(item_kind=item_kind)
    if main_code:
        rows = rows.filter(main_code=main_code)
    return [_entry(row) for row in rows]


def _entry(row: CatalogueEntry) -> EntryView:
    return EntryView(row.pk, row.catalog_code, row.name, row.item_kind, row.main_code, row.main_name)


_CARD_FIELDS = (
    "id",
    "name",
    "case_kind",
    "statutory_number",
    "statutory_unit",
    "promised_number",
    "promised_unit",
    "visits",
    "online",
    "online_depth",
    "material_count",
    "free_material_count",
    "applicant_kinds",
    "item__id",
    "item__code",
    "item__item_kind",
    "item__state",
    "item__region_code",
    "item__department__id",
    "item__department__name",
)


def _cards(rows: QuerySet[ItemVersion]) -> list[ItemCard]:
    return [_card(row) for row in rows.select_related("item__department").only(*_CARD_FIELDS)]


def _card(row: ItemVersion) -> ItemCard:
    item = row.item
    statutory = limit_from(row.statutory_number, row.statutory_unit)
    promised = limit_from(row.promised_number, row.promised_unit)
    promise = effective_promise(statutory, promised, item_kind=item.item_kind, region_code=item.region_code)
    return ItemCard(
        item_id=item.pk,
        version_id=row.pk,
        code=item.code,
        name=row.name,
        item_kind=item.item_kind,
        item_kind_label=str(ItemKind(item.item_kind).label),
        state=item.state,
        department_id=item.department_id,
        department_name=item.department.name,
        region_code=item.region_code,
        case_kind=row.case_kind,
        statutory=statutory,
        promised=promised,
        effective_promise=promise.limit,
        limit_source=promise.source,
        visits=row.visits,
        online=row.online,
        online_depth=row.online_depth,
        material_count=row.material_count,
        free_material_count=row.free_material_count,
        applicant_kinds=tuple(row.applicant_kinds),
    )


def cards_of(item_ids: Iterable[int]) -> dict[int, ItemCard]:
    """Cards by item, in two joins and one query."""
    rows = ItemVersion.objects.filter(item_id__in=list(item_ids), state=VersionState.PUBLISHED)
    return {card.item_id: card for card in _cards(rows)}


def item_card(item_id: int) -> ItemCard:
    """The card of one item. Raises `NotFound` where nothing is published."""
    card = cards_of([item_id]).get(item_id)
    if card is None:
        raise NotFound()
    return card


def items_of_department(department_id: int) -> list[ItemCard]:
    """Published items of a department that are in use, by name."""
    rows = ItemVersion.objects.filter(
        item__department_id=department_id, item__state=ItemState.IN_USE, state=VersionState.PUBLISHED
    )
    return _cards(rows.order_by("name", "id"))


def sample_items(*, size: int, seed: int, origin: str = "") -> list[int]:
    """Published items in use for a trial run, the same for a seed; every kind, place and department has a turn."""
    rows = ServiceItem.objects.filter(state=ItemState.IN_USE, versions__state=VersionState.PUBLISHED)
    if origin:
        rows = rows.filter(origin=origin)
    groups: dict[tuple[str, str, int], list[int]] = {}
    for pk, *key in rows.order_by("code").values_list("pk", "item_kind", "region_code", "department_id"):
        groups.setdefault((str(key[0]), str(key[1]), int(str(key[2]))), []).append(pk)
    chooser = random.Random(seed)  # noqa: S311  # a repeatable sample, nothing secret
    piles = [chooser.sample(pile, len(pile)) for pile in groups.values()]
    chooser.shuffle(piles)
    # First one of every kind and place, then one of every department, then the rest in turn.
    order = sorted(range(len(piles)), key=lambda n: len(piles[n]))
    chosen: list[int] = []
    while len(chosen) < size and any(piles):
        for n in order:
            if piles[n] and len(chosen) < size:
                chosen.append(piles[n].pop())
    return chosen
