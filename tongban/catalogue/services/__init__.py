"""Verbs of the room `catalogue`. Versions are drafted from `VersionContent`."""

from tongban.catalogue.content import (
    FaqView,
    FeeItemView,
    FeeView,
    LegalBasisView,
    MaterialView,
    ResultView,
    SituationView,
    StepView,
    VersionContent,
)
from tongban.catalogue.indexing import rebuild as rebuild_search
from tongban.catalogue.measuring import measure_elements
from tongban.catalogue.promises import Reapproval
from tongban.catalogue.services.changing import abolish_item, resume_item, suspend_item
from tongban.catalogue.services.compiling import change_draft, create_entry, create_item, draft_version
from tongban.catalogue.services.import_report import ImportReport, RowFinding, RowOutcome
from tongban.catalogue.services.importing import import_feed
from tongban.catalogue.services.laws import base_power, register_law, repeal_law
from tongban.catalogue.services.mending import mend_draft
from tongban.catalogue.services.points import offer_item, offer_items, withdraw_offering
from tongban.catalogue.services.publishing import (
    DayReport,
    publish_version,
    schedule_version,
    take_effect,
    withdraw_schedule,
)
from tongban.catalogue.services.reviewing import discard_version, endorse_version, return_version, submit_for_review
from tongban.catalogue.services.sets import define_element_set
from tongban.catalogue.services.sheets import import_sheet
from tongban.catalogue.services.statistics import keep_statistics
from tongban.catalogue.services.succession import (
    Grounds,
    NewItem,
    cancel_change,
    devolve_item,
    merge_items,
    split_item,
    transfer_item,
)

__all__ = [
    "DayReport",
    "FaqView",
    "FeeItemView",
    "FeeView",
    "Grounds",
    "ImportReport",
    "LegalBasisView",
    "MaterialView",
    "NewItem",
    "Reapproval",
    "ResultView",
    "RowFinding",
    "RowOutcome",
    "SituationView",
    "StepView",
    "VersionContent",
    "abolish_item",
    "base_power",
    "cancel_change",
    "change_draft",
    "create_entry",
    "create_item",
    "define_element_set",
    "devolve_item",
    "discard_version",
    "draft_version",
    "endorse_version",
    "import_feed",
    "import_sheet",
    "keep_statistics",
    "measure_elements",
    "mend_draft",
    "merge_items",
    "offer_item",
    "offer_items",
    "publish_version",
    "rebuild_search",
    "register_law",
    "repeal_law",
    "resume_item",
    "return_version",
    "schedule_version",
    "split_item",
    "submit_for_review",
    "suspend_item",
    "take_effect",
    "transfer_item",
    "withdraw_offering",
    "withdraw_schedule",
]
