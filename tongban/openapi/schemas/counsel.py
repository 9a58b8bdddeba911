"""Advice before a case, and cases entered afterwards, as programs see them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import PageQuery, Strict
from tongban.openapi.schemas.plain import Digest, Moment, Order, RowId, Text


class CounselsQuery(PageQuery):
    """Of one person, or of all within reach."""

    party_id: RowId | None = None


class CounselLineIn(Strict):
    """What was said of one material of the guide."""

    order: Order
    ready: bool = False
    advice: Text = ""


class CounselIn(Strict):
    """To whom, about which item, what was said."""

    party_id: RowId
    version_id: RowId
    lines: list[CounselLineIn] = Field(default_factory=list, max_length=200)
    advice: Text = ""


class CounselRowOut(Schema):
    """One advice in a list; `case_uid` where an application came of it."""

    uid: UUID
    item_name: str
    party_name: str
    given_at: dt.datetime
    case_uid: UUID | None
    case_no: str


class CounselPageOut(Schema):
    """One page; ask for the next one with `cursor`, "" at the end."""

    rows: list[CounselRowOut]
    cursor: str


class CounselLineOut(Schema):
    """What was said of one material."""

    order: int
    name: str
    ready: bool
    advice: str


class CounselOut(CounselRowOut):
    """One advice with everything that was said."""

    item_id: int
    version_id: int
    party_id: int
    department_name: str
    lines: list[CounselLineOut]
    advice: str


class CounselUsedIn(Strict):
    """The draft that came of it."""

    case_uid: UUID


class PastCaseIn(Strict):
    """A case handled off the system: its real instants, why it is entered now, and the scanned file of what was done.

    Without `decided_at` it goes on here; with it a second officer compares it with the file.
    """

    version_id: RowId
    applicant_id: RowId
    form_data: dict[str, Any] = Field(default_factory=dict)
    received_at: Moment
    accepted_at: Moment
    decided_at: Moment | None = None
    granted: bool = True
    decision_reason: Text = ""
    reason: Text = ""
    evidence_digest: Digest


class ConfirmPastIn(Strict):
    """Whether the entry agrees with the original file; a refusal says why."""

    confirmed: bool
    reason: Text = ""
