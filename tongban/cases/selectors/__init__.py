"""Questions about cases. Everything takes a viewer and answers with frozen dataclasses."""

from tongban.cases.selectors.identity import unlike_register
from tongban.cases.selectors.lists import MOST_COUNTED, CasePage, CaseRow, my_cases, queue, queue_counts, rows_of
from tongban.cases.selectors.one import (
    CaseView,
    ClockView,
    InstrumentView,
    MaterialState,
    case_by_no,
    case_view,
    clocks,
    material_file,
    timeline,
)

__all__ = [
    "MOST_COUNTED",
    "CasePage",
    "CaseRow",
    "CaseView",
    "ClockView",
    "InstrumentView",
    "MaterialState",
    "case_by_no",
    "case_view",
    "clocks",
    "material_file",
    "my_cases",
    "queue",
    "queue_counts",
    "rows_of",
    "timeline",
    "unlike_register",
]
