"""Questions to the room `benchmarking`."""

from tongban.benchmarking.aims import AIMS, Value
from tongban.benchmarking.foreign import Foreign, read_foreign
from tongban.benchmarking.gaps import DIRECTIONS, Gap, WeakLink, gaps, weak_links
from tongban.benchmarking.matching import align
from tongban.benchmarking.selectors.comparisons import (
    Aligned,
    Beside,
    ComparisonView,
    PairView,
    aligned,
    alignment,
    beside,
    comparison,
    comparisons,
    lagging,
    pair_page,
    pairs,
    sides,
)
from tongban.benchmarking.selectors.improvements import (
    AppraisalView,
    ImprovementView,
    MilestoneView,
    actions,
    appraisals,
    improvement,
    improvement_history,
    improvements,
    roadmap,
)
from tongban.benchmarking.selectors.report import report_pdf, summary
from tongban.benchmarking.selectors.scoreboard import BAND_RULE, Band, DepartmentScore, Scoreboard, scoreboard

__all__ = [
    "AIMS",
    "BAND_RULE",
    "DIRECTIONS",
    "Aligned",
    "AppraisalView",
    "Band",
    "Beside",
    "ComparisonView",
    "DepartmentScore",
    "Foreign",
    "Gap",
    "ImprovementView",
    "MilestoneView",
    "PairView",
    "Scoreboard",
    "Value",
    "WeakLink",
    "actions",
    "align",
    "aligned",
    "alignment",
    "appraisals",
    "beside",
    "comparison",
    "comparisons",
    "gaps",
    "improvement",
    "improvement_history",
    "improvements",
    "lagging",
    "pair_page",
    "pairs",
    "read_foreign",
    "report_pdf",
    "roadmap",
    "scoreboard",
    "sides",
    "summary",
    "weak_links",
]
