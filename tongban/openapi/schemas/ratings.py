"""Ratings as programs see them: invitations, levels, and what becomes of bad ones."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import PageQuery, Strict
from tongban.ratings.states import RectificationState


class RatingOptionOut(Schema):
    """One thing to tick."""

    code: str
    text: str


class RatingLevelOut(Schema):
    """One of the five levels, with its options."""

    level: int
    label: str
    options: list[RatingOptionOut]


class InvitationOut(Schema):
    """An invitation to rate."""

    uid: str
    token: str
    case_uid: str
    case_no: str
    item_name: str
    stage: str
    can_rate: bool


class RateIn(Strict):
    """Five levels: 5 非常满意 … 1 非常不满意."""

    token: str = Field(min_length=1, max_length=100)
    level: int = Field(ge=1, le=5)
    options: list[str] = Field(default_factory=list, max_length=20)
    text: str = Field(default="", max_length=500)
    anonymous: bool = False


class RatingOut(Schema):
    """A rating given."""

    uid: str
    level: int
    level_label: str
    text: str
    anonymous: bool
    is_default: bool
    rated_at: dt.datetime


class BadRatingQuery(PageQuery):
    """In which state of being handled; without it all."""

    state: Literal[""] | RectificationState = ""


class BadRatingOut(Schema):
    """A bad rating as its handler sees it; anonymous ones lead to nobody."""

    uid: str
    item_name: str
    case_no: str
    rater: str
    level: int
    level_label: str
    options: list[str]
    text: str
    department_id: int
    rated_at: dt.datetime
    state: str
    state_label: str
    finding_label: str
    contact_note: str
    contacted_at: dt.datetime | None
    rectify_by: dt.date | None
    measure: str
    reply: str
    rectified_at: dt.datetime | None
    called_back_at: dt.datetime | None
    may_handle: bool


class BadRatingPageOut(Schema):
    """One page, the longest waiting first."""

    rows: list[BadRatingOut]
    cursor: str


class ContactIn(Strict):
    """What the call to the person found."""

    finding: Literal["valid", "mistaken", "malicious"]
    note: str = Field(min_length=1, max_length=500)
    rectify_by: dt.date | None = None


class RectifiedIn(Strict):
    """What was done about it, and the public answer, which also goes to the person who rated."""

    measure: str = Field(default="", max_length=500)
    reply: str = Field(default="", max_length=500)


class CallBackIn(Strict):
    """What the person said when asked again."""

    note: str = Field(default="", max_length=500)
    satisfied: bool
