"""The watch over suspensions (暂停计时检查): too many, too long, begun when the promise was nearly over.

What is too many or too long are numbers of the rule pack (`suspension_watch.*`). The steps that made time stand still
in a period are read once, newest first by index, a few columns each; sums cover it all, the list shows its newest.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count, Q

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


class _Begun(NamedTuple):
    """A suspension as it is measured."""

    id: int
    case_id: int
    department_id: int
    officer_id: int | None
    item_name: str
    since: dt.datetime
    ended_at: dt.datetime | None
    expected_on: dt.date | None
    left: int | None
    of: int | None


_COLUMNS = (
    "id", "case_id", "case__department_id", "ordered_by_id", "case__item_name", "since", "ended_at", "expected_on",
    "left_number", "left_of",
)  # fmt: skip


def suspension_watch(*, since: dt.date, until: dt.date, viewer: Actor, flag: str = "") -> SuspensionWatch:
    """The suspensions begun from `since` to `until` (days in China, both included); the noted ones, newest first.

    `flag` lists only those noted for it. Raises `PermissionDenied`.
    """
    viewer.require(VIEW)
    measures = {key: reference.parameter(f"suspension_watch.{key}") for key in _KEYS}
    stood = CaseStep.objects.filter(~Q(document_no="")).order_by()
    begun = stood.filter(
        since__gte=clock.at(since), since__lt=clock.at(until + dt.timedelta(days=1)), case__in=visible_to(viewer)
    )
    rows = [_Begun._make(row) for row in begun.order_by("-since", "-id").values_list(*_COLUMNS)]
    times = dict(stood.filter(case__in=begun.values("case")).values_list("case_id").annotate(Count("pk")))
    numbers = {key: one.number for key, one in measures.items()}
    flags = {row.id: _flags(row, times[row.case_id], numbers) for row in rows}
    shown = [row for row in rows if (flag in flags[row.id] if flag in FLAGS else flags[row.id])]
    return SuspensionWatch(
        since=since,
        until=until,
        total=len(rows),
        noted=sum(map(bool, flags.values())),
        found=_suspensions(shown[:MOST_SHOWN], times, flags),
        departments=_lines(rows, flags, lambda row: row.department_id, orgs.department_names),
        officers=_lines(rows, flags, lambda row: row.officer_id, orgs.officer_names),
        items=_lines(rows, flags, lambda row: row.item_name, lambda names: {name: name for name in names}),
        measures=tuple(measures.values()),
    )


def _flags(row: _Begun, times: int, numbers: Mapping[str, int]) -> tuple[str, ...]:
    """What one suspension is noted for, as it stands now."""
    ended = row.ended_at or clock.now()
    left, of = row.left, row.of
    timed = left is not None and bool(of)
    noted = {
        "too_many": times > numbers["most"],
        "too_long": ended - row.since > dt.timedelta(days=numbers["longest"]),
        "overrun": row.expected_on is not None and row.expected_on < clock.local(ended).date(),
        "late_start": timed and (left or 0) * 100 <= (of or 0) * numbers["last_share"],
        "last_day": timed and (left or 0) <= numbers["last_days"],
    }
    return tuple(flag for flag in FLAGS if noted[flag])


def _lines(
    rows: Sequence[_Begun],
    flags: Mapping[int, tuple[str, ...]],
    key: Callable[[_Begun], Key | None],
    names_of: Callable[[Iterable[Key]], Mapping[Key, str]],
) -> tuple[WatchLine, ...]:
    """The whole period by department, officer or item, most noted first."""
    all_of = Counter(map(key, rows))
    noted = Counter(key(row) for row in rows if flags[row.id])
    by_flag = Counter((key(row), flag) for row in rows for flag in flags[row.id])
    names = names_of([one for one in all_of if one is not None])
    lines = [
        WatchLine(
            name="平台" if one is None else names.get(one, ""),
            suspensions=number,
            noted=noted[one],
            by_flag=tuple(by_flag[one, flag] for flag in FLAGS),
        )
        for one, number in all_of.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.noted, -line.suspensions, line.name)))


def _suspensions(
    rows: Sequence[_Begun], times: Mapping[int, int], flags: Mapping[int, tuple[str, ...]]
) -> tuple[Suspension, ...]:
    steps = CaseStep.objects.select_related("case").in_bulk([row.id for row in rows])
    departments = orgs.department_names(row.department_id for row in rows)
    officers = orgs.officer_names(row.officer_id for row in rows)
    return tuple(
        Suspension(
            case_uid=step.case.uid,
            case_no=step.case.case_no,
            item_name=row.item_name,
            department_name=departments.get(row.department_id, ""),
            officer_name=officers.get(row.officer_id or 0, "平台"),
            kind_label=STEP_KIND_LABELS[step.kind],
            document_no=step.document_no,
            reason=step.reason,
            since=row.since,
            ended_at=row.ended_at,
            expected_on=row.expected_on,
            left=row.left,
            of=row.of,
            times=times[row.case_id],
            flags=flags[row.id],
        )
        for row in rows
        for step in (steps[row.id],)
    )
