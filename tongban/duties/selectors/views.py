"""A duty as others see it, derived from its dates, its pauses and the calendar at the instant it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from tongban.duties import policies
from tongban.duties.models import Duty, DutyPause, limit_of
from tongban.duties.states import RUNNING, DutyState, Lamp, kind_of
from tongban.kernel import clock
from tongban.kernel.deadline import Due, Limit, LimitUnit, Pause, Spent, spent
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors as reference


@dataclass(frozen=True, slots=True)
class PauseView:
    """A time a duty stood still."""

    reason: str
    document_no: str
    since: dt.datetime
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty as other rooms and pages see it, derived at the instant it was asked for."""

    id: int
    kind: str
    kind_label: str
    basis: str
    subject: ObjectRef
    department_id: int | None
    region_code: str
    starts_at: dt.datetime
    limit: Limit | None
    promised: bool
    due: Due
    warn_at: dt.datetime | None
    lamp: Lamp
    used: float
    remaining: float
    overdue: float
    state: str
    pauses: tuple[PauseView, ...]
    extension_document_no: str
    ended_at: dt.datetime | None
    #: How many of the limit's units were added by `extension_document_no`.
    extension: int = 0
    #: Ends at midnight whatever the offices' hours.
    round_the_clock: bool = False

    @property
    def provisional(self) -> bool:
        """The end rests on a year whose holiday notice is not out."""
        return self.due.provisional

    @property
    def due_at(self) -> dt.datetime | None:
        """The last instant in time; None while suspended."""
        return self.due.due_at

    @property
    def running(self) -> bool:
        """Still owed."""
        return self.state in RUNNING

    @property
    def late(self) -> bool:
        """Past its end, or ended past it."""
        return self.lamp is Lamp.RED

    @property
    def lamp_label(self) -> str:
        """The lamp in words."""
        return str(self.lamp.label)

    @property
    def unit_label(self) -> str:
        """What `used`, `remaining` and `overdue` are counted in."""
        if self.limit is None or self.limit.unit in (LimitUnit.MONTH, LimitUnit.YEAR):
            return LimitUnit.NATURAL_DAY.label
        return self.limit.unit.label

    @property
    def words(self) -> str:
        """The lamp's sentence: 还剩3个工作日, 今日到期, 已超期2个工作日, 暂停计时 …"""
        if self.state == DutyState.CANCELLED:
            return str(DutyState.CANCELLED.label)
        if not self.running:
            return "超期完成" if self.late else "按期完成"
        if self.due.suspended:
            return "暂停计时"
        if self.late:
            return f"已超期{_amount(self.overdue)}{self.unit_label}" if self.overdue else "已过截止时间"
        if not self.remaining:
            return "今日到期" if self.due.due_on == clock.today() else f"{self.due.due_on:%m月%d日}前办结"
        return f"还剩{_amount(self.remaining)}{self.unit_label}"


def _amount(number: float) -> str:
    """Whole units as they are, hours with one decimal."""
    return f"{round(number, 1):g}"


# --- what views are derived from ----------------------------------------------------------------
class Running(NamedTuple):
    """The columns of a duty's row that its view needs, for statements without the ORM."""

    id: int
    kind: str
    subject_type: str
    subject_id: str
    department_id: int | None
    region_code: str
    promised: bool
    round_the_clock: bool
    starts_at: dt.datetime
    limit_number: int | None
    limit_unit: str
    extension_number: int
    extension_document_no: str
    fixed_due_at: dt.datetime | None
    ended_at: dt.datetime | None
    state: str
    pause_rows: list[dict[str, str | None]]


Owed = Duty | Running


