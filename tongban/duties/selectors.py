"""The questions of the room `duties`. Lists are scoped by the viewer's departments and regions."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from tongban.duties import policies
from tongban.duties.models import Duty, DutyPause
from tongban.duties.states import RUNNING, DutyState, Lamp, kind_of
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Due, Limit, LimitUnit, Pause, Spent, spent
from tongban.kernel.errors import InvalidInput
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors as reference

__all__ = [
    "MOST_COUNTED",
    "DutyPage",
    "DutyView",
    "PauseView",
    "due_for_check",
    "duties",
    "duties_of",
    "lamp_counts",
    "most_urgent",
    "view",
]

_ORDER = {"open": "due_at", "paused": "starts_at", "discharged": "ended_at", "cancelled": "ended_at"}


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


@dataclass(frozen=True, slots=True)
class DutyPage:
    """One page of a queue; `next_cursor` is empty on the last."""

    rows: tuple[DutyView, ...]
    next_cursor: str


def visible_to(viewer: Actor) -> QuerySet[Duty]:
    """Duties inside the viewer's scope: their departments, and of their regions what no department owes.

    Raises `PermissionDenied` without `duties.view`.
    """
    viewer.require("duties.view")
    rows = Duty.objects.all()
    if viewer.is_system or viewer.everywhere:
        return rows
    scope = Q(department_id__in=viewer.department_ids)
    if viewer.region_codes:
        scope |= Q(department_id=None, region_code__in=reference.covered_codes(viewer.region_codes))
    return rows.filter(scope)


def duties(
    *,
    viewer: Actor,
    department_ids: Collection[int] | None = None,
    state: str = "open",
    subject: ObjectRef | None = None,
    kinds: Collection[str] | None = None,
    lamp: str = "",
    cursor: str = "",
    size: int = 50,
) -> DutyPage:
    """A queue, most urgent first: open duties by their end, paused ones by their start, ended ones newest first.

    `lamp` narrows open duties to red, yellow or green ones. `size` is at most 200. Raises `PermissionDenied` without
    `duties.view` and `InvalidInput` for an unknown state or a cursor of another queue.
    """
    order = _ORDER.get(state)
    if order is None:
        raise InvalidInput(errors={"state": f"没有“{state}”这种状态。"})
    rows = visible_to(viewer).filter(state=state)
    if department_ids is not None:
        rows = rows.filter(department_id__in=department_ids)
    if subject is not None:
        rows = rows.filter(subject_type=subject.type, subject_id=subject.id)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if lamp:
        rows = rows.filter(_lamp_filter(lamp, clock.now()))
    newest_first = order == "ended_at"
    if cursor:
        moment, last_id = _read_cursor(cursor)
        step = "lt" if newest_first else "gt"
        rows = rows.filter(Q(**{f"{order}__{step}": moment}) | Q(**{order: moment, f"id__{step}": last_id}))
    sign = "-" if newest_first else ""
    size = max(1, min(size, 200))
    found = list(_with_pauses(rows).order_by(f"{sign}{order}", f"{sign}id")[: size + 1])
    more = len(found) > size
    next_cursor = _cursor(getattr(found[size - 1], order), found[size - 1].pk) if more else ""
    return DutyPage(_views(found[:size]), next_cursor)


MOST_COUNTED = 1000


def lamp_counts(*, viewer: Actor, department_ids: Collection[int] | None = None) -> dict[str, int]:
    """How many running duties show each lamp, counted up to `MOST_COUNTED` (one query)."""
    rows, now = visible_to(viewer), clock.now()
    if department_ids is not None:
        rows = rows.filter(department_id__in=department_ids)
    lamps = {name: rows.filter(_lamp_filter(name, now), state="open") for name in ("red", "yellow", "green")}
    return _counts({**lamps, "grey": rows.filter(state="paused")})


def _counts(counted: dict[str, QuerySet[Duty]]) -> dict[str, int]:
    """Each at most `MOST_COUNTED`; all in one query, which the ORM's aggregates cannot limit."""
    found, parts, values = dict.fromkeys(counted, 0), dict[str, str](), list[Any]()
    for name, rows in counted.items():
        try:
            sql, given = rows.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params()
        except EmptyResultSet:  # no department in the scope
            continue
        parts[name] = f"(SELECT count(*) FROM ({sql}) counted)"  # noqa: S608  # made by the ORM
        values += given
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts.values())}", values)
            found |= dict(zip(parts, cursor.fetchone(), strict=True))
    return found


def duties_of(subject: ObjectRef) -> tuple[DutyView, ...]:
    """Every duty of one object, oldest first, for the room that owns it and decides who may see it."""
    rows = Duty.objects.filter(subject_type=subject.type, subject_id=subject.id)
    return _views(_with_pauses(rows).order_by("starts_at", "id"))


def most_urgent(subjects: Sequence[ObjectRef]) -> dict[str, DutyView]:
    """Of each object (all of one type) the running duty that ends first, by the object's id; for lists of objects.

    Suspended duties come after those whose end is known. Objects without a running duty are left out.
    """
    if not subjects:
        return {}
    rows = Duty.objects.filter(
        subject_type=subjects[0].type, subject_id__in=[subject.id for subject in subjects], state__in=RUNNING
    )
    first = rows.order_by("subject_id", F("due_at").asc(nulls_last=True), "starts_at").distinct("subject_id")
    first = first.defer(*_DERIVED)
    return {duty.subject.id: duty for duty in _views(_with_pauses(first))}


_DERIVED = (
    "dedupe_key", "due_at", "due_on", "warn_at", "look_at", "warned_at", "overdue_at", "provisional",
    "calendar_edition", "revision",
)  # fmt: skip
"""Columns that no view shows: a view works them out."""


