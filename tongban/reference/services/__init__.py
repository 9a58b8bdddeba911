"""The verbs of the room `reference`."""

from tongban.reference.services.calendar import announce_year, set_calendar_days
from tongban.reference.services.loading import LoadReport, load_reference_data
from tongban.reference.services.regions import ImportReport, import_regions, register_region

__all__ = [
    "ImportReport",
    "LoadReport",
    "announce_year",
    "import_regions",
    "load_reference_data",
    "register_region",
    "set_calendar_days",
]
