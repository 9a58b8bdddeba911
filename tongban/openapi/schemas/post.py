"""Parcels as programs see them. Addresses are masked; a call of its own shows them and is recorded."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import AddressIn, Strict
from tongban.openapi.schemas.plain import ObjectOut, Order


class SendIn(Strict):
    """Originals of which materials of the guide, and where the courier fetches them."""

    sender: AddressIn
    orders: list[Order] = Field(default_factory=list, max_length=50)


class ContentsIn(Strict):
    """Whether everything came in whole; what is missing or damaged."""

    complete: bool
    note: str = Field(default="", max_length=500)


class ContentOut(Schema):
    """One kind of paper in a parcel."""

    name: str
    copies: int
    original: bool


class EventOut(Schema):
    """One thing the courier told."""

    kind: str
    label: str
    at: dt.datetime
    place: str


class ParcelRowOut(Schema):
    """A parcel in the list of what it is about; `allowed` are the caller's verbs."""

    uid: UUID
    number: str
    about: ObjectOut
    item_name: str
    direction: str
    direction_label: str
    department_id: int
    courier: str
    tracking_no: str
    state: str
    state_label: str
    ordered_at: dt.datetime
    moved_at: dt.datetime
    delivered_at: dt.datetime | None
    confirmed_at: dt.datetime | None
    complete: bool | None
    note: str
    settled_at: dt.datetime | None
    allowed: list[str]

    @staticmethod
    def resolve_allowed(row: Any) -> list[str]:
        """In a fixed order."""
        return sorted(row.allowed)


class ParcelOut(ParcelRowOut):
    """One parcel with contents, road and masked ends."""

    sender: str
    recipient: str
    contents: list[ContentOut]
    events: list[EventOut]


class AddressOut(Schema):
    """The applicant's end in the clear."""

    name: str
    phone: str
    address: str
