"""Keep the search documents in step with items and their published versions. Derived: `rebuild` makes them anew."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from django.db import connection

from tongban.catalogue import tokens
from tongban.catalogue.models import ItemVersion, SearchDocument
from tongban.catalogue.states import ItemState, VersionState

_INSERT = """
INSERT INTO catalogue_searchdocument (item_id, vector, folded, aliases, pinyin, initials, applicant_kinds)
VALUES (%s, %s::tsvector, %s, %s, %s, %s, %s::jsonb)
ON CONFLICT (item_id) DO UPDATE SET vector = EXCLUDED.vector, folded = EXCLUDED.folded, aliases = EXCLUDED.aliases,
    pinyin = EXCLUDED.pinyin, initials = EXCLUDED.initials, applicant_kinds = EXCLUDED.applicant_kinds
"""
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
            ("B", _all([item.entry.name, *guide.get("themes", ())])),
            ("C", tokens.index_tokens(item.department.name)),
            ("D", _all(material.name for material in row.materials.all())),
            ("B", [code.lower() for code in (item.code, item.task_code, item.entry.catalog_code) if code]),
        ]
    )
    return (
        item.pk,
        vector,
        tokens.fold(row.name),
        tokens.fold("|".join(aliases)),
        " ".join(reading[0] for reading in readings),
        " ".join(reading[1] for reading in readings),
        json.dumps(row.applicant_kinds),
    )


def _spelled(name: str, entry_name: str, aliases: list[str]) -> list[str]:
    return list(dict.fromkeys([name, *aliases, entry_name]))


def _all(texts: Iterable[str]) -> list[str]:
    return [token for text in texts for token in tokens.index_tokens(text)]
