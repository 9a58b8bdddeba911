"""The verbs of the room `duties`.

They are called by the rooms above inside their own verbs, which have checked the person and the law of the case; the
duties' own law is checked here: a document for every pause and extension, one extension, one warning, one overdue.
"""

from tongban.duties.selectors import DutyView
from tongban.duties.services.keeping import (
    cancel_duties,
    discharge_duties,
    discharge_duty,
    extend_duty,
    move_duties,
    open_duty,
    pause_duties,
    resume_duties,
    shorten_duty,
)
from tongban.duties.services.sweeping import LookReport, RecomputeReport, look_again, recompute_due
from tongban.duties.services.taking_over import KeptDuty, take_over_duties

__all__ = [
    "DutyView",
    "KeptDuty",
    "LookReport",
    "RecomputeReport",
    "cancel_duties",
    "discharge_duties",
    "discharge_duty",
    "extend_duty",
    "look_again",
    "move_duties",
    "open_duty",
    "pause_duties",
    "recompute_due",
    "resume_duties",
    "shorten_duty",
    "take_over_duties",
]
