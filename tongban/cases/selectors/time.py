"""The time of a case, day by day: what ran, what stood still by which document, what was added or taken off. Pure.

`account` follows a duty from the day after its start to the day it ended (or today) and gives every day one reason, so
that its sums are those of `duties`: `ran == used`, `late == overdue`, and nothing of the calendar is left over.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tongban.duties.selectors import DutyView, PauseView
from tongban.kernel import clock
from tongban.kernel.deadline import LimitUnit, WorkCalendar
from tongban.ledger.facts import FactView

_DAY = dt.timedelta(days=1)


class Ran(enum.StrEnum):
    """What a day was to a clock."""

    RAN = "ran"
    OFF = "off"
    STILL = "still"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Span:
    """Days that follow each other and were the same to a clock; both ends included.

    `counted` are the units that ran (or came late), `off` the days between them that count for nothing.
    """

    what: Ran
    first: dt.date
    last: dt.date
    counted: float = 0
    off: int = 0
    reason: str = ""
    document_no: str = ""

    @property
    def days(self) -> int:
        """Days of the calendar."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Change:
    """The limit was lengthened by a document, or shortened because it was urgent."""

    text: str
    number: int
    document_no: str = ""
    reason: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One clock accounted for. `ran`, `late`, `total` and `left` are in `unit`, `still` and `off` in calendar days."""

    kind: str
    label: str
    basis: str
    unit: LimitUnit
    unit_label: str
    started_at: dt.datetime
    after_hours: bool
    until: dt.date
    running: bool
    spans: tuple[Span, ...]
    changes: tuple[Change, ...]
    ran: float
    late: float
    still: int
    off: int
    total: float
    left: float
    due_on: dt.date | None
    provisional: bool

    @property
    def started_on(self) -> dt.date:
        """The day that does not count."""
        return clock.local(self.started_at).date()

    @property
    def days(self) -> int:
        """Days of the calendar after the day of the start."""
        return (self.until - self.started_on).days


def account(duty: DutyView, calendar: WorkCalendar, *, now: dt.datetime, changes: Sequence[Change] = ()) -> Account:
    """The account of one duty at an instant (that for which the view was derived)."""
    ended = duty.ended_at or now
    until = max(clock.local(ended).date(), clock.local(duty.starts_at).date())
    unit = duty.limit.unit if duty.limit is not None else LimitUnit.NATURAL_DAY
    in_days = unit is not LimitUnit.HOUR
    spans = tuple(_joined(_days(duty, calendar, unit, until))) if in_days else _hour_spans(duty, ended)
    closing = None if duty.round_the_clock else calendar.business_hours(clock.local(duty.starts_at).date())
    after_hours = closing is not None and clock.local(duty.starts_at).time() > closing[1]
    return Account(
        kind=duty.kind,
        label=duty.kind_label,
        basis=duty.basis,
        unit=unit,
        unit_label=duty.unit_label,
        started_at=duty.starts_at,
        after_hours=after_hours,
        until=until,
        running=duty.running,
        spans=spans,
        changes=tuple(changes),
        ran=sum(span.counted for span in spans if span.what is Ran.RAN),
        late=sum(span.counted for span in spans if span.what is Ran.LATE),
        still=sum(span.days for span in spans if span.what is Ran.STILL),
        off=sum(span.off for span in spans),
        total=duty.used + duty.remaining,
        left=duty.remaining,
        due_on=duty.due.due_on,
        provisional=duty.provisional,
    )


def _days(duty: DutyView, calendar: WorkCalendar, unit: LimitUnit, until: dt.date) -> Iterator[Span]:
    """Every day after the start with what it was; a day that a pause touches stands still whole (行政许可法 45)."""
    counted, due_on = set(duty.due.counted), duty.due.due_on
    fixed = duty.limit is None
    day = clock.local(duty.starts_at).date()
    while day < until:
        day += _DAY
        if pauses := [pause for pause in duty.pauses if _stands(pause, day)]:
            reasons = "；".join(dict.fromkeys(pause.reason for pause in pauses))
            numbers = "、".join(dict.fromkeys(pause.document_no for pause in pauses))
            yield Span(Ran.STILL, day, day, reason=reasons, document_no=numbers)
        elif due_on is not None and day > due_on:
            works = unit is not LimitUnit.WORKING_DAY or calendar.is_working_day(day)
            yield Span(Ran.LATE, day, day, counted=1) if works else Span(Ran.OFF, day, day, off=1)
        elif fixed or day in counted:
            yield Span(Ran.RAN, day, day, counted=1)
        else:
            yield Span(Ran.OFF, day, day, off=1)


def _stands(pause: PauseView, day: dt.date) -> bool:
    until = clock.local(pause.until).date() if pause.until is not None else None
    return clock.local(pause.since).date() <= day and (until is None or day <= until)


def _joined(days: Iterator[Span]) -> Iterator[Span]:
    """Days of one kind together; days off join the days they lie between."""
    held: Span | None = None
    for day in days:
        if held is not None and _alike(held, day):
            what = day.what if held.what is Ran.OFF else held.what
            held = replace(held, what=what, last=day.last, counted=held.counted + day.counted, off=held.off + day.off)
            continue
        if held is not None:
            yield held
        held = day
    if held is not None:
        yield held


def _alike(held: Span, day: Span) -> bool:
    if held.what is Ran.STILL or day.what is Ran.STILL:
        return held.what is day.what and held.document_no == day.document_no
    return held.what is day.what or Ran.OFF in (held.what, day.what)


def _hour_spans(duty: DutyView, ended: dt.datetime) -> tuple[Span, ...]:
    """Hours run through nights and days off; what stood still is told by its days."""
    first, last = clock.local(duty.starts_at).date(), clock.local(ended).date()
    spans = [Span(Ran.RAN, first, last, counted=duty.used)]
    for pause in duty.pauses:
        begun, over = clock.local(pause.since).date(), clock.local(pause.until or ended).date()
        spans.append(Span(Ran.STILL, begun, max(begun, over), reason=pause.reason, document_no=pause.document_no))
    if duty.overdue:
        spans.append(Span(Ran.LATE, last, last, counted=duty.overdue))
    return tuple(spans)


# --- what was added and taken off -----------------------------------------------------------------
def changes_of(duty: DutyView, facts: Sequence[FactView], reasons: Mapping[str, str]) -> list[Change]:
    """How the limit of a duty changed: extension by its document (`reasons` by document), shortening by its facts."""
    found = [
        Change(str(fact.data["to"]), 0, reason=str(fact.data.get("reason") or ""), before=str(fact.data["before"]))
        for fact in facts
        if fact.kind == "duty.shortened" and fact.data.get("kind") == duty.kind
    ]
    if duty.extension:
        number = duty.extension_document_no
        found.append(Change(f"{duty.extension}{duty.unit_label}", duty.extension, number, reasons.get(number, "")))
    return found
