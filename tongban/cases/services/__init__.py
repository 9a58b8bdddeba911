"""The verbs of a case, one family a file. Page, interface and command call the same functions."""

from tongban.cases.services._begin import MaterialInput
from tongban.cases.services.accept import accept_case, deem_accepted, refuse_acceptance
from tongban.cases.services.apply import GivenMaterial, ReceivedCase, submit_application
from tongban.cases.services.batch import Wish, act_in_batch
from tongban.cases.services.charge import charge_case, drop_fees
from tongban.cases.services.commit import commit, decide_on_commitment, note_owed_missed, withdraw_commitment
from tongban.cases.services.counsel import CounselLine, draft_from_counsel, give_counsel
from tongban.cases.services.decide import decide_case, decide_on_the_spot
from tongban.cases.services.deliver import close_case, deliver_result, issue_result
from tongban.cases.services.draft import (
    attach_material,
    draft_case,
    remove_material,
    save_form,
    use_held_licences,
)
from tongban.cases.services.enter_past import PastDates, confirm_past_case, enter_past_case
from tongban.cases.services.exit import fetch_result, place_result
from tongban.cases.services.extend import answer_extension, ask_extension
from tongban.cases.services.handing import ask_assistance, hand_over_step, return_to_examination, transfer_case
from tongban.cases.services.hearing import (
    arrange_hearing,
    ask_hearing,
    expire_hearing_right,
    record_hearing,
    tell_hearing_right,
)
from tongban.cases.services.history import give_history
from tongban.cases.services.instruments import instrument_pdf, make_instrument
from tongban.cases.services.interested import (
    ask_interested_hearing,
    interested_paper,
    name_interested,
    state_interest,
)
from tongban.cases.services.logged import LogReport, import_log
from tongban.cases.services.opinion import change_opinion, drop_opinion, keep_opinion
from tongban.cases.services.parcels import send_papers
from tongban.cases.services.reopen import mark_solved, reopen_case
from tongban.cases.services.revoke import drop_revocation, notify_revocation, revoke_decision, state_defence
from tongban.cases.services.shown import as_shown
from tongban.cases.services.statement import state_time
from tongban.cases.services.steps import (
    TakenStep,
    examine_case,
    finish_step,
    give_back,
    return_step,
    take_next,
    take_step,
)
from tongban.cases.services.submit import submit_case
from tongban.cases.services.supplement import lapse_case, notify_supplement, supplement_case
from tongban.cases.services.suspend import resume_case, suspend_case, tell_overrun
from tongban.cases.services.talk import read_messages, write_message
from tongban.cases.services.tolerance import accept_with_tolerance, hand_in_promised, miss_tolerance, promise_materials
from tongban.cases.services.urgent import shorten_promise
from tongban.cases.services.verify import note_mending_missed, report_mended, verify_commitment
from tongban.cases.services.versions import MoveReport, move_case, move_cases, undo_move, undo_moves
from tongban.cases.services.views import open_case
from tongban.cases.services.withdraw import withdraw_case
from tongban.files.services import Upload

__all__ = [
    "CounselLine",
    "GivenMaterial",
    "LogReport",
    "MaterialInput",
    "MoveReport",
    "PastDates",
    "ReceivedCase",
    "TakenStep",
    "Upload",
    "Wish",
    "accept_case",
    "accept_with_tolerance",
    "act_in_batch",
    "answer_extension",
    "arrange_hearing",
    "as_shown",
    "ask_assistance",
    "ask_extension",
    "ask_hearing",
    "ask_interested_hearing",
    "attach_material",
    "change_opinion",
    "charge_case",
    "close_case",
    "commit",
    "confirm_past_case",
    "decide_case",
    "decide_on_commitment",
    "decide_on_the_spot",
    "deem_accepted",
    "deliver_result",
    "draft_case",
    "draft_from_counsel",
    "drop_fees",
    "drop_opinion",
    "drop_revocation",
    "enter_past_case",
    "examine_case",
    "expire_hearing_right",
    "fetch_result",
    "finish_step",
    "give_back",
    "give_counsel",
    "give_history",
    "hand_in_promised",
    "hand_over_step",
    "import_log",
    "instrument_pdf",
    "interested_paper",
    "issue_result",
    "keep_opinion",
    "lapse_case",
    "make_instrument",
    "mark_solved",
    "miss_tolerance",
    "move_case",
    "move_cases",
    "name_interested",
    "note_mending_missed",
    "note_owed_missed",
    "notify_revocation",
    "notify_supplement",
    "open_case",
    "place_result",
    "promise_materials",
    "read_messages",
    "record_hearing",
    "refuse_acceptance",
    "remove_material",
    "reopen_case",
    "report_mended",
    "resume_case",
    "return_step",
    "return_to_examination",
    "revoke_decision",
    "save_form",
    "send_papers",
    "shorten_promise",
    "state_defence",
    "state_interest",
    "state_time",
    "submit_application",
    "submit_case",
    "supplement_case",
    "suspend_case",
    "take_next",
    "take_step",
    "tell_hearing_right",
    "tell_overrun",
    "transfer_case",
    "undo_move",
    "undo_moves",
    "use_held_licences",
    "verify_commitment",
    "withdraw_case",
    "withdraw_commitment",
    "write_message",
]
