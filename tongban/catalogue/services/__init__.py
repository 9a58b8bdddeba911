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
from tongban.catalogue.services.compiling import (
    change_draft,
    create_entry,
    create_item,
    discard_version,
    draft_version,
    return_version,
    submit_for_review,
)
from tongban.catalogue.services.import_report import ImportReport, RowFinding, RowOutcome
from tongban.catalogue.services.importing import import_feed
from tongban.catalogue.services.publishing import abolish_item, publish_version, resume_item, suspend_item

__all__ = [
    "FaqView",
    "FeeItemView",
    "FeeView",
    "ImportReport",
    "LegalBasisView",
    "MaterialView",
    "ResultView",
    "RowFinding",
    "RowOutcome",
    "SituationView",
    "StepView",
    "VersionContent",
    "abolish_item",
    "change_draft",
    "create_entry",
    "create_item",
    "discard_version",
    "draft_version",
    "import_feed",
    "publish_version",
    "rebuild_search",
    "resume_item",
    "return_version",
    "submit_for_review",
    "suspend_item",
]
