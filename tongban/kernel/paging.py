"""Lists a page at a time, by the number of the last row seen: no page is slower than the first, and a row that comes in
between moves nothing."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from tongban.kernel.standards.text import row_number

Row = TypeVar("Row", bound=Model)


def page_of(rows: QuerySet[Row], cursor: str, size: int, *, oldest: bool = False) -> tuple[list[Row], str]:
    """At most `size` rows after `cursor` ("": the first page), newest first or oldest first, and the cursor of the next
    page, "" after the last row. A cursor that names no row is none.
    """
    if (seen := row_number(cursor)) is not None:
        rows = rows.filter(pk__gt=seen) if oldest else rows.filter(pk__lt=seen)
    found = list(rows.order_by("pk" if oldest else "-pk")[: size + 1])
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""
