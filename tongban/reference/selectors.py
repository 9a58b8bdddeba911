"""The questions of the room `reference`. All of it is public knowledge, so none takes a viewer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from tongban.kernel import statements
from tongban.kernel.caching import of_the_ground, remembered
from tongban.kernel.deadline import HolidayTable
from tongban.reference.errors import UnknownCode, UnknownDataElement, UnknownParameter
from tongban.reference.models import CalendarDay, CalendarEdition, CodeEntry, DataElement, GroundMark
from tongban.reference.national_calendar import last_announced_year, national_calendar
from tongban.reference.parameters import ParameterView, parameter, parameters
from tongban.reference.places import (
    RegionView,
    ancestors,
    covered_codes,
    region,
    region_counts,
    region_names,
    regions,
    regions_by_code,
    search_regions,
)

__all__ = [
    "CalendarDayView",
    "CityCalendar",
    "CodeEntryView",
    "DataElementView",
    "ParameterView",
    "RegionView",
    "ancestors",
    "calendar_days",
    "code_label",
    "code_list",
    "covered_codes",
    "data_element",
    "data_elements",
    "ground_mark",
    "ground_marks",
    "national_calendar",
    "parameter",
    "parameters",
    "past_elements",
    "personal_elements",
    "region",
    "region_counts",
    "region_names",
    "regions",
    "regions_by_code",
    "search_regions",
    "work_calendar",
]


# --- the mark of the ground ---------------------------------------------------------------------
GROUND_MARK = "SELECT mark FROM reference_groundmark WHERE id = 1"
"""The mark as SQL, for statements without the ORM."""


def ground_marks() -> QuerySet[GroundMark, str]:
    """The mark as a subquery, for rooms that read it with a row of their own."""
    return GroundMark.objects.filter(pk=1).values_list("mark", flat=True)


def ground_mark() -> str:
    """The mark of the slow-moving tables as they stand now; empty where there is none yet (one small query)."""
    rows = statements.ask(GROUND_MARK)
    return str(rows[0][0]) if rows else ""


# --- calendar -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class CityCalendar(HolidayTable):
    """The national table with the city's own days on top; `edition` changes whenever an answer may have."""

    edition: str = ""


@dataclass(frozen=True, slots=True)
class CalendarDayView:
    """A day of the city's own table."""

    day: dt.date
    works: bool
    name: str
    document_no: str


def work_calendar() -> CityCalendar:
    """The city's calendar as it stands now; the table is remembered by its edition."""
    return _calendar(_newest_edition())


def _read_newest_edition() -> int:
    return CalendarEdition.objects.aggregate(newest=Max("id"))["newest"] or 0


_newest_edition = of_the_ground(_read_newest_edition)


def _read_calendar(edition: int) -> CityCalendar:
    own = dict(CalendarDay.objects.values_list("day", "works"))
    years = CalendarEdition.objects.exclude(year=None).values_list("year", flat=True)
    table = national_calendar().overlaid(own, frozenset(year for year in years if year))
    return CityCalendar(table.exceptions, table.announced, _business_hours(), f"{last_announced_year()}.{edition}")


def _business_hours() -> tuple[dt.time, dt.time] | None:
    """Opening and closing of the city's rule pack; None where it sets none and days run to 24:00 (民法典 203)."""
    try:
        value = parameter("business_hours").value
    except UnknownParameter:
        return None
    if not isinstance(value, list):
        return None
    opening, closing = (dt.time.fromisoformat(str(moment)) for moment in value)
    return opening, closing


_calendar = remembered(_read_calendar, size=4)


def calendar_days(year: int) -> list[CalendarDayView]:
    """The city's own days of a year, in order."""
    rows = CalendarDay.objects.filter(day__year=year).select_related("edition").order_by("day")
    return [CalendarDayView(row.day, row.works, row.name, row.edition.document_no) for row in rows]


# --- code lists and data elements ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CodeEntryView:
    """A canonical value with its Chinese label; `verified` is false where the code is a stand-in of ours."""

    value: str
    label: str
    verified: bool


@dataclass(frozen=True, slots=True)
class DataElementView:
    """A standard data element: what a form field means, its JSON Schema and what can fill it in advance."""

    code: str
    label: str
    json_schema: Mapping[str, object]
    source: str
    personal: bool


def code_list(code: str) -> tuple[CodeEntryView, ...]:
    """The values in use of a code list, in order; empty where there is no such list."""
    rows = CodeEntry.objects.filter(code_list=code, in_use=True).order_by("position")
    return tuple(CodeEntryView(row.value, row.label, row.verified) for row in rows)


def code_label(code_list_code: str, value: str) -> str:
    """The Chinese label of a value, also of one no longer in use. Raises `UnknownCode`."""
    found = CodeEntry.objects.filter(code_list=code_list_code, value=value).values_list("label", flat=True).first()
    if found is None:
        raise UnknownCode(code_list=code_list_code, value=value)
    return found


def data_element(code: str) -> DataElementView:
    """One data element. Raises `UnknownDataElement`."""
    found = DataElement.objects.filter(code=code).first()
    if found is None:
        raise UnknownDataElement(code=code)
    return _element(found)


def data_elements() -> tuple[DataElementView, ...]:
    """Every data element, in the order of the catalogue."""
    return tuple(map(_element, DataElement.objects.order_by("position")))


@of_the_ground
def personal_elements() -> frozenset[str]:
    """Codes of the data elements that tell of a person."""
    return frozenset(DataElement.objects.filter(personal=True).values_list("code", flat=True))


@of_the_ground
def past_elements() -> frozenset[str]:
    """Codes of the data elements that are the day of something past (a birth, an issue): `x-past` in their schema."""
    return frozenset(DataElement.objects.filter(**{"json_schema__x-past": True}).values_list("code", flat=True))


def _element(row: DataElement) -> DataElementView:
    return DataElementView(row.code, row.label, row.json_schema, row.source, row.personal)
