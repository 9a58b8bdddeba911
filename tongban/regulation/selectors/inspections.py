"""Inspections and proposals as the inspecting department and those who decide see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.paging import page_of
from tongban.kernel.scope import of_departments
from tongban.regulation import policies
from tongban.regulation.models import Inspection, Proposal
from tongban.regulation.selectors.handovers import shown_party
from tongban.regulation.states import (
    Finding,
    InspectionState,
    LineAnswer,
    MendState,
    Origin,
    ProposalKind,
    ProposalState,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the check list; the answer is empty before it is recorded."""

    text: str
    answer: str
    answer_label: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal; `may_decide` only for the deciding seat that took no part."""

    uid: str
    inspection_uid: str
    kind: str
    kind_label: str
    department_id: int
    text: str
    basis: str
    state: str
    state_label: str
    proposed_by: int
    proposed_at: dt.datetime
    decided_by: int | None
    decided_at: dt.datetime | None
    decision_note: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class InspectionView:
    """An inspection as an officer sees it; `actions` are this officer's, `proposable` the proposals now possible."""

    uid: str
    plan_uid: str
    plan_no: str
    origin: str
    origin_label: str
    object_code: str
    party_id: int
    party_name: str
    item_name: str
    risk_label: str
    licence_identifier: str
    department_id: int
    inspector_ids: tuple[int, int]
    lines: tuple[Line, ...]
    finding: str
    finding_label: str
    note: str
    mend_until: dt.date | None
    mend_state: str
    mend_state_label: str
    recheck_uid: str
    state: str
    state_label: str
    recorded_by: int | None
    recorded_at: dt.datetime | None
    signed_by: int | None
    signed_at: dt.datetime | None
    publish_on: dt.date | None
    published_at: dt.datetime | None
    actions: tuple[str, ...]
    proposable: tuple[str, ...]
    proposals: tuple[ProposalView, ...]


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """A page of inspections, oldest first."""

    rows: tuple[InspectionView, ...]
    cursor: str


def _rows() -> QuerySet[Inspection]:
    return Inspection.objects.select_related("plan", "object", "object__party", "first", "second", "mend_order").defer(
        "plan__objects_list", "plan__inspectors_list", "plan__draw_file", "plan__secret_cipher"
    )


def inspection_view(row: Inspection, viewer: Actor, *, whole: bool = True) -> InspectionView:
    """The row as this officer sees it; without `whole` as a line of a list: no rechecks, no proposals asked for."""
    order = getattr(row, "mend_order", None)
    rechecks = list(order.rechecks.order_by("-id")[:1]) if whole and order is not None else []
    proposals = row.proposals.order_by("id") if whole else ()
    return InspectionView(
        uid=str(row.uid),
        plan_uid=str(row.plan.uid),
        plan_no=row.plan.plan_no,
        origin=row.origin,
        origin_label=str(Origin(row.origin).label),
        object_code=row.object.code,
        party_id=row.object.party_id,
        party_name=shown_party(row.object, viewer),
        item_name=row.object.item_name,
        risk_label=str(row.object.get_risk_display()),
        licence_identifier=row.object.licence_identifier,
        department_id=row.department_id,
        inspector_ids=(row.first.officer_id, row.second.officer_id),
        lines=_lines(row),
        finding=row.finding,
        finding_label=str(Finding(row.finding).label) if row.finding else "",
        note=row.note,
        mend_until=row.mend_until,
        mend_state=order.state if order else "",
        mend_state_label=str(order.get_state_display()) if order else "",
        recheck_uid=str(rechecks[0].uid) if rechecks else "",
        state=row.state,
        state_label=str(InspectionState(row.state).label),
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        publish_on=row.publish_on,
        published_at=row.published_at,
        actions=_actions(row, viewer, bool(rechecks)),
        proposable=_proposable(row, viewer) if whole else (),
        proposals=tuple(proposal_view(one, viewer) for one in proposals),
    )


