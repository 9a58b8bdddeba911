"""Improvements as people see them: where they stand, what they brought on the guide and on real cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate
from django.db.models.lookups import Range

from tongban.benchmarking import policies
from tongban.benchmarking.aims import AIMS, Aim, Value
from tongban.benchmarking.facts import improvement_ref
from tongban.benchmarking.models import Appraisal, Improvement
from tongban.benchmarking.states import IMPROVEMENT_LIFECYCLE, RUNNING, Appraised, ImprovementState, Measure
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.scope import of_departments
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import FactView
from tongban.orgs import selectors as orgs

FEW = 10
"""Fewer cases than this on either side say little: a single hard case moves their median."""


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A step of the timetable."""

    order: int
    text: str
    due_on: dt.date
    done_on: dt.date | None

    def late(self, today: dt.date) -> bool:
        """Done after its day, or not done though the day has passed."""
        return (self.done_on or today) > self.due_on


@dataclass(frozen=True, slots=True)
class AppraisalView:
    """What was said of a department in a document."""

    kind: str
    kind_label: str
    department_id: int
    department_name: str
    about_uid: str
    item_name: str
    document_no: str
    reason: str
    issued_at: dt.datetime
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class ImprovementView:
    """An improvement. `guide` is what the guide says since the target was set; None where it has not changed."""

    uid: str
    item_id: int
    item_name: str
    pair_id: int | None
    version_before_id: int
    version_after_id: int | None
    department_id: int
    department_name: str
    region_code: str
    aim: Aim
    before: Value
    target: Value
    guide: Value | None
    measures: tuple[str, ...]
    milestones: tuple[MilestoneView, ...]
    case_volume: int
    state: str
    state_label: str
    set_at: dt.datetime
    assigned_at: dt.datetime | None
    due_on: dt.date | None
    guide_changed_at: dt.datetime | None
    closed_at: dt.datetime | None
    conclusion: str
    measured_at: dt.datetime | None
    cases_before: int | None
    cases_after: int | None
    median_before: float | None
    median_after: float | None

    @property
    def attained(self) -> float:
        """How much of the way to the target is done on the guide (0..1)."""
        return self.aim.attained(self.before, self.guide, self.target)

    @property
    def compressed(self) -> float | None:
        """By what share the guide became less (0..1); None where nothing changed or the units differ."""
        if self.guide is None or self.guide.unit != self.before.unit or not self.before.number:
            return None
        return (self.before.number - self.guide.number) / self.before.number

    @property
    def quicker(self) -> float | None:
        """By what share the median of real cases fell (0..1; negative: slower); None where it cannot be told."""
        if self.median_before is None or self.median_after is None or not self.median_before:
            return None
        return (self.median_before - self.median_after) / self.median_before

    @property
    def days_spared(self) -> float | None:
        """Working days that the cases on the new guide took less, together; only of improvements about the limit."""
        if self.aim.element != "promised_limit" or self.median_before is None or self.median_after is None:
            return None
        return (self.median_before - self.median_after) * (self.cases_after or 0)

    @property
    def caveats(self) -> tuple[str, ...]:
        """What keeps the figures of real cases from proving much, in sentences."""
        if self.measured_at is None:
            return ()
        sides = (("改前", self.cases_before or 0), ("改后", self.cases_after or 0))
        return tuple(
            f"{name}没有办结的办件，无法比较。" if not number else f"{name}只办结{number}件，不足{FEW}件，仅供参考。"
            for name, number in sides
            if number < FEW
        )

    @property
    def late(self) -> bool:
        """The guide reached its target after the day, or has not though the day has passed."""
        if self.due_on is None or self.state in (ImprovementState.PROPOSED, ImprovementState.RETURNED):
            return False
        if self.guide_changed_at is None and self.state == ImprovementState.CLOSED:
            return False
        ended = clock.local(self.guide_changed_at).date() if self.guide_changed_at else clock.today()
        return ended > self.due_on


def improvements(
    *,
    viewer: Actor,
    state: str = "",
    department_id: int | None = None,
    running: bool = False,
    number: int = 1,
    limit: int = 200,
) -> list[ImprovementView]:
    """Page `number` (from 1) of the viewer's departments' improvements, those due first at the top.

    Raises `PermissionDenied`.
    """
    rows = _visible(viewer)
    if state:
        rows = rows.filter(state=state)
    if running:
        rows = rows.filter(state__in=RUNNING)
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    return [improvement_view(row) for row in rows.order_by("due_on", "id")[(number - 1) * limit :][:limit]]


def assigned_between(since: dt.date, until: dt.date, *, viewer: Actor) -> list[ImprovementView]:
    """Improvements assigned from `since` to `until` (both inclusive), without those returned or dropped since.

    Raises `PermissionDenied`.
    """
    dropped = Q(state=ImprovementState.CLOSED, guide_changed_at=None) | Q(state=ImprovementState.RETURNED)
    rows = _visible(viewer).filter(_on_days("assigned_at", since, until)).exclude(dropped)
    return [improvement_view(row) for row in rows.order_by("due_on", "id")]


