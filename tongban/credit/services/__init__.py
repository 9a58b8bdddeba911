"""Verbs of the room `credit`."""

from tongban.credit.services.check import confirm_record, refuse_record
from tongban.credit.services.end import lapse_records, revoke_record
from tongban.credit.services.hear import end_hearing, state_defence, weigh_defence
from tongban.credit.services.look import CreditFile, open_file, open_record
from tongban.credit.services.objection import answer_objection, object_record
from tongban.credit.services.papers import PaperFile, credit_paper, make_paper
from tongban.credit.services.record import drop_record, record_credit, resubmit_record
from tongban.credit.services.repair import apply_for_repair, decide_repair
from tongban.credit.services.shown import as_shown

__all__ = [
    "CreditFile",
    "PaperFile",
    "answer_objection",
    "apply_for_repair",
    "as_shown",
    "confirm_record",
    "credit_paper",
    "decide_repair",
    "drop_record",
    "end_hearing",
    "lapse_records",
    "make_paper",
    "object_record",
    "open_file",
    "open_record",
    "record_credit",
    "refuse_record",
    "resubmit_record",
    "revoke_record",
    "state_defence",
    "weigh_defence",
]
