"""Third parties (利害关系人) as programs see them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import InstrumentOut, Strict


class InterestedIn(Strict):
    """Who, and what great interest the permit directly concerns: somebody registered by `number` (the look is
    recorded), anybody else by name and the address for the paper.
    """

    interest: str = Field(default="", max_length=1000)
    number: str = Field(default="", max_length=40)
    name: str = Field(default="", max_length=120)
    address: str = Field(default="", max_length=300)


class InterestedOut(Schema):
    """One third party; `known`: somebody the platform sends messages to; `may_ask`: the five days are not over."""

    uid: UUID
    name: str
    address: str
    known: bool
    interest: str
    named_at: dt.datetime
    ask_until: dt.date | None
    asked_at: dt.datetime | None
    statement: str
    stated_at: dt.datetime | None
    heard_at: dt.datetime | None
    may_ask: bool


class OwnInterestOut(Schema):
    """What a third party sees: the application and its office, their own rights and papers, nothing of the file."""

    me: InterestedOut
    item_name: str
    applicant_name: str
    department_name: str
    open: bool
    may_ask: bool
    papers: list[InstrumentOut]


class InterestStatedIn(Strict):
    """What the third party states and defends."""

    text: str = Field(default="", max_length=5000)
