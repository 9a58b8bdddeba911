"""Time as law: from a start, a limit, a calendar and the pauses to the instant at which a period ends.

Pure functions of their arguments; nothing here reads the time, a table or a setting. `terms` has the words,
`articles` the law they rest on, `calendar` which days work, `pauses` which days stand still, `counting` the arithmetic.
"""

from tongban.kernel.deadline.calendar import HolidayTable, WorkCalendar
from tongban.kernel.deadline.counting import Spent, add_months, due, spent, used
from tongban.kernel.deadline.terms import BadLimit, BadPause, BadStart, Due, Limit, LimitUnit, Pause

__all__ = [
    "BadLimit",
    "BadPause",
    "BadStart",
    "Due",
    "HolidayTable",
    "Limit",
    "LimitUnit",
    "Pause",
    "Spent",
    "WorkCalendar",
    "add_months",
    "due",
    "spent",
    "used",
]