def due_for_check(now: dt.datetime) -> int:
    """How many running duties wait for `look_again`."""
    return Duty.objects.filter(look_at__lt=now).count()


def pauses_of(duty: Duty) -> list[Pause]:
    """The pauses of a duty as the arithmetic takes them (inside the room)."""
    return [Pause(one.since, one.until) for one in _pauses(duty)]


def _pauses(duty: Duty) -> tuple[PauseView, ...]:
    """In order of time: those that came with the row, else asked for."""
    rows: list[dict[str, str | None]] | None = getattr(duty, "pause_rows", None)
    if rows is None:
        return tuple(PauseView(p.reason, p.document_no, p.since, p.until) for p in duty.pauses.order_by("since", "id"))
    return tuple(
        PauseView(
            str(row["reason"]),
            str(row["document_no"]),
            dt.datetime.fromisoformat(str(row["since"])),
            dt.datetime.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in rows
    )


def view(duty: Duty, calendar: reference.CityCalendar | None = None) -> DutyView:
    """The view of a loaded duty (inside the room)."""
    return _view(duty, calendar or reference.work_calendar(), clock.now())


def _views(rows: Iterable[Duty]) -> tuple[DutyView, ...]:
    loaded = list(rows)
    if not loaded:
        return ()
    calendar, now = reference.work_calendar(), clock.now()
    return tuple(_view(row, calendar, now) for row in loaded)


def _view(duty: Duty, calendar: reference.CityCalendar, now: dt.datetime) -> DutyView:
    limit, at = duty.limit, duty.ended_at or now
    due, account = _reckoned(duty, calendar, at)
    warn_at = policies.warn_at(starts_at=duty.starts_at, limit=limit, due=due, calendar=calendar)
    kind = kind_of(duty.kind)
    return DutyView(
        id=duty.pk,
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
        lamp=policies.lamp(state=duty.state, due_at=due.due_at, warn_at=warn_at, now=now, ended_at=duty.ended_at),
        used=account.used,
        remaining=account.remaining,
        overdue=account.overdue,
        state=duty.state,
        pauses=_pauses(duty),
        extension_document_no=duty.extension_document_no,
        ended_at=duty.ended_at,
    )


_MOST_KEPT = 20_000
_kept: dict[tuple[object, ...], tuple[Due, Spent]] = {}
"""Ends and accounts of limits in days: many duties begin on one day with one limit. Keyed by all they depend on."""


def _reckoned(duty: Duty, calendar: reference.CityCalendar, at: dt.datetime) -> tuple[Due, Spent]:
    """When the duty ends and how much of it is gone at an instant.

    Days are counted from the day of the start; of its time only matters whether the offices were still open (民法典
    203 ¶2). So without pauses the answer is the same for all duties of a day, and a list works it out once.
    """
    limit, pauses = duty.limit, pauses_of(duty)
    if limit is None or limit.unit is LimitUnit.HOUR or pauses:
        return _reckon(duty, calendar, at, pauses)
    start = clock.local(duty.starts_at)
    late = calendar.hours is not None and start.time() > calendar.hours[1]
    key = (start.date(), late, limit, duty.round_the_clock, calendar.edition, calendar.hours, clock.local(at).date())
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = _reckon(duty, calendar, at, pauses)
    return found


def _reckon(duty: Duty, calendar: reference.CityCalendar, at: dt.datetime, pauses: list[Pause]) -> tuple[Due, Spent]:
    due = policies.due_of(
        starts_at=duty.starts_at,
        limit=duty.limit,
        fixed_due_at=duty.fixed_due_at,
        pauses=pauses,
        calendar=calendar,
        round_the_clock=duty.round_the_clock,
    )
    return due, spent(duty.starts_at, duty.limit, calendar, pauses, at) if duty.limit else _fixed_account(duty, at)


def _fixed_account(duty: Duty, at: dt.datetime) -> Spent:
    """Natural days of a fixed period, for histories that come with instants only."""
    first, today = clock.local(duty.starts_at).date(), clock.local(at).date()
    last = clock.local(duty.fixed_due_at).date() if duty.fixed_due_at else first
    total = max(0, (last - first).days)
    return Spent(min(total, max(0, (today - first).days)), total, max(0, (today - last).days))


def _with_pauses(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """The pauses ride along as JSON: few duties have any, and a list then takes one query."""
    pauses = DutyPause.objects.filter(duty=OuterRef("pk")).order_by("since", "id")
    shape = JSONObject(reason="reason", document_no="document_no", since="since", until="until")
    return rows.annotate(pause_rows=ArraySubquery(pauses.values(row=shape)))


def _lamp_filter(lamp: str, now: dt.datetime) -> Q:
    """The lamp of open duties by their derived columns. Raises `InvalidInput` for another word."""
    if lamp == Lamp.RED:
        return Q(due_at__lt=now)
    if lamp == Lamp.YELLOW:
        return Q(due_at__gte=now, warn_at__lte=now)
    if lamp == Lamp.GREEN:
        return Q(due_at__gte=now, warn_at__gt=now)
    raise InvalidInput(errors={"lamp": "灯色只能是 red、yellow 或 green。"})


def _amount(number: float) -> str:
    """Whole units as they are, hours with one decimal."""
    return f"{round(number, 1):g}"


def _cursor(moment: dt.datetime, last_id: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), last_id]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[dt.datetime, int]:
    try:
        moment, last_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parsed = dt.datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            raise ValueError
        return parsed, int(last_id)
    except (ValueError, TypeError) as error:
        raise InvalidInput(errors={"cursor": "翻页标记不对，请从第一页重新看。"}) from error
