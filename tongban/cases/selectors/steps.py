"""Steps as people see them: of one case, in my hands, waiting in my department's queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from tongban.cases.models import Case, CaseStep, StepHand, steps_of
from tongban.cases.permissions import EXAMINE, check_step
from tongban.cases.policies import steps as step_law
from tongban.cases.states import STEP_KIND_LABELS, STEP_STATE_LABELS, CaseState, StepKind, StepState
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import DomainError
from tongban.kernel.paging import page_of
from tongban.kernel.scope import of_departments
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties

MOST_COUNTED = 1000
_ACTIVE = (CaseState.ACCEPTED, CaseState.SUSPENDED)
HAND_COLUMNS = ("step_id", "officer_id", "at", "passed", "opinion")


@dataclass(frozen=True, slots=True)
class HandView:
    """One signature."""

    officer_id: int
    at: dt.datetime
    passed: bool | None
    opinion: str


@dataclass(frozen=True, slots=True)
class CaseStepView:
    """A step on the page of its case. `may`: what this viewer can do with it now; opinions are for officers only."""

    id: int
    kind: str
    kind_label: str
    name: str
    wave: int
    planned: bool
    department_id: int
    department_name: str
    hands: int
    signed: tuple[HandView, ...]
    limit: Limit | None
    state: str
    state_label: str
    holder_id: int | None
    reason: str
    document_no: str
    expected_on: dt.date | None
    since: dt.datetime | None
    ended_at: dt.datetime | None
    passed: bool | None
    opinion: str
    may: tuple[str, ...]
    #: The file it has left behind: minutes of a hearing for everybody, other reports for officers.
    record_name: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of a queue of steps."""

    step_id: int
    case_uid: UUID
    case_no: str
    item_name: str
    applicant_name: str
    name: str
    kind_label: str
    department_id: int
    urgent: bool
    suspended: bool
    since: dt.datetime | None
    limit: Limit | None
    holder_id: int | None
    signed: int
    hands: int


@dataclass(frozen=True, slots=True)
class StepPage:
    """One page; `cursor` asks for the next one, "" at the end."""

    rows: tuple[StepRow, ...]
    cursor: str


def step_views(case: Case, viewer: Actor, names: Mapping[int, str]) -> tuple[CaseStepView, ...]:
    """The steps of a loaded case as this person sees them; `names` are those of the departments (inside the room)."""
    hands = _hands(case)
    official = viewer.is_officer or viewer.is_system
    return tuple(
        CaseStepView(
            id=step.pk,
            kind=step.kind,
            kind_label=STEP_KIND_LABELS[step.kind],
            name=step.name,
            wave=step.wave,
            planned=step.planned,
            department_id=step.department_id,
            department_name=names.get(step.department_id, ""),
            hands=step.hands,
            signed=tuple(hands.get(step.pk, ())) if official else (),
            limit=_limit(step.limit_number, step.limit_unit),
            state=step.state,
            state_label=STEP_STATE_LABELS[step.state],
            holder_id=step.holder_id if official else None,
            reason=step.reason if official else "",
            document_no=step.document_no,
            expected_on=step.expected_on,
            since=step.since,
            ended_at=step.ended_at,
            passed=step.passed if official else None,
            opinion=step.opinion if official else "",
            may=_may(viewer, case, step, hands.get(step.pk, ())) if official else (),
            record_name=step.record_name if official or step.kind == StepKind.HEARING else "",
        )
        for step in steps_of(case)
    )


def _hands(case: Case) -> dict[int, list[HandView]]:
    rows: list[dict[str, Any]] | None = vars(case).get("hand_rows")
    if rows is None:
        rows = list(StepHand.objects.filter(step__case=case).values(*HAND_COLUMNS))
    found: dict[int, list[HandView]] = {}
    for row in rows:
        at = row["at"] if isinstance(row["at"], dt.datetime) else dt.datetime.fromisoformat(row["at"])
        found.setdefault(row["step_id"], []).append(HandView(row["officer_id"], at, row["passed"], row["opinion"]))
    return found


