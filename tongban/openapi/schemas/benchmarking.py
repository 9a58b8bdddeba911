"""Benchmarking as programs see it: comparisons, pairs, weak links, improvements, the board."""

from __future__ import annotations

import datetime as dt

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import Strict


class ComparisonOut(Schema):
    """Our published items beside another place's; the counts of pairs are those within the caller's departments."""

    uid: str
    ours_region: str
    theirs_region: str
    theirs_name: str
    ours_count: int
    theirs_count: int
    made_at: dt.datetime
    proposed: int
    accepted: int
    refused: int
    findings_count: int


class ComparisonWholeOut(ComparisonOut):
    """With what was wrong with their file, row by row (the first thousand)."""

    findings: list[str]


class TheirsOut(Schema):
    """Their item."""

    code: str
    name: str
    department_name: str


class PairOut(Schema):
    """Our item and theirs. `method`: code, name, content, hand; `score` 0..1; `rank` 0 is the proposal, above it the
    further candidates; `state`: proposed, accepted, refused.
    """

    id: int
    item_id: int
    version_id: int
    department_id: int
    ours_code: str
    ours_name: str
    theirs: TheirsOut
    method: str
    method_label: str
    score: float
    reasons: list[str]
    rank: int
    state: str
    state_label: str
    note: str


class NoteIn(Strict):
    """Why."""

    note: str = Field(default="", max_length=500)


class GapOut(Schema):
    """One element. `direction`: worse, better, equal, unknown; `amount`: how far behind we are (0..1); `extra`: what we
    ask for and they do not.
    """

    element: str
    label: str
    ours: str
    theirs: str
    direction: str
    amount: float
    extra: list[str]


class OursOut(Schema):
    """Our item."""

    item_id: int
    code: str
    name: str
    department_id: int
    department_name: str


class WeakLinkOut(Schema):
    """An item of ours that lags: mean of the known gaps (0..1), cases of the last year, and their product."""

    ours: OursOut
    theirs: TheirsOut
    gap: float
    cases: int
    weight: float
    gaps: list[GapOut]


class ValueOut(Schema):
    """A number with its unit: a unit of limits (working_day …) or a Chinese measure word."""

    number: int
    unit: str


class MilestoneOut(Schema):
    """A step of the timetable."""

    order: int
    text: str
    due_on: dt.date
    done_on: dt.date | None


class GainOut(Schema):
    """What real cases show: decided cases and the median of their working days before and after. `quicker`: by what
    share the median fell; `days_spared`: working days less, all cases together; `caveats`: what keeps it from proving
    much.
    """

    measured_at: dt.datetime
    cases_before: int | None
    cases_after: int | None
    median_before: float | None
    median_after: float | None
    quicker: float | None
    days_spared: float | None
    caveats: list[str]


class ImprovementOut(Schema):
    """An item that shall become better in one element. `guide` is what the guide says since the target was set, null
    where it has not changed; `attained`: how much of the way is done there (0..1); `gain` is null until measured.
    """

    uid: str
    item_id: int
    item_name: str
    pair_id: int | None
    department_id: int
    department_name: str
    element: str
    element_label: str
    before: ValueOut
    target: ValueOut
    guide: ValueOut | None
    attained: float
    compressed: float | None
    measures: list[str]
    milestones: list[MilestoneOut]
    case_volume: int
    state: str
    state_label: str
    late: bool
    set_at: dt.datetime
    assigned_at: dt.datetime | None
    due_on: dt.date | None
    guide_changed_at: dt.datetime | None
    closed_at: dt.datetime | None
    conclusion: str
    gain: GainOut | None


class DepartmentScoreOut(Schema):
    """One department. `attained` is weighted by cases, null where nothing is due yet; `said`: commendation, criticism,
    rectification; `band`: first, second, third, none.
    """

    department_id: int
    name: str
    improvements: int
    reached: int
    late: int
    running: int
    case_volume: int
    attained: float | None
    days_spared: float
    said: dict[str, int]
    band: str
    band_label: str


class ScoreboardOut(Schema):
    """Improvements assigned in a period, department by department; `rule` says how the bands are made."""

    since: dt.date
    until: dt.date
    reached: int
    late: int
    days_spared: float
    rule: str
    summary: str
    departments: list[DepartmentScoreOut]
