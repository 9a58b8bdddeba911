"""Plans and registers for the console; plans, commitments, draws and results for everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from tongban.catalogue.states import ItemKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.paging import page_of
from tongban.kernel.scope import of_departments
from tongban.ledger import selectors as facts_of
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.regulation import policies
from tongban.regulation.facts import plan_ref
from tongban.regulation.models import Inspection, InspectionPlan, Inspector, Recusal
from tongban.regulation.states import PLAN_LIFECYCLE, Finding, InspectionState, Origin, PlanState


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan. `to_draw` and what follows are known from the commitment, `seed` from the draw on."""

    uid: str
    plan_no: str
    title: str
    department_id: int
    department_name: str
    item_kind_label: str
    category: str
    number: int | None
    percent: int | None
    weighted: bool
    since: dt.date
    until: dt.date
    check_lines: tuple[str, ...]
    state: str
    state_label: str
    committed_at: dt.datetime | None
    to_draw: int | None
    drawn_at: dt.datetime | None
    seed: str
    cancelled_at: dt.datetime | None
    cancel_reason: str
    moves: tuple[str, ...]

    @property
    def share(self) -> str:
        """How many are drawn, in words."""
        return f"{self.number}个" if self.number is not None else f"{self.percent}%"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was published before the seed could be known."""

    objects: str
    inspectors: str
    secret: str
    listed: int
    number: int
    each: int
    fact_id: int
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One drawn object on the public page: codes only; what was found stands there once it is published."""

    order: int
    object_code: str
    inspector_codes: tuple[str, ...]
    item_name: str
    state_label: str
    finding: str
    published_on: dt.date | None
    mended: str


@dataclass(frozen=True, slots=True)
class PublishedPlan:
    """A plan as everybody may read it."""

    plan: PlanView
    commitment: Commitment
    results: tuple[ResultLine, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A page of plans, newest first."""

    rows: tuple[PlanView, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class InspectorView:
    """An entry of the register of inspectors, with the parties recused from."""

    code: str
    officer_id: int
    officer_name: str
    department_id: int
    specialities: tuple[str, ...]
    recused: tuple[str, ...]


def plan_view(row: InspectionPlan) -> PlanView:
    """The row as others see it; no list, no secret."""
    return PlanView(
        uid=str(row.uid),
        plan_no=row.plan_no,
        title=row.title,
        department_id=row.department_id,
        department_name=orgs.department(row.department_id).name,
        item_kind_label=str(ItemKind(row.item_kind).label) if row.item_kind else "全部",
        category=row.category,
        number=row.number,
        percent=row.percent,
        weighted=row.weighted,
        since=row.since,
        until=row.until,
        check_lines=tuple(row.check_lines),
        state=row.state,
        state_label=str(PlanState(row.state).label),
        committed_at=row.committed_at,
        to_draw=row.to_draw,
        drawn_at=row.drawn_at,
        seed=row.seed,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        moves=tuple(move.verb for move in PLAN_LIFECYCLE.allowed(row.state)),
    )


_HEAVY = ("objects_list", "inspectors_list", "secret_cipher", "draw_file")


def plans(*, viewer: Actor, cursor: str = "", limit: int = 20) -> PlanPage:
    """The plans of the viewer's departments, newest first. Raises `PermissionDenied`."""
    viewer.require(policies.VIEW)
    return _page(of_departments(viewer), cursor, limit)


def _page(reach: Q, cursor: str, limit: int) -> PlanPage:
    rows = InspectionPlan.objects.filter(reach).defer(*_HEAVY)
    found, following = page_of(rows, cursor, limit)
    return PlanPage(tuple(plan_view(row) for row in found), following)


def plan(uid: str, *, viewer: Actor) -> PlanView:
    """One plan. Raises `PermissionDenied`, `NotFound` outside the scope."""
    viewer.require(policies.VIEW)
    row = _plan(uid, of_departments(viewer))
    return plan_view(row)


def _plan(uid: str, reach: Q) -> InspectionPlan:
    row = InspectionPlan.objects.filter(reach, uid=uid_of(uid)).defer(*_HEAVY).first()
    if row is None:
        raise NotFound()
    return row


_PUBLIC = Q(commitment_uid__isnull=False)
"""From the commitment on a plan is everybody's, also one that is cancelled after it."""


def published_plans(*, cursor: str = "", limit: int = 20) -> PlanPage:
    """Plans with a commitment, newest first, for everybody (优化营商环境条例 54)."""
    return _page(_PUBLIC, cursor, limit)


def published_plan(uid: str) -> PublishedPlan:
    """One plan with its commitment and what became of every drawn object, for everybody. Raises `NotFound`."""
    row = _plan(uid, _PUBLIC)
    return PublishedPlan(plan_view(row), commitment_of(row), _results(row))


def commitment_of(row: InspectionPlan) -> Commitment:
    """The commitment as the ledger has it (inside the room)."""
    history = facts_of.timeline(plan_ref(row.uid), objects=False)
    fact = next(fact for fact in history if fact.uid == str(row.commitment_uid))
    said = fact.data
    return Commitment(
        objects=str(said["objects"]),
        inspectors=str(said["inspectors"]),
        secret=str(said["secret"]),
        listed=int(str(said["listed"])),
        number=int(str(said["number"])),
        each=int(str(said["each"])),
        fact_id=fact.id,
        made_at=fact.occurred_at,
    )


def _results(row: InspectionPlan) -> tuple[ResultLine, ...]:
    rows = Inspection.objects.filter(plan=row, origin=Origin.RANDOM)
    rows = rows.select_related("object", "first", "second", "mend_order").order_by("order")
    return tuple(_result(one) for one in rows)


def _result(row: Inspection) -> ResultLine:
    shown = row.state == InspectionState.PUBLISHED
    order = getattr(row, "mend_order", None)
    return ResultLine(
        order=row.order,
        object_code=row.object.code,
        inspector_codes=(row.first.code, row.second.code),
        item_name=row.object.item_name,
        state_label=str(InspectionState(row.state).label) if not shown else "已公示",
        finding=str(Finding(row.finding).label) if shown else "",
        published_on=clock.local(row.published_at).date() if row.published_at else None,
        mended=str(order.get_state_display()) if shown and order is not None else "",
    )


def draw_file(uid: str) -> bytes:
    """The file from which anybody draws again, as it was written at the draw. Raises `NotFound`."""
    row = _plan(uid, _PUBLIC)
    if row.state != PlanState.DRAWN:
        raise NotFound()
    return bytes(row.draw_file)


def inspectors(*, viewer: Actor) -> list[InspectorView]:
    """The inspectors of the viewer's departments, with their recusals. Raises `PermissionDenied`."""
    viewer.require(policies.VIEW)
    asked = Recusal.objects.filter(inspector=OuterRef("pk")).order_by("id")
    shape = JSONObject(party="party_id", kind="party__kind", name="party__name", reason="reason")
    rows = Inspector.objects.filter(of_departments(viewer), retired_at=None).select_related("officer").order_by("id")
    return [
        InspectorView(
            code=row.code,
            officer_id=row.officer_id,
            officer_name=row.officer.name,
            department_id=row.department_id,
            specialities=tuple(row.specialities),
            recused=tuple(_recused(one, viewer) for one in row.recusal_rows),
        )
        for row in rows.annotate(recusal_rows=ArraySubquery(asked.values(row=shape)))
    ]


def _recused(row: dict[str, Any], viewer: Actor) -> str:
    return f"{parties.shown_name(row['party'], row['kind'], row['name'], viewer=viewer)}（{row['reason']}）"