def improvement(uid: str, *, viewer: Actor) -> ImprovementView:
    """One improvement. Raises `PermissionDenied`, `NotFound`."""
    row = _visible(viewer).filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    return improvement_view(row)


def actions(found: ImprovementView, *, viewer: Actor) -> frozenset[str]:
    """The verbs this person may do with an improvement now: pages show a form for each, the verbs check again."""
    covers = viewer.covers_department(found.department_id)
    manages = covers and viewer.may(policies.MANAGE)
    works = manages or (covers and viewer.may(policies.WORK))
    seats = {"bureau": manages, "department_admin": works}
    verbs = {move.verb for move in IMPROVEMENT_LIFECYCLE.allowed(found.state) if seats.get(move.seat)}
    if manages:
        verbs |= {"commend", "criticise"}
        if found.late and found.state in RUNNING:
            verbs.add("order_rectification")
    return frozenset(verbs)


def improvement_history(found: ImprovementView) -> list[FactView]:
    """What happened to an improvement already shown to its reader, oldest first."""
    return ledger.timeline(improvement_ref(found.uid), objects=False)


def roadmap(found: ImprovementView) -> list[dict[str, str]]:
    """The timetable as spans for a chart: each step from the day of the one before, the first from the assignment.

    `name`, `since`, `until` and `done` (ISO days, "" where a step is not finished).
    """
    since = clock.local(found.assigned_at).date() if found.assigned_at else clock.today()
    rows = []
    for step in found.milestones:
        done = step.done_on.isoformat() if step.done_on else ""
        name = f"{step.order} {step.text}"
        rows.append({"name": name, "since": since.isoformat(), "until": step.due_on.isoformat(), "done": done})
        since = step.due_on
    return rows


def appraisals(*, viewer: Actor, limit: int = 200) -> list[AppraisalView]:
    """What was said of the viewer's departments, newest first. Raises `PermissionDenied`."""
    return [appraisal_view(row) for row in _said(viewer)[:limit]]


def appraised_between(since: dt.date, until: dt.date, *, viewer: Actor) -> list[AppraisalView]:
    """What was said of them from `since` to `until` (both inclusive), newest first. Raises `PermissionDenied`."""
    return [appraisal_view(row) for row in _said(viewer).filter(_on_days("issued_at", since, until))]


def _said(viewer: Actor) -> QuerySet[Appraisal]:
    policies.check_may_see(viewer)
    rows = Appraisal.objects.filter(of_departments(viewer)).select_related("improvement")
    return rows.order_by("-issued_at", "-id")


def _on_days(column: str, since: dt.date, until: dt.date) -> Range:
    """That an instant falls on a day in China from `since` to `until`."""
    return Range(TruncDate(column, tzinfo=clock.CHINA), (since, until))


def _visible(viewer: Actor) -> QuerySet[Improvement]:
    policies.check_may_see(viewer)
    return Improvement.objects.filter(of_departments(viewer)).prefetch_related("milestones")


def appraisal_view(row: Appraisal) -> AppraisalView:
    """The view of one row (`improvement` joined)."""
    return AppraisalView(
        kind=row.kind,
        kind_label=str(Appraised(row.kind).label),
        department_id=row.department_id,
        department_name=orgs.department(row.department_id).name,
        about_uid=str(row.improvement.uid) if row.improvement else "",
        item_name=row.improvement.item_name if row.improvement else "",
        document_no=row.document_no,
        reason=row.reason,
        issued_at=row.issued_at,
        due_on=row.due_on,
    )


def improvement_view(row: Improvement) -> ImprovementView:
    """The view of one row."""
    steps = sorted(row.milestones.all(), key=lambda step: step.order)
    return ImprovementView(
        uid=str(row.uid),
        item_id=row.item_id,
        item_name=row.item_name,
        pair_id=row.pair_id,
        version_before_id=row.version_before_id,
        version_after_id=row.version_after_id,
        department_id=row.department_id,
        department_name=orgs.department(row.department_id).name,
        region_code=row.region_code,
        aim=AIMS[row.element],
        before=Value(row.before_number, row.before_unit),
        target=Value(row.target_number, row.target_unit),
        guide=None if row.guide_number is None else Value(row.guide_number, row.guide_unit),
        measures=tuple(str(Measure(code).label) for code in row.measures),
        milestones=tuple(MilestoneView(step.order, step.text, step.due_on, step.done_on) for step in steps),
        case_volume=row.case_volume,
        state=row.state,
        state_label=str(ImprovementState(row.state).label),
        set_at=row.set_at,
        assigned_at=row.assigned_at,
        due_on=row.due_on,
        guide_changed_at=row.guide_changed_at,
        closed_at=row.closed_at,
        conclusion=row.conclusion,
        measured_at=row.measured_at,
        cases_before=row.cases_before,
        cases_after=row.cases_after,
        median_before=row.median_before,
        median_after=row.median_after,
    )
