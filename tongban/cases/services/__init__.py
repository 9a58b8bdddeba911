"""The verbs of a case, one family a file. Page, interface and command call the same functions."""

from tongban.cases.services._begin import MaterialInput
from tongban.cases.services.accept import accept_case, deem_accepted, refuse_acceptance
from tongban.cases.services.apply import GivenMaterial, ReceivedCase, Upload, submit_application
from tongban.cases.services.decide import decide_case, decide_on_the_spot, examine_case
from tongban.cases.services.deliver import close_case, deliver_result, issue_result
from tongban.cases.services.draft import (
    attach_material,
    draft_case,
    remove_material,
    save_form,
    use_held_licences,
)
from tongban.cases.services.history import give_history
from tongban.cases.services.instruments import instrument_pdf, make_instrument
from tongban.cases.services.shown import as_shown
from tongban.cases.services.submit import submit_case
from tongban.cases.services.supplement import lapse_case, notify_supplement, supplement_case
from tongban.cases.services.views import open_case
from tongban.cases.services.withdraw import withdraw_case

__all__ = [
    "GivenMaterial",
    "MaterialInput",
    "ReceivedCase",
    "Upload",
    "accept_case",
    "as_shown",
    "attach_material",
    "close_case",
    "decide_case",
    "decide_on_the_spot",
    "deem_accepted",
    "deliver_result",
    "draft_case",
    "examine_case",
    "give_history",
    "instrument_pdf",
    "issue_result",
    "lapse_case",
    "make_instrument",
    "notify_supplement",
    "open_case",
    "refuse_acceptance",
    "remove_material",
    "save_form",
    "submit_application",
    "submit_case",
    "supplement_case",
    "use_held_licences",
    "withdraw_case",
]
