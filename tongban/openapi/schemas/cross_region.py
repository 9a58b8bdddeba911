"""Cross-regional cases as programs see them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.cross_region.states import Mode
from tongban.openapi.schemas.applications import ApplicationMaterial, Part
from tongban.openapi.schemas.cases import PageQuery, Strict
from tongban.openapi.schemas.plain import Code, Moment, Name, RowId


class CrossRegionQuery(PageQuery):
    """Taken in here or competent here; `waiting`: whose result is to be handed over here."""

    side: Literal["", "intake", "competent"] = ""
    waiting: bool = False


class GuidesQuery(Strict):
    """For which kind of applicant."""

    applicant_kind: Literal["", "person", "enterprise", "sole_trader"] = ""


class AskGuidesIn(Strict):
    """Which place is asked."""

    peer_id: RowId


class ForwardIn(Part):
    """An item of another place, who applies (the caller where not given), form and materials by that place's guide.

    `consent`: the applicant agrees that it is sent there; `originals`: names of original papers handed in;
    `together`: an application this one belongs to.
    """

    peer_id: RowId
    item_code: Code = Field(min_length=1)
    applicant_id: RowId | None = None
    form: dict[str, Any] = Field(default_factory=dict)
    materials: list[ApplicationMaterial] = Field(default_factory=list, max_length=200)
    consent: bool = False
    mode: Literal[Mode.COLLECT_ON_BEHALF, Mode.FULLY_ONLINE] = Mode.COLLECT_ON_BEHALF
    exit_region: str = Field(default="", max_length=12, pattern=r"^[0-9]*$")
    originals: list[Name] = Field(default_factory=list, max_length=20)
    together: UUID | None = None


class AddedIn(Part):
    """Everything the other place asked for, at once."""

    materials: list[ApplicationMaterial] = Field(min_length=1, max_length=200)


class HandResultIn(Strict):
    """Who took it."""

    receiver: Name = ""
    note: Name = ""


class PaperMoveIn(Strict):
    """Which step of the original; a courier's number where it travels."""

    verb: Literal["send", "receive", "send_back", "take_back", "give_back"]
    courier_no: str = Field(default="", max_length=60)
    note: Name = ""


class BookIn(Strict):
    """When to talk."""

    at: Moment


class OutcomeIn(Strict):
    """What came of it."""

    outcome: str = Field(default="", max_length=1000)


class ConversationOut(Schema):
    """The conversation in which the question went out."""

    conversation: str


class RoomOut(Schema):
    """The number of the room."""

    room: str


class RemoteGuideOut(Schema):
    """The guide of another place's item; materials and form as that place sent them."""

    peer_id: int
    place: str
    item_code: str
    name: str
    materials: list[dict[str, Any]]
    form_schema: dict[str, Any]
    applicant_kinds: list[str]
    limit: str
    result: str
    kept_at: dt.datetime


class CrossRegionRowOut(Schema):
    """A line of the list."""

    uid: UUID
    side: str
    side_label: str
    mode_label: str
    place: str
    item_name: str
    applicant: str
    case_no: str
    state: str
    state_label: str
    to_hand_over: bool
    created_at: dt.datetime


class CrossRegionPageOut(Schema):
    """One page, newest first; ask for the next one with `cursor`, "" at the end."""

    rows: list[CrossRegionRowOut]
    cursor: str


class RemoteStepOut(Schema):
    """One step; `peer_at` is the other place's own time, `at` when it was learnt of here."""

    step: str
    label: str
    text: str
    documents: list[dict[str, str]]
    due_on: dt.date | None
    peer_at: str
    at: dt.datetime


class OriginalOut(Schema):
    """An original paper; `steps` are verb and label of what this side can do with it now."""

    uid: UUID
    name: str
    state: str
    state_label: str
    steps: list[tuple[str, str]]


class HandOverNoteOut(Schema):
    """A hand-over note."""

    number: str
    what: str
    giver: str
    taker: str
    courier_no: str
    note: str
    at: dt.datetime
    peer_at: str


class RemoteTalkOut(Schema):
    """A remote conversation."""

    uid: UUID
    booked_for: dt.datetime
    room: str
    link: str
    begun_at: dt.datetime | None
    ended_at: dt.datetime | None
    outcome: str


class CrossRegionOut(Schema):
    """One case: what came, what is to be done here."""

    row: CrossRegionRowOut
    peer_id: int
    case_uid: UUID | None
    item_code: str
    outcome: str
    intake_place: str
    competent_place: str
    exit_place: str
    exit_here: bool
    materials: list[dict[str, Any]]
    wanted: list[dict[str, Any]]
    consent_text: str
    consented_at: str
    steps: list[RemoteStepOut]
    papers: list[OriginalOut]
    notes: list[HandOverNoteOut]
    assistance: list[RemoteTalkOut]
    parts: list[CrossRegionRowOut]
    may_withdraw: bool
