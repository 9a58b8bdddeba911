"""Tables of the room `catalogue`, one module per aggregate."""

from tongban.catalogue.models.items import CatalogueEntry, ServiceItem
from tongban.catalogue.models.laws import Law, PowerBasis
from tongban.catalogue.models.lineage import ItemChange, Lineage
from tongban.catalogue.models.points import Offering
from tongban.catalogue.models.search import SearchDocument
from tongban.catalogue.models.sets import ElementSetRow
from tongban.catalogue.models.statistics import Standing, StatisticsSnapshot
from tongban.catalogue.models.versions import ItemVersion, LegalBasis, MaterialRequirement

__all__ = [
    "CatalogueEntry",
    "ElementSetRow",
    "ItemChange",
    "ItemVersion",
    "Law",
    "LegalBasis",
    "Lineage",
    "MaterialRequirement",
    "Offering",
    "PowerBasis",
    "SearchDocument",
    "ServiceItem",
    "Standing",
    "StatisticsSnapshot",
]
