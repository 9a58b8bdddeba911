"""Verbs of the room `benchmarking`."""

from tongban.benchmarking.services.appraising import commend, criticise, order_rectification
from tongban.benchmarking.services.compare import start_comparison
from tongban.benchmarking.services.decide import accept_pair, pair_by_hand, refuse_pair
from tongban.benchmarking.services.improving import (
    PlannedStep,
    assign_improvement,
    close_improvement,
    report_progress,
    return_improvement,
    set_target,
)
from tongban.benchmarking.services.measuring import link_version, measure_improvement

__all__ = [
    "PlannedStep",
    "accept_pair",
    "assign_improvement",
    "close_improvement",
    "commend",
    "criticise",
    "link_version",
    "measure_improvement",
    "order_rectification",
    "pair_by_hand",
    "refuse_pair",
    "report_progress",
    "return_improvement",
    "set_target",
    "start_comparison",
]
