"""Questions to the room `credit`."""

from tongban.credit.selectors.lists import (
    TABS,
    LookRecord,
    OwnFile,
    RecordEvent,
    RecordPage,
    RecordStory,
    file_of,
    mine,
    open_counts,
    plea_file,
    record,
    records,
    story,
    usable_by,
)
from tongban.credit.selectors.public import PublishedPage, PublishedRecord, published
from tongban.credit.selectors.use import Bar, Standing, application_bar, application_bars, commitment_bar, standing
from tongban.credit.selectors.views import CreditRecordView, Evidence, PaperView, PleaView, record_view

__all__ = [
    "TABS",
    "Bar",
    "CreditRecordView",
    "Evidence",
    "LookRecord",
    "OwnFile",
    "PaperView",
    "PleaView",
    "PublishedPage",
    "PublishedRecord",
    "RecordEvent",
    "RecordPage",
    "RecordStory",
    "Standing",
    "application_bar",
    "application_bars",
    "commitment_bar",
    "file_of",
    "mine",
    "open_counts",
    "plea_file",
    "published",
    "record",
    "record_view",
    "records",
    "standing",
    "story",
    "usable_by",
]
