"""Cases under way on items that are about to change: each goes on to its end with the version it was begun with."""

from __future__ import annotations

from collections.abc import Collection

from tongban.cases.permissions import VIEW, visible_to
from tongban.cases.states import CaseState
from tongban.kernel.actor import Actor

_NOT_RUNNING = (CaseState.DRAFT, CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.REFUSED_ACCEPTANCE)


def running_cases(item_ids: Collection[int], *, viewer: Actor, most: int = 1000) -> int:
    """How many submitted cases of these items have not ended, within the viewer's scope, counted up to `most`.

    Raises `PermissionDenied`.
    """
    viewer.require(VIEW)
    rows = visible_to(viewer).filter(version__item_id__in=list(item_ids)).exclude(state__in=_NOT_RUNNING)
    return rows.order_by()[:most].count()
