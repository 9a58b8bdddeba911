"""The demonstration city in frozen dataclasses, as the files in `data/` tell it. Nothing here touches the database.

The content of an item is the catalogue's own `VersionContent`, so that it goes into `draft_version` as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.services import VersionContent
from tongban.kernel import clock


@dataclass(frozen=True, slots=True)
class DemoRegion:
    """A place. `synthetic` False only for the real province the invented city is said to lie in."""

    code: str
    name: str
    level: int
    parent: str
    kind: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class PopulationSize:
    """How many residents and enterprises the generator adds to the written ones."""

    residents: int
    enterprises: int


@dataclass(frozen=True, slots=True)
class DemoProfile:
    """What decides the city: name, rule pack, seed and sizes. `banner` stands on every page."""

    name: str
    short_name: str
    region_code: str
    rule_pack: str
    rule_pack_note: str
    seed: int
    population: PopulationSize
    hotline: str
    banner: str
    regions: tuple[DemoRegion, ...]


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    """A department. `key` is how the other files name it, `parent` the key of the department above it."""

    key: str
    code: str
    name: str
    short_name: str
    kind: str
    region_code: str
    parent: str
    phone: str
    address: str
    duties: str


@dataclass(frozen=True, slots=True)
class DemoWindow:
    """A window of a hall; `departments` are keys."""

    no: str
    name: str
    kind: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoHall:
    """A hall with its windows."""

    key: str
    name: str
    region_code: str
    address: str
    hours: str
    phone: str
    windows: tuple[DemoWindow, ...]


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """A member of staff: the post held, the seat it gives in a case and the roles of the account."""

    staff_no: str
    name: str
    department: str
    post: str
    seat: str
    roles: tuple[str, ...]
    username: str
    hall: str
    window: str
    valid_from: dt.date


@dataclass(frozen=True, slots=True)
class DemoResident:
    """A resident. `licences` are keys of licence types held, `username` empty where there is no account."""

    key: str
    name: str
    citizen_no: str = field(repr=False)
    birth_date: dt.date
    sex: str
    ethnicity: str
    mobile: str
    region_code: str
    address: str
    username: str = ""
    licences: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoEnterprise:
    """An organisation of any kind; `legal_representative` is the key of a resident."""

    key: str
    kind: str
    name: str
    uscc: str
    legal_representative: str
    region_code: str
    scope: str
    address: str
    phone: str
    licences: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoMandate:
    """`agent` (a resident) may act for `principal` (a resident or an organisation); keys.

    It runs from the day the city is built, so that a city built in another year has living mandates too.
    """

    principal: str
    agent: str
    kind: str
    scope: tuple[str, ...]
    document_no: str
    valid_days: int
    note: str

    @property
    def valid_from(self) -> dt.date:
        """Today."""
        return clock.today()

    @property
    def valid_to(self) -> dt.date:
        """The last day, included."""
        return self.valid_from + dt.timedelta(days=self.valid_days)


@dataclass(frozen=True, slots=True)
class DemoElement:
    """A data element the forms use. `origin`: reference (the house's own table) or demo (added by the city)."""

    code: str
    label: str
    json_schema: Mapping[str, Any]
    source: str
    personal: bool
    origin: str


@dataclass(frozen=True, slots=True)
class DemoLicenceType:
    """A licence type. Properties of `fields` are named by data element where a form can fill them."""

    key: str
    code: str
    name: str
    department: str
    defined_by: str
    single_valid: bool
    holder_kinds: tuple[str, ...]
    validity_months: int | None
    number_pattern: str
    note: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """The catalogue entry an item implements; `main_code` and `main_name` only where the main entry is split."""

    catalog_code: str
    name: str
    item_kind: str
    main_code: str
    main_name: str


@dataclass(frozen=True, slots=True)
class DemoItem:
    """An item with the content of its first version. `code_origin`: national (a real code) or synthetic."""

    catalog_code: str
    code_origin: str
    entry: DemoEntry
    task_code: str
    handling_code: str
    department: str
    department_code: str
    region_code: str
    exercise_level: str
    item_kind: str
    on_application: bool
    name: str
    aliases: tuple[str, ...]
    state: str
    content: VersionContent


@dataclass(frozen=True, slots=True)
class StoryLicence:
    """A licence that stands in for a material: of which type, held by whom."""

    licence_type: str
    holder: str
    material_order: int


@dataclass(frozen=True, slots=True)
class StoryUpload:
    """A paper handed in: a PDF with this title and these lines is made when the story runs."""

    material_order: int
    file_name: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryDecision:
    """What the approver decides."""

    granted: bool
    opinion: str


@dataclass(frozen=True, slots=True)
class StoryRating:
    """What the applicant says at the end."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class StoryEnd:
    """What must have come out."""

    result_licence_type: str
    same_day: bool


@dataclass(frozen=True, slots=True)
class Story:
    """One application from the portal to the rating; people by key, officers by user name.

    `start_time` (hour and minute) is when the applicant comes to the window, where the clock is set for the story.
    """

    name: str
    title: str
    item_task_code: str
    item_name: str
    applicant: str
    agent: str
    hall: str
    window: str
    clerk: str
    approver: str
    channel: str
    start_time: str
    licences: tuple[StoryLicence, ...]
    uploads: tuple[StoryUpload, ...]
    form_data: Mapping[str, Any]
    situations: tuple[str, ...]
    decision: StoryDecision
    rating: StoryRating
    expected: StoryEnd


@dataclass(frozen=True, slots=True)
class DemoBundle:
    """One thing at once: `shape` as the room `bundles` keeps it, `department` the key of the lead."""

    code: str
    name: str
    kind: str
    department: str
    shape: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoCity:
    """Everything, with look-ups by key."""

    profile: DemoProfile
    departments: tuple[DemoDepartment, ...]
    halls: tuple[DemoHall, ...]
    officers: tuple[DemoOfficer, ...]
    residents: tuple[DemoResident, ...]
    enterprises: tuple[DemoEnterprise, ...]
    mandates: tuple[DemoMandate, ...]
    elements: tuple[DemoElement, ...]
    licence_types: tuple[DemoLicenceType, ...]
    items: tuple[DemoItem, ...]
    bundles: tuple[DemoBundle, ...]
    story: Story

    def department(self, key: str) -> DemoDepartment:
        """The department with this key. Raises `KeyError`."""
        return {row.key: row for row in self.departments}[key]

    def licence_type(self, key: str) -> DemoLicenceType:
        """The licence type with this key. Raises `KeyError`."""
        return {row.key: row for row in self.licence_types}[key]

    def resident(self, key: str) -> DemoResident:
        """The resident with this key. Raises `KeyError`."""
        return {row.key: row for row in self.residents}[key]

    def enterprise(self, key: str) -> DemoEnterprise:
        """The organisation with this key. Raises `KeyError`."""
        return {row.key: row for row in self.enterprises}[key]

    def item(self, task_code: str) -> DemoItem:
        """The item with this task code. Raises `KeyError`."""
        return {row.task_code: row for row in self.items}[task_code]
