"""Verbs of the room `benchmarking`."""

from tongban.benchmarking.services.compare import start_comparison
from tongban.benchmarking.services.decide import accept_pair, pair_by_hand, refuse_pair

__all__ = ["accept_pair", "pair_by_hand", "refuse_pair", "start_comparison"]
