"""Tables of the room `catalogue`, one module per aggregate."""

from tongban.catalogue.models.items import CatalogueEntry, ServiceItem
from tongban.catalogue.models.search import SearchDocument
from tongban.catalogue.models.versions import ItemVersion, LegalBasis, MaterialRequirement

__all__ = ["CatalogueEntry", "ItemVersion", "LegalBasis", "MaterialRequirement", "SearchDocument", "ServiceItem"]
