"""The questions of the room `duties`. Lists are scoped by the viewer's departments and regions."""

from __future__ import annotations

import datetime as dt

from tongban.duties.models import Duty
from tongban.duties.selectors.counts import Outcomes, outcomes
from tongban.duties.selectors.queues import MOST_COUNTED, DutyPage, duties, lamp_counts
from tongban.duties.selectors.turning import Turn, Turning, now_turning, turning
from tongban.duties.selectors.urgent import duties_of, duties_of_each, most_urgent, next_turn
from tongban.duties.selectors.views import DutyView, PauseView, pauses_of, view

__all__ = [
    "MOST_COUNTED",
    "DutyPage",
    "DutyView",
    "Outcomes",
    "PauseView",
    "Turn",
    "Turning",
    "due_for_check",
    "duties",
    "duties_of",
    "duties_of_each",
    "lamp_counts",
    "most_urgent",
    "next_turn",
    "now_turning",
    "outcomes",
    "pauses_of",
    "turning",
    "view",
]


def due_for_check(now: dt.datetime) -> int:
    """How many running duties wait for `look_again`."""
    return Duty.objects.filter(look_at__lt=now).count()
