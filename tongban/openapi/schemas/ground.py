"""Items, regions, departments, parties, files, licences, notices, deadlines as programs see them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import Strict


class LimitOut(Schema):
    """A limit: number and unit (working_day, natural_day, hour, month, year)."""

    number: int
    unit: str


class ItemCardOut(Schema):
    """An item in a list."""

    item_id: int
    version_id: int
    code: str
    name: str
    item_kind: str
    item_kind_label: str
    department_id: int
    department_name: str
    region_code: str
    case_kind: str
    statutory: LimitOut | None
    promised: LimitOut | None
    effective_promise: LimitOut
    limit_source: str
    visits: int | None
    material_count: int
    free_material_count: int
    applicant_kinds: list[str]


class SearchOut(Schema):
    """One page of hits; `how` says what matched: words, any_word, sound, code, all."""

    text: str
    how: str
    total: int = Field(
        description="Hits of all pages, counted up to 1,000; on later pages as far as the page after this one. From "
        "1,000 on it means that many or more."
    )
    page: int
    page_size: int
    items: list[ItemCardOut]


class GuideMaterialOut(Schema):
    """One material of a guide."""

    order: int
    name: str
    necessity: str
    licence_type_code: str
    source: str
    form: str
    accept_standard: str


class StepOut(Schema):
    """One step of the procedure."""

    name: str
    seat: str


class BasisOut(Schema):
    """A law the item rests on; `verified`: the excerpt was compared with its text."""

    law: str
    article: str
    excerpt: str
    verified: bool


class GuideOut(Schema):
    """A published guide with the form to fill in."""

    version_id: int
    item_id: int
    number: int
    code: str
    name: str
    department_name: str
    item_kind_label: str
    case_kind: str
    statutory: LimitOut | None
    promised: LimitOut | None
    effective_promise: LimitOut
    limit_source: str
    applicant_kinds: list[str]
    channels: list[str]
    visits: int | None
    materials: list[GuideMaterialOut]
    steps: list[StepOut]
    legal_bases: list[BasisOut]
    form_schema: dict[str, Any]
    phones: list[str]
    places: list[str]
    missing: list[str]


class RegionOut(Schema):
    """A region."""

    code: str
    name: str
    level: int
    kind: str


class DepartmentOut(Schema):
    """A department."""

    id: int
    code: str
    name: str
    short_name: str
    region_code: str
    phone: str
    address: str


class MeOut(Schema):
    """Who the caller is and what they may do."""

    account_id: int | None
    party_id: int | None
    principal_id: int | None
    officer_id: int | None
    seats: list[str]
    permissions: list[str]


class PrincipalOut(Schema):
    """Somebody the caller may act for."""

    party_id: int
    name: str
    kind: str
    why: str


class PersonIn(Strict):
    """Register a person at the window."""

    name: str = Field(min_length=1, max_length=60)
    citizen_no: str = Field(min_length=15, max_length=40)
    mobile: str = Field(default="", max_length=40)


class FindIn(Strict):
    """Look up a party by number; the purpose is told to the person."""

    number: str = Field(min_length=1, max_length=60)
    purpose: str = Field(min_length=1, max_length=200)


class FoundOut(Schema):
    """A party found."""

    id: int
    kind: str
    kind_label: str
    name: str
    masked_no: str


class FileOut(Schema):
    """A stored file; its digest (SM3, hex) is how materials name it."""

    digest: str
    size: int
    media_type: str
    name: str


class FaceOut(Schema):
    """One line of a licence's face."""

    name: str
    label: str
    value: str


class LicenceOut(Schema):
    """A licence."""

    identifier: str
    type_code: str
    type_name: str
    licence_no: str
    version: int
    holder_name: str
    issuer_name: str
    issued_on: dt.date
    valid_from: dt.date
    valid_to: dt.date | None
    status: str
    status_label: str
    face: list[FaceOut]


class PresentOut(Schema):
    """A code that lives for five minutes."""

    token: str
    url: str
    expires_at: dt.datetime


class RevokeIn(Strict):
    """Why and by which article a licence is revoked."""

    reason: str = Field(min_length=1, max_length=500)
    basis: str = Field(min_length=1, max_length=200)


class VerdictOut(Schema):
    """What a verification found."""

    kind: str
    label: str
    ok: bool
    sentence: str
    identifier: str
    type_name: str
    licence_no: str
    masked_holder: str
    issuer_name: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class NoticeOut(Schema):
    """A message in the inbox."""

    uid: str
    title: str
    body: str
    link: str
    sent_at: dt.datetime
    read_at: dt.datetime | None


class InboxOut(Schema):
    """One page of the inbox."""

    rows: list[NoticeOut]
    unread: int
    cursor: str


class DutyOut(Schema):
    """Something owed by a date."""

    id: int
    kind: str
    kind_label: str
    department_id: int | None
    starts_at: dt.datetime
    due_at: dt.datetime | None
    lamp: str
    state: str
    provisional: bool


class DutyPageOut(Schema):
    """One page of duties; pass `next_cursor` on as `cursor`."""

    rows: list[DutyOut]
    next_cursor: str


class DeadlineOut(Schema):
    """When a period ends, and the articles it rests on."""

    due: str
    counted: list[dt.date]
    provisional: bool
    basis: list[str]


class RateFigureOut(Schema):
    """A rate with what it is made of."""

    numerator: int
    denominator: int
    value: float | None


class StatisticsOut(Schema):
    """Figures of the catalogue."""

    units: int
    counts: dict[str, int]
    rates: dict[str, RateFigureOut]
    sums: dict[str, int]


class LedgerOut(Schema):
    """What the verification of the ledger found."""

    facts: int
    sealed: int
    ok: bool
    findings: int


Unit = Literal["working_day", "natural_day", "month", "year"]
