"""Questions about cases. Everything takes a viewer and answers with frozen dataclasses."""

from tongban.cases.selectors.handling import Handling, case_volumes, handling, handling_of_versions, together
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
from tongban.cases.selectors.running import running_cases

__all__ = [
    "MOST_COUNTED",
    "CasePage",
    "CaseRow",
    "CaseView",
    "ClockView",
    "Handling",
    "InstrumentView",
    "MaterialState",
    "case_by_no",
    "case_view",
    "case_volumes",
    "clocks",
    "handling",
    "handling_of_versions",
    "material_file",
    "my_cases",
    "queue",
    "queue_counts",
    "rows_of",
    "running_cases",
    "timeline",
    "together",
    "unlike_register",
]
