"""The watch over suspensions (暂停计时检查): too many, too long, begun when the promise was nearly over.

What is too many or too long are numbers of the rule pack (`suspension_watch.*`). The database measures the steps that
made time stand still in a period and counts those alike; sums cover them all, the list shows the newest by index.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from tongban.cases.models import CaseStep
from tongban.cases.permissions import VIEW, visible_to
from tongban.cases.states import STEP_KIND_LABELS
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference
from tongban.reference.selectors import ParameterView

Key = TypeVar("Key", int, str)
FLAGS: dict[str, str] = {
    "too_many": "次数过多",
    "too_long": "停止过久",
    "overrun": "超过预计结束日",
    "late_start": "临近到期才启动",
    "last_day": "到期前最后一天或到期后才启动",
}
"""What a suspension may be noted for."""
MOST_SHOWN = 100
_KEYS = ("most", "longest", "last_share", "last_days")


@dataclass(frozen=True, slots=True)
class Suspension:
    """One suspension that was noted; `left` of `of` units of the promise were left when it began."""

    case_uid: UUID
    case_no: str
    item_name: str
    department_name: str
    officer_name: str
    kind_label: str
    document_no: str
    reason: str
    since: dt.datetime
    ended_at: dt.datetime | None
    expected_on: dt.date | None
    left: int | None
    of: int | None
    times: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchLine:
    """The suspensions of one department, officer or item: how many, and how many were noted for what."""

    name: str
    suspensions: int
    noted: int
    by_flag: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SuspensionWatch:
    """What the watch shows for a period, within the viewer's scope."""

    since: dt.date
    until: dt.date
    total: int
    noted: int
    found: tuple[Suspension, ...]
    departments: tuple[WatchLine, ...]
    officers: tuple[WatchLine, ...]
    items: tuple[WatchLine, ...]
    measures: tuple[ParameterView, ...]


class _Alike(NamedTuple):
    """The suspensions of one department, officer and item: how many, how many noted, and how many for what."""

    department_id: int | None
    officer_id: int | None
    item_name: str
    number: int
    noted: int
    by_flag: tuple[int, ...]


_STOOD = CaseStep.objects.filter(~Q(document_no="")).order_by()


def suspension_watch(*, since: dt.date, until: dt.date, viewer: Actor, flag: str = "") -> SuspensionWatch:
    """The suspensions begun from `since` to `until` (days in China, both included); the noted ones, newest first.

    `flag` lists only those noted for it. The database measures and sums them, as they stand now. Raises
    `PermissionDenied`.
    """
    viewer.require(VIEW)
    measures = {key: reference.parameter(f"suspension_watch.{key}") for key in _KEYS}
    noted = _noted({key: one.number for key, one in measures.items()})
    begun = _measurable(_STOOD.filter(since__gte=clock.at(since), since__lt=clock.at(until + dt.timedelta(days=1))))
    if not (viewer.is_system or viewer.everywhere):
        begun = begun.filter(case__in=visible_to(viewer))
    rows = _sums(begun, noted)
    wanted = begun.filter(noted[flag] if flag in FLAGS else functools.reduce(operator.or_, noted.values()))
    return SuspensionWatch(
        since=since,
        until=until,
        total=sum(row.number for row in rows),
        noted=sum(row.noted for row in rows),
        found=_suspensions(wanted, noted),
        departments=_lines(rows, lambda row: row.department_id, orgs.department_names),
        officers=_lines(rows, lambda row: row.officer_id, orgs.officer_names),
        items=_lines(rows, lambda row: row.item_name, lambda names: {name: name for name in names}),
        measures=tuple(measures.values()),
    )


def _measurable(begun: QuerySet[CaseStep]) -> QuerySet[CaseStep]:
    """With how long it stood still, until which day, and what was left in hundredths."""
    ended = Coalesce("ended_at", Value(clock.now()))
    return begun.alias(
        stood=ExpressionWrapper(ended - F("since"), DurationField()),
        ended_on=TruncDate(ended, tzinfo=clock.CHINA),
        hundredfold=F("left_number") * 100,
    )


