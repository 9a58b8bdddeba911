"""How departments do with their improvements: weighted by cases, in bands rather than one naked ranking.

国办函〔2025〕66号 asks for sensible assessment in classes (分档分类评价), not the pursuit of places in a list.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tongban.benchmarking import policies
from tongban.benchmarking.selectors.improvements import (
    AppraisalView,
    ImprovementView,
    appraised_between,
    assigned_between,
)
from tongban.benchmarking.states import RUNNING, Appraised
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput

GOOD, FAIR = 0.95, 0.6


class Band(enum.StrEnum):
    """The class a department falls into."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    NONE = "none"


BAND_LABELS = {Band.FIRST: "第一档", Band.SECOND: "第二档", Band.THIRD: "第三档", Band.NONE: "暂不分档"}
BAND_RULE = (
    "只评已经到期或者已经达标的任务。目标达成率按办件量加权：每个任务走完现状到目标的几成，以定目标前一年的办件量（至少算1件）为权重。"
    f"达成率不低于{GOOD:.0%}且没有逾期的为第一档，不低于{FAIR:.0%}的为第二档，其余为第三档；同一档内按部门名称排列，不排名次。"
)


@dataclass(frozen=True, slots=True)
class DepartmentScore:
    """One department over a period. `attained` is weighted by cases; None where nothing is due yet."""

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
    band: Band

    @property
    def band_label(self) -> str:
        """The band in words."""
        return BAND_LABELS[self.band]


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Improvements assigned in a period, department by department."""

    since: dt.date
    until: dt.date
    departments: tuple[DepartmentScore, ...]
    improvements: tuple[ImprovementView, ...]
    appraisals: tuple[AppraisalView, ...]

    @property
    def reached(self) -> int:
        """Improvements whose guide reached the target."""
        return sum(one.reached for one in self.departments)

    @property
    def late(self) -> int:
        """Improvements past their day."""
        return sum(one.late for one in self.departments)

    @property
    def days_spared(self) -> float:
        """Working days that people waited less, measured on real cases."""
        return sum(one.days_spared for one in self.departments)


def scoreboard(*, since: dt.date, until: dt.date, viewer: Actor) -> Scoreboard:
    """The viewer's departments with the improvements assigned from `since` to `until` (both inclusive).

    Those that were returned or dropped are nobody's and count nowhere. Raises `PermissionDenied`, `InvalidInput`.
    """
    policies.check_may_see(viewer)
    if since > until:
        raise InvalidInput(errors={"since": "开始日期不能晚于结束日期。"})
    found = assigned_between(since, until, viewer=viewer)
    spoken = appraised_between(since, until, viewer=viewer)
    by_department: dict[int, list[ImprovementView]] = defaultdict(list)
    for one in found:
        by_department[one.department_id].append(one)
    said: dict[int, Counter[str]] = defaultdict(Counter)
    for each in spoken:
        said[each.department_id][each.kind] += 1
    scores = [_score(rows, dict(said[key])) for key, rows in by_department.items()]
    scores.sort(key=lambda score: (list(Band).index(score.band), score.name, score.department_id))
    return Scoreboard(since, until, tuple(scores), tuple(found), tuple(spoken))


def _score(rows: Sequence[ImprovementView], said: dict[str, int]) -> DepartmentScore:
    first, judged = rows[0], [one for one in rows if one.guide_changed_at or one.late]
    whole = sum(_weight(one) for one in judged)
    attained = sum(one.attained * _weight(one) for one in judged) / whole if whole else None
    late = sum(one.late for one in rows)
    return DepartmentScore(
        department_id=first.department_id,
        name=first.department_name,
        improvements=len(rows),
        reached=sum(one.guide_changed_at is not None for one in rows),
        late=late,
        running=sum(one.state in RUNNING for one in rows),
        case_volume=sum(one.case_volume for one in rows),
        attained=attained,
        days_spared=sum(one.days_spared or 0 for one in rows),
        said={kind.value: said.get(kind.value, 0) for kind in Appraised},
        band=_band(attained, late),
    )


def _weight(improvement: ImprovementView) -> int:
    return max(1, improvement.case_volume)


def _band(attained: float | None, late: int) -> Band:
    if attained is None:
        return Band.NONE
    if attained >= GOOD and not late:
        return Band.FIRST
    return Band.SECOND if attained >= FAIR else Band.THIRD
