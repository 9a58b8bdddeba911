"""A department's items as a workbook to change at one's own desk; `services.import_sheet` takes it back."""

from __future__ import annotations

from pathlib import Path

from django.db.models import Max

from tongban.catalogue.exchange.workbook import write_workbook
from tongban.catalogue.models import ItemVersion
from tongban.catalogue.policies import EDIT, check_scope
from tongban.catalogue.selectors.listings import listings_of_versions
from tongban.catalogue.states import OPEN_STATES, OWN, ItemState, VersionState
from tongban.kernel.actor import Actor

_NEWEST = (*sorted(OPEN_STATES), VersionState.PUBLISHED)


def write_sheet(department_id: int, path: Path, *, viewer: Actor) -> int:
    """Write the own items of a department, each as its version under way or else its published one; how many.

    Raises `PermissionDenied`.
    """
    check_scope(viewer, EDIT, department_id)
    rows = ItemVersion.objects.filter(item__department_id=department_id, item__origin=OWN, state__in=_NEWEST)
    rows = rows.exclude(item__state=ItemState.ABOLISHED)
    # The version under way is always the later one.
    newest = rows.order_by().values("item").annotate(last=Max("pk")).values_list("last", flat=True)
    return write_workbook(listings_of_versions(list(newest)), path)
