"""Keep the periods in which versions stand for items in use (`Standing`): derived from items and versions."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from tongban.kernel import clock

#: column → where it is copied from, `i` the item, `v` its version, `e` its catalogue entry.
_OF_ITEM = {
    "department_id": "i.department_id",
    "region_code": "i.region_code",
    "item_kind": "i.item_kind",
    "exercise_level": "i.exercise_level",
    "origin": "i.origin",
    "catalog_code": "e.catalog_code",
}
_OF_VERSION = {
    "handling": "i.handling_code <> ''",
    "instant": "v.case_kind = 'instant'",
    **{
        name: f"v.{name}"
        for name in (
            "statutory_number", "statutory_unit", "promised_number", "promised_unit", "visits", "online",
            "online_depth", "in_hall", "comprehensive_window", "material_count", "free_material_count", "as_published",
        )
    },
    "materials_stated": "coalesce((v.guide->>'materials_stated')::boolean, true)",
    "with_findings": "v.findings <> '[]'::jsonb",
}  # fmt: skip
_COPIED = {"item_id": "i.id", "version_id": "v.id", **_OF_ITEM, **_OF_VERSION}
_STANDING = (
    "catalogue_serviceitem i JOIN catalogue_itemversion v ON v.item_id = i.id AND v.state = 'published'"
    " JOIN catalogue_catalogueentry e ON e.id = i.entry_id WHERE i.state = 'in_use'"
)
_SAME = " AND ".join(f"s.{column} = {source}" for column, source in _OF_ITEM.items())
_END = f"""
UPDATE catalogue_standing s
SET until = greatest(s.since, coalesce((SELECT superseded_at FROM catalogue_itemversion WHERE id = s.version_id), %s))
WHERE s.until IS NULL AND s.item_id = ANY(%s)
  AND NOT EXISTS (SELECT FROM {_STANDING} AND v.id = s.version_id AND {_SAME})
"""  # noqa: S608  # names are ours, values are parameters
#: A period begins with publication, where the one before ended, or with the end of a suspension, whatever came last.
_BEGIN = f"""
INSERT INTO catalogue_standing ({", ".join(_COPIED)}, since)
SELECT {", ".join(_COPIED.values())}, greatest(
    v.published_at,
    (SELECT max(s.until) FROM catalogue_standing s WHERE s.item_id = i.id),
    (SELECT max(done_at) FROM catalogue_itemchange WHERE item_id = i.id AND verb = 'resume' AND state = 'done')
)
FROM {_STANDING} AND i.id = ANY(%s)
  AND NOT EXISTS (SELECT FROM catalogue_standing s WHERE s.item_id = i.id AND s.until IS NULL)
"""  # noqa: S608


def keep_standings(item_ids: Collection[int]) -> None:
    """End the periods of these items that no longer hold, at the time of the change, and begin those that do now.

    To be called in the transaction that changed an item or what it has published. Two statements for any number.
    """
    if not item_ids:
        return
    now, ids = clock.now(), list(item_ids)
    with connection.cursor() as cursor:
        cursor.execute(_END, [now, ids])
        cursor.execute(_BEGIN, [ids])
