"""Keep the search documents in step with items and their published versions. Derived: `rebuild` makes them anew."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from django.db import connection

from tongban.catalogue import tokens
from tongban.catalogue.models import ItemVersion, SearchDocument
from tongban.catalogue.standings import keep_standings
from tongban.catalogue.states import ItemState, VersionState

_COLUMNS = (
    "item_id", "vector", "folded", "aliases", "pinyin", "initials", "sounds", "applicant_kinds", "code", "region_code",
    "item_kind", "owner",
)  # fmt: skip
_INSERT = f"""
INSERT INTO catalogue_searchdocument ({", ".join(_COLUMNS)})
VALUES (%s, %s::tsvector, %s, %s, %s, %s, %s::tsvector, %s::jsonb, %s, %s, %s, %s)
ON CONFLICT (item_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS[1:])}
"""  # noqa: S608  # columns of this file
_BATCH = 500


def index_items(item_ids: Collection[int]) -> int:
    """Make the documents of these items anew; an item that is not open to applications loses its own."""
    rows = (
        ItemVersion.objects.filter(
            item_id__in=list(item_ids), state=VersionState.PUBLISHED, item__state=ItemState.IN_USE
        )
        .select_related("item__entry", "item__department")
        .prefetch_related("materials")
    )
    found = [_document(row) for row in rows]
    with connection.cursor() as cursor:
        for start in range(0, len(found), _BATCH):
            cursor.executemany(_INSERT, found[start : start + _BATCH])
    gone = set(item_ids) - {document[0] for document in found}
    if gone:
        SearchDocument.objects.filter(item_id__in=gone).delete()
    keep_standings(item_ids)
    return len(found)


def rebuild() -> int:
    """Make every document anew; returns how many there are."""
    kept = index_items(list(ItemVersion.objects.filter(state=VersionState.PUBLISHED).values_list("item_id", flat=True)))
    SearchDocument.objects.exclude(item__versions__state=VersionState.PUBLISHED).delete()
    return kept


def _document(row: ItemVersion) -> tuple[int | str, ...]:
    item = row.item
    guide = row.guide
    aliases = list(dict.fromkeys([*item.aliases, *guide.get("aliases", ())]))
    readings = [tokens.spell(text) for text in _spelled(row.name, item.entry.name, aliases)]
    vector = tokens.vector(
        [
            ("A", tokens.index_tokens(row.name, single=True)),
            ("B", [token for alias in aliases for token in tokens.index_tokens(alias, single=True)]),
            ("C", _all([item.entry.name, *guide.get("themes", ()), item.department.name])),
            ("C", [code.lower() for code in (item.code, item.task_code, item.entry.catalog_code) if code]),
            ("D", _all(material.name for material in row.materials.all())),
        ]
    )
    pinyin, initials = (" ".join(reading[part] for reading in readings) for part in (0, 1))
    return (
        item.pk,
        vector,
        tokens.fold(row.name),
        tokens.fold("|".join(aliases)),
        pinyin,
        initials,
        tokens.sounds(pinyin, initials),
        json.dumps(row.applicant_kinds),
        item.code,
        item.region_code,
        item.item_kind,
        item.department_id,
    )


def _spelled(name: str, entry_name: str, aliases: list[str]) -> list[str]:
    return list(dict.fromkeys([name, *aliases, entry_name]))


def _all(texts: Iterable[str]) -> list[str]:
    return [token for text in texts for token in tokens.index_tokens(text)]
