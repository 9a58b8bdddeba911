"""What became of items (沿革). Public, as the catalogue is; the register of acts is in `management`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from tongban.catalogue.models import Lineage
from tongban.catalogue.states import ChangeState, ChangeVerb


@dataclass(frozen=True, slots=True)
class LineageView:
    """One step from an item to another: `item_*` is the other one."""

    item_id: int
    code: str
    name: str
    state: str
    department_id: int
    verb: str
    verb_label: str
    document_no: str
    effective_on: dt.date
    pending: bool


def _lines(rows: QuerySet[Lineage], side: str) -> tuple[LineageView, ...]:
    rows = rows.exclude(change__state=ChangeState.CANCELLED).select_related("change", side)
    return tuple(
        LineageView(
            item_id=other.pk,
            code=other.code,
            name=other.name,
            state=other.state,
            department_id=other.department_id,
            verb=row.change.verb,
            verb_label=str(ChangeVerb(row.change.verb).label),
            document_no=row.change.document_no,
            effective_on=row.change.effective_on,
            pending=row.change.state == ChangeState.PENDING,
        )
        for row in rows.order_by("change__effective_on", f"{side}__code")
        for other in [getattr(row, side)]
    )


def successors(item_id: int) -> tuple[LineageView, ...]:
    """The items this one became: what the guide of an abolished item leads to."""
    return _lines(Lineage.objects.filter(before=item_id), "after")


def predecessors(item_id: int) -> tuple[LineageView, ...]:
    """The items this one came from."""
    return _lines(Lineage.objects.filter(after=item_id), "before")


_FAMILY = """
WITH RECURSIVE family(root, item_id) AS (
    SELECT id, id FROM catalogue_serviceitem WHERE id = ANY(%s)
    UNION
    SELECT f.root, l.before_id FROM family f JOIN catalogue_lineage l ON l.after_id = f.item_id
    JOIN catalogue_itemchange c ON c.id = l.change_id AND c.state = 'done'
)
SELECT root, item_id FROM family ORDER BY root, item_id
"""


def with_predecessors(item_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Each item with all it came from over any number of steps, itself included: figures that span a change.

    An item split in two is in the family of both: who adds families up counts its cases twice.
    """
    found: dict[int, list[int]] = {item_id: [] for item_id in item_ids}
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [list(item_ids)])
        for root, item_id in cursor.fetchall():
            found[root].append(item_id)
    return {root: tuple(items) for root, items in found.items() if items}
