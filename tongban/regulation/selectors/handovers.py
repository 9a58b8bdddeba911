"""What was handed over, as the overseeing department and the bureau see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.paging import page_of
from tongban.kernel.scope import of_departments
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.regulation import policies
from tongban.regulation.models import RegulatedObject, RegulationHandover
from tongban.regulation.states import HANDOVER_LIFECYCLE, HandoverState, Risk


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover. `party_name` is masked for persons; `object_code` is empty before it is taken."""

    uid: str
    case_uid: str
    case_no: str
    item_name: str
    approver_name: str
    department_id: int
    department_name: str
    basis: str
    party_name: str
    licence_identifier: str
    valid_to: dt.date | None
    state: str
    state_label: str
    pushed_at: dt.datetime
    acknowledged_at: dt.datetime | None
    return_reason: str
    close_reason: str
    object_code: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """A page of handovers, oldest first: who has waited longest comes first."""

    rows: tuple[HandoverView, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class ObjectView:
    """An entry of the register of objects."""

    code: str
    party_id: int
    party_name: str
    item_name: str
    category: str
    risk: str
    risk_label: str
    licence_identifier: str
    registered_at: dt.datetime


_NEEDS = {
    "acknowledge": policies.INSPECT,
    "take": policies.INSPECT,
    "return": policies.INSPECT,
    "route": policies.ROUTE,
}


def handover_view(row: RegulationHandover, viewer: Actor) -> HandoverView:
    """The row as this officer may see it."""
    entry: RegulatedObject | None = getattr(row, "object", None)
    moves = [move.verb for move in HANDOVER_LIFECYCLE.allowed(row.state) if move.verb in _NEEDS]
    return HandoverView(
        uid=str(row.uid),
        case_uid=str(row.case_uid),
        case_no=row.case_no,
        item_name=row.item_name,
        approver_name=orgs.department(row.approver_id).name,
        department_id=row.department_id,
        department_name=orgs.department(row.department_id).name,
        basis=row.basis,
        party_name=shown_party(row, viewer),
        licence_identifier=row.licence_identifier,
        valid_to=row.valid_to,
        state=row.state,
        state_label=str(HandoverState(row.state).label),
        pushed_at=row.pushed_at,
        acknowledged_at=row.acknowledged_at,
        return_reason=row.return_reason,
        close_reason=row.close_reason,
        object_code=entry.code if entry else "",
        actions=tuple(verb for verb in moves if viewer.may(_NEEDS[verb]) and _covers(viewer, row, verb)),
    )


def _covers(viewer: Actor, row: RegulationHandover, verb: str) -> bool:
    return verb == "route" or viewer.covers_department(row.department_id)


def handovers(*, viewer: Actor, state: str = "", cursor: str = "", limit: int = 20) -> HandoverPage:
    """Handovers to the viewer's departments, oldest first; whoever routes sees all that were returned.

    Raises `PermissionDenied`.
    """
    viewer.require(policies.VIEW)
    reach = of_departments(viewer)
    if state == HandoverState.RETURNED and viewer.may(policies.ROUTE):
        reach = of_departments(Actor.system())
    rows = RegulationHandover.objects.filter(reach).select_related("object", "party")
    if state:
        rows = rows.filter(state=state)
    found, following = page_of(rows, cursor, limit, oldest=True)
    return HandoverPage(tuple(handover_view(row, viewer) for row in found), following)


def handover(uid: str, *, viewer: Actor) -> HandoverView:
    """One handover. Raises `PermissionDenied`, `NotFound` outside the scope."""
    viewer.require(policies.VIEW)
    row = RegulationHandover.objects.select_related("object", "party").filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    to_route = row.state == HandoverState.RETURNED and viewer.may(policies.ROUTE)
    if not to_route and not viewer.covers_department(row.department_id):
        raise NotFound()
    return handover_view(row, viewer)


def shown_party(row: RegulationHandover | RegulatedObject, viewer: Actor) -> str:
    """Organisations by their names; of persons the full one for officers who may find people (inside the room)."""
    return parties.shown_name(row.party_id, row.party.kind, row.party.name, viewer=viewer)


def objects(*, viewer: Actor, department_id: int | None = None, cursor: str = "", limit: int = 50) -> list[ObjectView]:
    """The register of objects of the viewer's departments, newest first. Raises `PermissionDenied`."""
    viewer.require(policies.VIEW)
    rows = RegulatedObject.objects.filter(of_departments(viewer), ended_at=None).select_related("party").order_by("-id")
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    if (before := row_number(cursor)) is not None:
        rows = rows.filter(id__lt=before)
    return [
        ObjectView(
            code=row.code,
            party_id=row.party_id,
            party_name=shown_party(row, viewer),
            item_name=row.item_name,
            category=row.category,
            risk=row.risk,
            risk_label=str(Risk(row.risk).label),
            licence_identifier=row.licence_identifier,
            registered_at=row.registered_at,
        )
        for row in rows[:limit]
    ]