def _may(viewer: Actor, case: Case, step: CaseStep, signed: Sequence[HandView]) -> tuple[str, ...]:
    """The verbs of a step that are open to this officer."""
    if step.state != StepState.RUNNING or case.state not in _ACTIVE or not viewer.may(EXAMINE):
        return ()
    try:
        check_step(viewer, case, step)
        step_law.check_in_hand(viewer, step, free=True)
    except DomainError:
        return ()
    signs = viewer.officer_id not in {hand.officer_id for hand in signed}
    mine = step.holder_id is not None
    offers = {
        "take": not mine and signs,
        "give_back": mine,
        "finish": signs,
        "hand_over": True,
        "return": any(one.planned and one.wave < step.wave for one in steps_of(case)),
    }
    return tuple(verb for verb, open_now in offers.items() if open_now)


def my_steps(*, viewer: Actor, cursor: str = "", size: int = 20) -> StepPage:
    """Steps in this officer's hands, the longest held first."""
    if viewer.officer_id is None or not viewer.may(EXAMINE):
        return StepPage((), "")
    return _page(_running().filter(holder_id=viewer.officer_id), viewer, cursor, size)


def step_queue(*, viewer: Actor, department_id: int | None = None, cursor: str = "", size: int = 20) -> StepPage:
    """Steps that wait for somebody of the viewer's departments, or of one of them, the oldest first."""
    if viewer.officer_id is None or not viewer.may(EXAMINE):
        return StepPage((), "")
    return _page(_waiting(viewer, department_id), viewer, cursor, size)


def waiting_steps(*, viewer: Actor) -> int:
    """How many steps wait in the queue of the viewer's departments, counted up to `MOST_COUNTED`."""
    if viewer.officer_id is None or not viewer.may(EXAMINE):
        return 0
    return _waiting(viewer, None).order_by()[:MOST_COUNTED].count()


def _running() -> QuerySet[CaseStep]:
    return CaseStep.objects.filter(state=StepState.RUNNING, case__state__in=_ACTIVE)


def _waiting(viewer: Actor, department_id: int | None) -> QuerySet[CaseStep]:
    rows = _running().filter(of_departments(viewer), holder=None).exclude(signed__officer_id=viewer.officer_id or 0)
    return rows if department_id is None else rows.filter(department_id=department_id)


def _page(rows: QuerySet[CaseStep], viewer: Actor, cursor: str, size: int) -> StepPage:
    whole = rows.select_related("case__applicant").annotate(signatures=Count("signed"))
    found, following = page_of(whole, cursor, size, oldest=True)
    return StepPage(tuple(_row(step, viewer) for step in found), following)


def _row(step: CaseStep, viewer: Actor) -> StepRow:
    case = step.case
    return StepRow(
        step_id=step.pk,
        case_uid=case.uid,
        case_no=case.case_no,
        item_name=case.item_name,
        applicant_name=parties.shown_name(case.applicant_id, case.applicant.kind, case.applicant.name, viewer=viewer),
        name=step.name,
        kind_label=STEP_KIND_LABELS[step.kind],
        department_id=step.department_id,
        urgent=bool(case.urgent_reason),
        suspended=case.state == CaseState.SUSPENDED,
        since=step.since,
        limit=_limit(step.limit_number, step.limit_unit),
        holder_id=step.holder_id,
        signed=step.signatures,  # type: ignore[attr-defined]  # annotated by `_page`
        hands=step.hands,
    )


def _limit(number: int | None, unit: str) -> Limit | None:
    return None if number is None else Limit(number, LimitUnit(unit))


def colleagues(step: CaseStepView, *, viewer: Actor) -> tuple[tuple[int, str], ...]:
    """Active officers of the department that does the step, to hand it over to: id and name, without the viewer."""
    if "hand_over" not in step.may:
        return ()
    return tuple(
        (one.id, f"{one.name}（{one.staff_no}）")
        for one in orgs.officers(department_id=step.department_id)
        if one.id != viewer.officer_id
    )
