"""Versions under way: what a department compiles, what waits for whom, what is planned for which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from tongban.catalogue.models import ItemVersion
from tongban.catalogue.policies import EDIT, ENDORSE, PUBLISH
from tongban.catalogue.promises import Reapproval, reapproval_of
from tongban.catalogue.states import OPEN_STATES, VersionState
from tongban.kernel.actor import Actor
from tongban.kernel.scope import of_departments


@dataclass(frozen=True, slots=True)
class OpenVersion:
    """A version nobody has seen in force. `own_work`: the viewer helped compile it and so does not endorse it."""

    version_id: int
    item_id: int
    code: str
    name: str
    number: int
    state: str
    state_label: str
    department_id: int
    department_name: str
    drafted_at: dt.datetime
    effective_on: dt.date | None
    reapproval: Reapproval | None
    own_work: bool


def open_versions(*, viewer: Actor, department_id: int | None = None) -> list[OpenVersion]:
    """Drafts and versions in review or planned, of the departments the viewer compiles, reviews or publishes for."""
    if not any(viewer.may(permission) for permission in (EDIT, ENDORSE, PUBLISH)):
        return []
    return _versions(viewer, OPEN_STATES, department_id)


def waiting_for_department(*, viewer: Actor, department_id: int | None = None) -> list[OpenVersion]:
    """Versions that wait for the department's own review; empty for who may not review. See `own_work`."""
    return _versions(viewer, {VersionState.IN_DEPARTMENT_REVIEW}, department_id) if viewer.may(ENDORSE) else []


def waiting_for_bureau(*, viewer: Actor, department_id: int | None = None) -> list[OpenVersion]:
    """Versions that wait to be published or planned, also those whose day passed without effect."""
    return _versions(viewer, {VersionState.IN_REVIEW}, department_id) if viewer.may(PUBLISH) else []


def scheduled_versions(*, viewer: Actor, department_id: int | None = None) -> list[OpenVersion]:
    """Planned publications, the next one first."""
    if not any(viewer.may(permission) for permission in (EDIT, ENDORSE, PUBLISH)):
        return []
    return _versions(viewer, {VersionState.SCHEDULED}, department_id)


def _versions(viewer: Actor, states: Collection[str], department_id: int | None) -> list[OpenVersion]:
    wanted = of_departments(viewer, "item__department_id") & Q(state__in=sorted(states))
    if department_id is not None:
        wanted &= Q(item__department_id=department_id)
    rows = ItemVersion.objects.filter(wanted).select_related("item__department").defer("guide", "form_schema")
    return [_open(row, viewer) for row in rows.order_by("effective_on", "drafted_at", "pk")]


def _open(row: ItemVersion, viewer: Actor) -> OpenVersion:
    return OpenVersion(
        version_id=row.pk,
        item_id=row.item_id,
        code=row.item.code,
        name=row.name,
        number=row.number,
        state=row.state,
        state_label=str(VersionState(row.state).label),
        department_id=row.item.department_id,
        department_name=row.item.department.name,
        drafted_at=row.drafted_at,
        effective_on=row.effective_on,
        reapproval=reapproval_of(row.reapproval),
        own_work=viewer.account_id is not None and viewer.account_id in row.compilers,
    )
