"""What a duty's dates mean: due, warning, lamp. Pure functions of dates, pauses and the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from tongban.duties.states import RUNNING, DutyState, Lamp
from tongban.kernel import clock
from tongban.kernel.deadline import Due, HolidayTable, Limit, LimitUnit, Pause, WorkCalendar, due

#: The last fifth of a limit, and at least its last day, is yellow (电子监察通行做法).
WARNING_SHARE: Final = 5
FIXED_BASIS: Final = "到期时间按原记录，不重新推算。"


def due_of(
    *,
    starts_at: dt.datetime,
    limit: Limit | None,
    fixed_due_at: dt.datetime | None,
    pauses: Sequence[Pause],
    calendar: HolidayTable,
    round_the_clock: bool = False,
) -> Due:
    """When the duty ends. Fixed instants of imported histories stand as they are, whatever the calendar says."""
    if limit is None:
        if fixed_due_at is None:
            raise ValueError("a duty has a limit or a fixed instant")
        return Due(fixed_due_at, clock.local(fixed_due_at).date(), (), False, (FIXED_BASIS,))
    return due(starts_at, limit, calendar.with_hours(None) if round_the_clock else calendar, pauses)


def warn_at(*, starts_at: dt.datetime, limit: Limit | None, due: Due, calendar: WorkCalendar) -> dt.datetime | None:
    """When the lamp turns yellow: at the opening of the first day of the last fifth; None while the end is unknown.

    Of hours and fixed instants it is the last fifth of the time, at least one hour and one day; on-the-spot duties
    are yellow from the start.
    """
    if due.due_at is None:
        return None
    if due.counted:
        day = due.counted[-max(1, len(due.counted) // WARNING_SHARE)]
        opening = calendar.business_hours(day)
        return max(starts_at, clock.at(day, opening[0]) if opening else clock.at(day))
    if limit is not None and limit.unit is not LimitUnit.HOUR:
        return starts_at
    least = dt.timedelta(hours=1) if limit is not None else dt.timedelta(days=1)
    return max(starts_at, due.due_at - max(least, (due.due_at - starts_at) / WARNING_SHARE))


def lamp(
    *,
    state: str,
    due_at: dt.datetime | None,
    warn_at: dt.datetime | None,
    now: dt.datetime,
    ended_at: dt.datetime | None,
) -> Lamp:
    """The colour: red once the end has passed (for finished duties: had passed), yellow from the warning on.

    Grey where no time runs: suspended or cancelled.
    """
    if state == DutyState.CANCELLED or due_at is None:
        return Lamp.GREY
    moment = ended_at or now
    if moment > due_at:
        return Lamp.RED
    if state not in RUNNING:
        return Lamp.GREEN
    return Lamp.YELLOW if warn_at is not None and moment >= warn_at else Lamp.GREEN


def look_at(
    *,
    due_at: dt.datetime | None,
    warn_at: dt.datetime | None,
    warned_at: dt.datetime | None,
    overdue_at: dt.datetime | None,
) -> dt.datetime | None:
    """When something next happens to a running duty: its warning, else its end; None where nothing will."""
    if due_at is None or overdue_at is not None:
        return None
    return warn_at if warn_at is not None and warned_at is None else due_at
