"""The watch over back entries: which department enters how many, how long after, against how many it received."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.db.models import Count

from tongban.cases.models import Case
from tongban.cases.permissions import VIEW, visible_to
from tongban.cases.states import STATE_LABELS
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.orgs import selectors as orgs

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One case entered afterwards; `days` whole days between what really happened last and the entry."""

    uid: UUID
    case_no: str
    item_name: str
    department_id: int
    department_name: str
    entered_at: dt.datetime
    happened_at: dt.datetime
    days: int
    reason: str
    state_label: str
    officer_id: int | None


@dataclass(frozen=True, slots=True)
class EntryCount:
    """The back entries of a department in a period."""

    department_id: int
    department_name: str
    entered: int
    received: int
    median_days: float
    longest_days: int

    @property
    def share(self) -> float | None:
        """Of all cases entered or received in the period; None where there are none."""
        return self.entered / self.received if self.received else None


def entries(*, since: dt.date, until: dt.date, viewer: Actor) -> tuple[tuple[EntryCount, ...], tuple[EntryLine, ...]]:
    """Back entries of the period (days of entry in China, both inclusive) within the viewer's scope: by department,
    most first, and the newest `MOST_LISTED` of them. Raises `PermissionDenied`.
    """
    viewer.require(VIEW)
    start, end = clock.at(since), clock.at(until + dt.timedelta(days=1))
    scope = visible_to(viewer).order_by()
    rows = list(scope.exclude(entered_reason="").filter(entered_at__gte=start, entered_at__lt=end).order_by("-id"))
    online = scope.filter(entered_reason="", received_at__gte=start, received_at__lt=end)
    received = dict(online.values_list("department_id").annotate(Count("id")))
    names = orgs.department_names({row.department_id for row in rows})
    lines = [_line(row, names) for row in rows]
    days: dict[int, list[int]] = {}
    for line in lines:
        days.setdefault(line.department_id, []).append(line.days)
    counts = [
        EntryCount(pk, names.get(pk, ""), len(each), len(each) + received.get(pk, 0), median(each), max(each))
        for pk, each in days.items()
    ]
    counts.sort(key=lambda one: (-one.entered, one.department_name))
    return tuple(counts), tuple(lines[:MOST_LISTED])


def _line(row: Case, names: dict[int, str]) -> EntryLine:
    entered = row.entered_at or row.created_at
    past = [at for at in (row.decided_at, row.accepted_at) if at is not None and at <= entered]
    happened = max(past, default=entered)
    return EntryLine(
        uid=row.uid,
        case_no=row.case_no,
        item_name=row.item_name,
        department_id=row.department_id,
        department_name=names.get(row.department_id, ""),
        entered_at=entered,
        happened_at=happened,
        days=(clock.local(entered).date() - clock.local(happened).date()).days,
        reason=row.entered_reason,
        state_label=STATE_LABELS[row.state],
        officer_id=row.prepared_by_id,
    )
