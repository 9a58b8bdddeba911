"""Verbs of the room `cross_region`: what the intake place does, what the competent place does, what both do."""

from tongban.cross_region.services.assistance import begin_assistance, book_assistance, end_assistance
from tongban.cross_region.services.forward import (
    ForwardedCase,
    ask_withdrawal,
    forward_application,
    send_supplement,
)
from tongban.cross_region.services.guides import ask_guides, keep_guides, tell_guides
from tongban.cross_region.services.hand_over import (
    hand_over_result,
    move_paper,
    note_paper_moved,
    note_result_handed_over,
)
from tongban.cross_region.services.mirror import keep_papers, note_step
from tongban.cross_region.services.take import take_application, take_supplement, take_withdrawal
from tongban.cross_region.services.tell import send_papers, tell_step

__all__ = [
    "ForwardedCase",
    "ask_guides",
    "ask_withdrawal",
    "begin_assistance",
    "book_assistance",
    "end_assistance",
    "forward_application",
    "hand_over_result",
    "keep_guides",
    "keep_papers",
    "move_paper",
    "note_paper_moved",
    "note_result_handed_over",
    "note_step",
    "send_papers",
    "send_supplement",
    "take_application",
    "take_supplement",
    "take_withdrawal",
    "tell_guides",
    "tell_step",
]