def _noted(numbers: Mapping[str, int]) -> dict[str, Q]:
    """What each flag asks of a suspension, as it stands now."""
    timed = Q(left_of__gt=0)
    return {
        "too_many": Q(case_id__in=_STOOD.filter(stood_times__gt=numbers["most"]).values("case_id")),
        "too_long": Q(stood__gt=dt.timedelta(days=numbers["longest"])),
        "overrun": Q(expected_on__lt=F("ended_on")),
        "late_start": timed & Q(hundredfold__lte=F("left_of") * numbers["last_share"]),
        "last_day": timed & Q(left_number__lte=numbers["last_days"]),
    }


def _sums(begun: QuerySet[CaseStep], noted: Mapping[str, Q]) -> list[_Alike]:
    """One pass over the period; the planner knows how few departments, officers and items there are."""
    any_of = functools.reduce(operator.or_, noted.values())
    counts = [Count("pk"), Count("pk", filter=any_of), *(Count("pk", filter=noted[flag]) for flag in FLAGS)]
    named = {f"n{place}": one for place, one in enumerate(counts)}
    keys = ("stood_department_id", "ordered_by_id", "stood_item")
    rows: Iterable[Sequence[Any]] = begun.values(*keys).annotate(**named).values_list(*keys, *named)
    return [_Alike(row[0], row[1], row[2], row[3], row[4], tuple(row[5:])) for row in rows]


def _counts(alike: _Alike) -> list[int]:
    return [alike.number, alike.noted, *alike.by_flag]


def _lines(
    rows: Sequence[_Alike],
    key: Callable[[_Alike], Key | None],
    names_of: Callable[[Iterable[Key]], Mapping[Key, str]],
) -> tuple[WatchLine, ...]:
    """The whole period by department, officer or item, most noted first."""
    sums: dict[Key | None, list[int]] = {}
    for which, counted in zip(map(key, rows), map(_counts, rows), strict=True):
        so_far = sums.get(which, [0] * len(counted))
        sums[which] = [one + more for one, more in zip(so_far, counted, strict=True)]
    names = names_of([one for one in sums if one is not None])
    lines = [
        WatchLine("平台" if one is None else names.get(one, ""), kept[0], kept[1], tuple(kept[2:]))
        for one, kept in sums.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.noted, -line.suspensions, line.name)))


def _suspensions(wanted: QuerySet[CaseStep], noted: Mapping[str, Q]) -> tuple[Suspension, ...]:
    """The newest, each with its flags and with how often time stood still in its case altogether."""
    marks = {f"noted_{flag}": Case(When(asked, then=True), default=False) for flag, asked in noted.items()}
    newest = wanted.annotate(**marks).select_related("case").order_by("-since", "-id")
    steps = list(newest[:MOST_SHOWN])
    cases = {step.case_id for step in steps}
    times = dict(_STOOD.filter(case__in=cases).values_list("case_id").annotate(Count("pk")))
    departments = orgs.department_names(step.stood_department_id or 0 for step in steps)
    officers = orgs.officer_names(step.ordered_by_id for step in steps)
    return tuple(
        Suspension(
            case_uid=step.case.uid,
            case_no=step.case.case_no,
            item_name=step.stood_item,
            department_name=departments.get(step.stood_department_id or 0, ""),
            officer_name=officers.get(step.ordered_by_id or 0, "平台"),
            kind_label=STEP_KIND_LABELS[step.kind],
            document_no=step.document_no,
            reason=step.reason,
            since=step.since,
            ended_at=step.ended_at,
            expected_on=step.expected_on,
            left=step.left_number,
            of=step.left_of,
            times=times[step.case_id],
            flags=tuple(flag for flag in FLAGS if getattr(step, f"noted_{flag}")),
        )
        for step in steps
        if step.since is not None
    )