def _lines(row: Inspection) -> tuple[Line, ...]:
    if row.lines and row.finding:
        return tuple(Line(one["text"], one["answer"], str(LineAnswer(one["answer"]).label)) for one in row.lines)
    return tuple(Line(text, "", "") for text in row.plan.check_lines)


def _is_inspector(row: Inspection, viewer: Actor) -> bool:
    named = viewer.officer_id is not None and viewer.officer_id in (row.first.officer_id, row.second.officer_id)
    return named and viewer.may(policies.INSPECT) and viewer.covers_department(row.department_id)


def _actions(row: Inspection, viewer: Actor, rechecked: bool) -> tuple[str, ...]:
    if not _is_inspector(row, viewer):
        return ()
    if row.state == InspectionState.ASSIGNED:
        return ("record",)
    if row.state == InspectionState.RECORDED:
        return () if viewer.officer_id == row.recorded_by else ("sign", "return")
    found = ("publish",) if row.state == InspectionState.SIGNED else ()
    order = getattr(row, "mend_order", None)
    waiting = order is not None and order.state == MendState.ORDERED and not rechecked
    return (*found, "recheck") if waiting else found


def _proposable(row: Inspection, viewer: Actor) -> tuple[str, ...]:
    if not _is_inspector(row, viewer):
        return ()
    standing = {one.kind for one in row.proposals.all() if one.state != ProposalState.REJECTED}
    return tuple(kind.value for kind in policies.proposable(row) if kind.value not in standing)


def proposal_view(row: Proposal, viewer: Actor) -> ProposalView:
    """The row as this officer sees it."""
    inspection = row.inspection
    taking_part = (row.proposed_by, inspection.first.officer_id, inspection.second.officer_id)
    seated = viewer.may(policies.DECIDE) and viewer.covers_department(row.department_id)
    return ProposalView(
        uid=str(row.uid),
        inspection_uid=str(inspection.uid),
        kind=row.kind,
        kind_label=str(ProposalKind(row.kind).label),
        department_id=row.department_id,
        text=row.text,
        basis=row.basis,
        state=row.state,
        state_label=str(ProposalState(row.state).label),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        may_decide=row.state == ProposalState.PROPOSED
        and seated
        and viewer.officer_id is not None
        and viewer.officer_id not in taking_part,
    )


def inspections(
    *, viewer: Actor, state: str = "", mine: bool = False, cursor: str = "", limit: int = 20
) -> InspectionPage:
    """Inspections of the viewer's departments, oldest first; with `mine` those the viewer was drawn for.

    Raises `PermissionDenied`.
    """
    viewer.require(policies.VIEW)
    rows = _rows().filter(of_departments(viewer))
    if mine:
        rows = rows.filter(Q(first__officer_id=viewer.officer_id) | Q(second__officer_id=viewer.officer_id))
    if state:
        rows = rows.filter(state=state)
    found, following = page_of(rows, cursor, limit, oldest=True)
    return InspectionPage(tuple(inspection_view(row, viewer, whole=False) for row in found), following)


def inspection(uid: str, *, viewer: Actor) -> InspectionView:
    """One inspection: for its department, and for the department that decides about a proposal of it.

    Raises `PermissionDenied`, `NotFound`.
    """
    viewer.require(policies.VIEW)
    row = _rows().filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    if not viewer.covers_department(row.department_id) and not row.proposals.filter(of_departments(viewer)).exists():
        raise NotFound()
    return inspection_view(row, viewer)


def proposals(*, viewer: Actor, limit: int = 50) -> list[ProposalView]:
    """Proposals that wait for a decision of the viewer's departments, oldest first. Raises `PermissionDenied`."""
    viewer.require(policies.VIEW)
    rows = Proposal.objects.filter(of_departments(viewer), state=ProposalState.PROPOSED)
    rows = rows.select_related("inspection", "inspection__first", "inspection__second").order_by("id")
    return [proposal_view(row, viewer) for row in rows[:limit]]
