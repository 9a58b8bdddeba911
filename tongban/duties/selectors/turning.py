"""What turns yellow or red now: the supervisor's question of every minute, at the same cost however many are green.

Every running duty knows when something next happens to it (`look_at`: its warning, else its end); those of a scope
stand in an index in that order, so the answer is the head of a range.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from tongban.duties.models import Duty
from tongban.duties.selectors.queues import MOST_COUNTED, heads, scopes
from tongban.duties.selectors.views import DutyView, Present, with_pauses
from tongban.duties.states import Lamp
from tongban.kernel import clock
from tongban.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Turn:
    """One duty, the lamp it turns to, and when."""

    duty: DutyView
    lamp: Lamp
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Turning:
    """The next turns, soonest first, and how many there are until then (each counted up to `MOST_COUNTED`)."""

    until: dt.datetime
    rows: tuple[Turn, ...]
    yellow: int
    red: int


def turning(
    *, viewer: Actor, until: dt.datetime, department_ids: Collection[int] | None = None, size: int = 50
) -> Turning:
    """Running duties of the viewer's scope that turn yellow or red until then, what the sweep has yet to mark included.

    Raises `PermissionDenied` without `duties.view`.
    """
    reach = scopes(viewer, department_ids)
    coming = ("look_at <= %s", [until])
    counted = heads(reach, [coming], [], "look_at", MOST_COUNTED)
    if counted is None:
        return Turning(until, (), 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE look_at < due_at), count(*) FILTER (WHERE look_at >= due_at) "  # noqa: S608
            f"FROM duties_duty WHERE id IN ({counted[0]})",
            counted[1],
        )
        yellow, red = cursor.fetchone()
    wanted = heads(reach, [coming], [], "look_at", max(1, min(size, 200)))
    assert wanted is not None  # the same scope as above
    rows = list(with_pauses(Duty.objects.filter(pk__in=RawSQL(*wanted))).order_by("look_at", "id"))  # noqa: S611
    views = Present.views(rows)
    return Turning(until, tuple(map(_turn, rows, views)), yellow, red)


def now_turning(*, viewer: Actor, within: dt.timedelta = dt.timedelta(hours=1), size: int = 50) -> Turning:
    """`turning` from now on, by default for the next hour."""
    return turning(viewer=viewer, until=clock.now() + within, size=size)


def _turn(row: Duty, view: DutyView) -> Turn:
    at = row.look_at
    assert at is not None  # the range holds only those that turn
    return Turn(view, Lamp.YELLOW if row.due_at is not None and at < row.due_at else Lamp.RED, at)
