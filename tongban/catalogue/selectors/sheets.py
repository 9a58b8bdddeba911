"""Lines as they stand while they are worked on, and a department's as a workbook for one's own desk.

`services.import_sheet` takes the workbook back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db.models import Max

from tongban.catalogue.exchange.workbook import write_workbook
from tongban.catalogue.listing import Listing
from tongban.catalogue.models import ItemVersion
from tongban.catalogue.policies import EDIT, check_scope
from tongban.catalogue.selectors.listings import _lines
from tongban.catalogue.states import OPEN_STATES, OWN, ItemState, VersionState
from tongban.kernel.actor import Actor
from tongban.kernel.scope import of_departments

_NEWEST = (*sorted(OPEN_STATES), VersionState.PUBLISHED)


def newest_lines(
    *, viewer: Actor, department_id: int | None = None, region_code: str = "", item_kind: str = "", origin: str = ""
) -> Iterator[Listing]:
    """Each item as its version under way or else its published one, in the order of codes; abolished ones not.

    Only of departments that the viewer covers; published foreign items have no version under way. Raises
    `PermissionDenied`.
    """
    viewer.require(EDIT)
    reach = of_departments(viewer, "item__department_id")
    rows = ItemVersion.objects.filter(reach, state__in=_NEWEST).exclude(item__state=ItemState.ABOLISHED)
    for column, value in (
        ("item__department_id", department_id), ("item__region_code", region_code), ("item__item_kind", item_kind),
        ("item__origin", origin),
    ):  # fmt: skip
        if value not in ("", None):
            rows = rows.filter(**{column: value})
    # The version under way is always the later one.
    newest = rows.order_by().values("item").annotate(last=Max("pk")).values("last")
    return _lines(ItemVersion.objects.filter(pk__in=newest))


def write_sheet(department_id: int, path: Path, *, viewer: Actor) -> int:
    """Write the own items of a department, each as its version under way or else its published one; how many.

    Raises `PermissionDenied`.
    """
    check_scope(viewer, EDIT, department_id)
    return write_workbook(newest_lines(viewer=viewer, department_id=department_id, origin=OWN), path)