def with_pauses(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """The pauses ride along as JSON (inside the room): few duties have any, and a list then takes one query."""
    pauses = DutyPause.objects.filter(duty=OuterRef("pk")).order_by("since", "id")
    shape = JSONObject(reason="reason", document_no="document_no", since="since", until="until")
    return rows.annotate(pause_rows=ArraySubquery(pauses.values(row=shape)))


def pauses_of(duty: Duty) -> list[Pause]:
    """The pauses of a duty as the arithmetic takes them (inside the room)."""
    return [Pause(one.since, one.until) for one in _pauses(duty)]


def _pauses(duty: Owed) -> tuple[PauseView, ...]:
    """In order of time: those that came with the row, else asked for."""
    rows: list[dict[str, str | None]] | None = getattr(duty, "pause_rows", None)
    if rows is None and isinstance(duty, Duty):
        return tuple(PauseView(p.reason, p.document_no, p.since, p.until) for p in duty.pauses.order_by("since", "id"))
    return tuple(
        PauseView(
            str(row["reason"]),
            str(row["document_no"]),
            dt.datetime.fromisoformat(str(row["since"])),
            dt.datetime.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in rows or ()
    )


# --- deriving -----------------------------------------------------------------------------------
def view(duty: Duty, calendar: reference.CityCalendar | None = None) -> DutyView:
    """The view of a loaded duty (inside the room)."""
    return Present(calendar or reference.work_calendar(), clock.now()).view(duty)


class Terms(NamedTuple):
    """What a duty's dates come to at an instant; `warn_at` never lies before its start."""

    limit: Limit | None
    due: Due
    spent: Spent
    warn_at: dt.datetime | None


_MOST_KEPT = 20_000
_kept: dict[tuple[object, ...], Terms] = {}
"""Terms of limits in days: many duties begin on one day with one limit. Keyed by all they depend on."""


class Present:
    """The calendar and the instant that views are derived by."""

    def __init__(self, calendar: reference.CityCalendar, now: dt.datetime) -> None:
        self.calendar, self.now = calendar, now
        self._today = clock.local(now).date()
        self._closing = calendar.hours[1] if calendar.hours is not None else None
        self._key = (calendar.edition, calendar.hours)

    @classmethod
    def views(cls, rows: Iterable[Owed]) -> tuple[DutyView, ...]:
        """The views of rows at this instant."""
        loaded = list(rows)
        if not loaded:
            return ()
        present = cls(reference.work_calendar(), clock.now())
        return tuple(map(present.view, loaded))

    def view(self, duty: Owed) -> DutyView:
        """The view of one row."""
        pauses = _pauses(duty)
        limit, due, account, warn_at = self._terms(duty, pauses)
        kind = kind_of(duty.kind)
        ended_at = duty.ended_at
        return DutyView(
            id=duty.id,
            kind=duty.kind,
            kind_label=kind.text,
            basis=kind.basis,
            subject=ObjectRef(duty.subject_type, duty.subject_id),
            department_id=duty.department_id,
            region_code=duty.region_code,
            starts_at=duty.starts_at,
            limit=limit,
            promised=duty.promised,
            due=due,
            warn_at=warn_at,
            lamp=policies.lamp(state=duty.state, due_at=due.due_at, warn_at=warn_at, now=self.now, ended_at=ended_at),
            used=account.used,
            remaining=account.remaining,
            overdue=account.overdue,
            state=duty.state,
            pauses=pauses,
            extension_document_no=duty.extension_document_no,
            ended_at=ended_at,
            extension=duty.extension_number,
            round_the_clock=duty.round_the_clock,
        )

    def _terms(self, duty: Owed, pauses: tuple[PauseView, ...]) -> Terms:
        """Days are counted from the day of the start; of its time only matters whether the offices were still open
        (民法典 203 ¶2). So without pauses the answer is the same for all duties of a day, and a list works it out
        once, as for one that began with the day."""
        if pauses or duty.limit_number is None or duty.limit_unit == LimitUnit.HOUR:
            return self._reckon(duty, pauses)
        starts_at = duty.starts_at
        start = clock.local(starts_at)
        key = (
            start.date(), self._closing is not None and start.time() > self._closing, duty.limit_number,
            duty.limit_unit, duty.extension_number, duty.round_the_clock,
            self._today if duty.ended_at is None else clock.local(duty.ended_at).date(), self._key,
        )  # fmt: skip
        found = _kept.get(key)
        if found is None:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            found = _kept[key] = self._reckon(duty, pauses, clock.at(start.date()))
        warn_at = found.warn_at
        return found if warn_at is None or warn_at >= starts_at else found._replace(warn_at=starts_at)

    def _reckon(self, duty: Owed, pauses: tuple[PauseView, ...], earliest: dt.datetime | None = None) -> Terms:
        still = [Pause(one.since, one.until) for one in pauses]
        limit = limit_of(duty.limit_number, duty.limit_unit, duty.extension_number)
        due = policies.due_of(
            starts_at=duty.starts_at,
            limit=limit,
            fixed_due_at=duty.fixed_due_at,
            pauses=still,
            calendar=self.calendar,
            round_the_clock=duty.round_the_clock,
        )
        at = duty.ended_at or self.now
        account = spent(duty.starts_at, limit, self.calendar, still, at) if limit else _fixed_account(duty, at)
        begins = earliest or duty.starts_at
        warn_at = policies.warn_at(starts_at=begins, limit=limit, due=due, calendar=self.calendar)
        return Terms(limit, due, account, warn_at)


def _fixed_account(duty: Owed, at: dt.datetime) -> Spent:
    """Natural days of a fixed period, for histories that come with instants only."""
    first, today = clock.local(duty.starts_at).date(), clock.local(at).date()
    last = clock.local(duty.fixed_due_at).date() if duty.fixed_due_at else first
    total = max(0, (last - first).days)
    return Spent(min(total, max(0, (today - first).days)), total, max(0, (today - last).days))
