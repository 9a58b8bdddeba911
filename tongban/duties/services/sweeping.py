"""What the worker does with running duties: see which turned yellow or red, derive anew when the calendar changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from tongban.duties import _rows
from tongban.duties.facts import DUTY_DUE_CHANGED, DUTY_OVERDUE, DUTY_WARNED
from tongban.duties.models import Duty
from tongban.duties.services._common import derived, record, settle, text
from tongban.duties.states import RUNNING
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactKind
from tongban.reference import selectors as reference
from tongban.reference.selectors import CityCalendar


@dataclass(frozen=True, slots=True)
class LookReport:
    """What one sweep recorded."""

    warned: int
    overdue: int


@dataclass(frozen=True, slots=True)
class RecomputeReport:
    """What a change of the calendar did to running duties."""

    checked: int
    changed: int


def look_again(now: dt.datetime, *, actor: Actor, batch: int = 200) -> LookReport:
    """Record which running duties turned yellow or red until `now`, each exactly once, most overdue first.

    Several workers may sweep at once: each takes rows nobody else holds. An end that passed unwarned is recorded as
    overdue only; a warning after the end would be no warning.
    """
    warned = overdue = 0
    while True:
        with transaction.atomic():
            rows = list(
                Duty.objects.select_for_update(no_key=True, skip_locked=True)
                .filter(look_at__lt=now)
                .order_by("look_at")[:batch]
            )
            if not rows:
                return LookReport(warned, overdue)
            calendar = reference.work_calendar()
            _rows.spare_pauses(rows)
            for duty in rows:
                kind = _look(duty, calendar, now)
                if kind is not None:
                    record(kind, duty, actor, due_at=text(duty.due_at), promised=duty.promised)
                warned += kind is DUTY_WARNED
                overdue += kind is DUTY_OVERDUE


def recompute_due(*, actor: Actor, batch: int = 500) -> RecomputeReport:
    """Derive anew every running duty that another edition of the calendar dated, and record those whose end moved.

    Called when a holiday notice arrives; provisional ends become final. Rows locked by others wait for the next run.
    """
    checked = changed = 0
    while True:
        with transaction.atomic():
            calendar = reference.work_calendar()
            rows = list(
                Duty.objects.select_for_update(no_key=True, skip_locked=True)
                .filter(state__in=RUNNING, fixed_due_at=None)
                .exclude(calendar_edition=calendar.edition)
                .order_by("id")[:batch]
            )
            if not rows:
                return RecomputeReport(checked, changed)
            checked += len(rows)
            _rows.spare_pauses(rows)
            for duty in rows:
                before = duty.due_at
                settle(duty, calendar)
                if duty.due_at != before:
                    changed += 1
                    record(
                        DUTY_DUE_CHANGED,
                        duty,
                        actor,
                        before=text(before),
                        after=text(duty.due_at),
                        provisional=duty.provisional,
                    )


# --- inside the room ----------------------------------------------------------------------------
def _look(duty: Duty, calendar: CityCalendar, now: dt.datetime) -> FactKind | None:
    """Bring one duty up to date; returns the fact that has become true, if any."""
    values = derived(duty, calendar)
    due_at, warn_at = values["due_at"], values["warn_at"]
    kind = None
    if isinstance(due_at, dt.datetime) and due_at < now:
        duty.overdue_at, kind = now, DUTY_OVERDUE
    elif isinstance(warn_at, dt.datetime) and warn_at <= now and duty.warned_at is None:
        duty.warned_at, kind = now, DUTY_WARNED
    settle(duty, calendar, seen_at=now, warned_at=duty.warned_at, overdue_at=duty.overdue_at)
    return kind
