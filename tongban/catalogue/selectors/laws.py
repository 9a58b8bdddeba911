"""Which items rest on which law, and which of them need a look because a law has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from tongban.catalogue.models import Law
from tongban.kernel import clock
from tongban.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class LawView:
    """A law with its time in force; `repealed_by` is the law that took its place."""

    id: int
    title: str
    document_no: str
    in_force_from: dt.date | None
    repealed_on: dt.date | None
    repeal_document_no: str
    repealed_by_id: int | None
    repealed_by_title: str

    def in_force(self, on: dt.date) -> bool:
        """Whether it holds on a day; the day of repeal is the first on which it does not."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.repealed_on is None or on < self.repealed_on)


@dataclass(frozen=True, slots=True)
class Resting:
    """An item that rests on a law. `how` guide: its published guide cites it; power: its catalogue entry does."""

    item_id: int
    code: str
    name: str
    department_id: int
    department_name: str
    region_code: str
    law_id: int
    law_title: str
    article: str
    how: str


def _view(row: Law) -> LawView:
    return LawView(
        id=row.pk,
        title=row.title,
        document_no=row.document_no,
        in_force_from=row.in_force_from,
        repealed_on=row.repealed_on,
        repeal_document_no=row.repeal_document_no,
        repealed_by_id=row.repealed_by_id,
        repealed_by_title=row.repealed_by.title if row.repealed_by else "",
    )


def law(law_id: int) -> LawView:
    """One law. Raises `NotFound`."""
    row = Law.objects.select_related("repealed_by").filter(pk=law_id).first()
    if row is None:
        raise NotFound()
    return _view(row)


def laws(*, in_force_only: bool = False) -> list[LawView]:
    """Every registered law by title; public."""
    rows = Law.objects.select_related("repealed_by").order_by("title", "id")
    found = [_view(row) for row in rows]
    return [one for one in found if one.in_force(clock.today())] if in_force_only else found


def law_by_title(title: str) -> LawView | None:
    """The law in force that a guide means by this title, however it writes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM catalogue_law WHERE catalogue_law_key(title) = catalogue_law_key(%s)"
            " AND repealed_on IS NULL",
            [title],
        )
        found = cursor.fetchone()
    return law(found[0]) if found else None


_RESTING = """
SELECT i.id, i.code, v.name, d.id, d.name, i.region_code, l.id, l.title, found.article, found.how
FROM (
    SELECT l.id AS law_id, v.item_id, b.article, 'guide' AS how
    FROM catalogue_law l JOIN catalogue_legalbasis b ON catalogue_law_key(b.law) = catalogue_law_key(l.title)
    JOIN catalogue_itemversion v ON v.id = b.version_id AND v.state = 'published'
    UNION
    SELECT p.law_id, i.id, p.article, 'power'
    FROM catalogue_powerbasis p JOIN catalogue_serviceitem i ON i.entry_id = p.entry_id
) found
JOIN catalogue_law l ON l.id = found.law_id
JOIN catalogue_serviceitem i ON i.id = found.item_id AND i.state <> 'abolished'
JOIN catalogue_itemversion v ON v.item_id = i.id AND v.state = 'published'
JOIN orgs_department d ON d.id = i.department_id
WHERE {where}
ORDER BY l.title, l.id, i.code, found.how, found.article
"""
#: A guide that cites a title which a later law bears too means the later one.
_ENDED = """l.repealed_on <= %s AND (found.how = 'power' OR NOT EXISTS (
    SELECT FROM catalogue_law n WHERE n.id <> l.id AND catalogue_law_key(n.title) = catalogue_law_key(l.title)
      AND (n.repealed_on IS NULL OR n.repealed_on > l.repealed_on)))"""


def _ask(where: str, values: Sequence[int | dt.date]) -> list[Resting]:
    with connection.cursor() as cursor:
        cursor.execute(_RESTING.format(where=where), values)
        return [Resting(*row) for row in cursor.fetchall()]


def items_resting_on(law_id: int) -> list[Resting]:
    """Items not abolished whose published guide cites this law or whose power rests on it; by code."""
    law(law_id)
    return _ask("l.id = %s", [law_id])


def items_to_review(*, on: dt.date | None = None, department_id: int | None = None) -> list[Resting]:
    """Items that on a day rest on a law that has ended by then: they need another basis, or an end."""
    day = on or clock.today()
    if department_id is None:
        return _ask(_ENDED, [day])
    return _ask(f"{_ENDED} AND d.id = %s", [day, department_id])
