"""Questions of the room `catalogue`. What is published is public; drafts ask for a viewer."""

from tongban.catalogue.checklist import MaterialAsked, materials_for
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
from tongban.catalogue.default_form import for_applicant
from tongban.catalogue.elements import ELEMENTS, GUIDE_ELEMENTS, Element, ElementSet, plain
from tongban.catalogue.forms import clean_form, form_errors
from tongban.catalogue.listing import Listing
from tongban.catalogue.policies import Finding
from tongban.catalogue.selectors.guide import Guide, guide
from tongban.catalogue.selectors.items import (
    EntryView,
    ItemCard,
    ItemView,
    entries,
    entry_by_code,
    item,
    item_by_code,
    item_card,
    items_of_department,
    sample_items,
)
from tongban.catalogue.selectors.listings import line, listings, listings_of_versions
from tongban.catalogue.selectors.search import SearchPage, Suggestion, search, search_each, suggest
from tongban.catalogue.selectors.statistics import CatalogueStatistics, Rate, statistics, statistics_by
from tongban.catalogue.selectors.versions import (
    ItemVersionView,
    current_version,
    joined,
    left_out,
    publication_findings,
    seen,
    version,
    version_of_code,
    versions_of,
)

__all__ = [
    "ELEMENTS",
    "GUIDE_ELEMENTS",
    "CatalogueStatistics",
    "Element",
    "ElementSet",
    "EntryView",
    "FaqView",
    "FeeItemView",
    "FeeView",
    "Finding",
    "Guide",
    "ItemCard",
    "ItemVersionView",
    "ItemView",
    "LegalBasisView",
    "Listing",
    "MaterialAsked",
    "MaterialView",
    "Rate",
    "ResultView",
    "SearchPage",
    "SituationView",
    "StepView",
    "Suggestion",
    "VersionContent",
    "clean_form",
    "current_version",
    "entries",
    "entry_by_code",
    "for_applicant",
    "form_errors",
    "guide",
    "item",
    "item_by_code",
    "item_card",
    "items_of_department",
    "joined",
    "left_out",
    "line",
    "listings",
    "listings_of_versions",
    "materials_for",
    "plain",
    "publication_findings",
    "sample_items",
    "search",
    "search_each",
    "seen",
    "statistics",
    "statistics_by",
    "suggest",
    "version",
    "version_of_code",
    "versions_of",
]
