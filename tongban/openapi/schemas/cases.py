"""Cases as programs see them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.cases.states import DeliveryMethod


class Strict(Schema):
    """Input: a field nobody declared is a mistake, not to be dropped silently."""

    model_config = {"extra": "forbid"}


class PageQuery(Strict):
    """Which page: `cursor` as the page before gave it."""

    cursor: str = Field(default="", max_length=19, pattern=r"^[0-9]*$")
    size: int = Field(default=20, ge=1, le=100)


class DraftIn(Strict):
    """Begin an application. Without `applicant_id` the caller applies for themselves."""

    version_id: int = Field(ge=1, le=2**62)
    applicant_id: int | None = Field(default=None, ge=1, le=2**62)
    subject_id: int | None = Field(default=None, ge=1, le=2**62)
    form_data: dict[str, Any] = Field(default_factory=dict)


class FormIn(Strict):
    """The form as filled in so far."""

    form_data: dict[str, Any]


class FormOut(Schema):
    """What is still wrong with the form, field by field."""

    errors: dict[str, str]


class MaterialIn(Strict):
    """One material: a stored file, a licence in its place, or paper checked at the window (officers only)."""

    digest: str = Field(default="", max_length=64)
    file_name: str = Field(default="", max_length=200)
    licence_identifier: str = Field(default="", max_length=120)
    paper: bool = False


class SubmitIn(Strict):
    """`incomplete`: hand it in although materials are missing; the authority then names everything once."""

    incomplete: bool = False


class WantedIn(Strict):
    """One thing to be added: order of the material and what is wrong or missing."""

    order: int = Field(ge=0, le=10_000)
    text: str = Field(min_length=1, max_length=2000)


class NoticeIn(Strict):
    """Everything that must be added, named once."""

    wanted: list[WantedIn] = Field(min_length=1, max_length=200)


class OpinionIn(Strict):
    """An examiner's or acceptor's opinion."""

    opinion: str = Field(default="", max_length=4000)


class ReasonIn(Strict):
    """A reason in the words the applicant will read."""

    reason: str = Field(default="", max_length=4000)


class RefuseAcceptanceIn(ReasonIn):
    """Why; `false_materials`: because facts were hidden or materials are false (行政许可法 78)."""

    false_materials: bool = False


class DecisionIn(RefuseAcceptanceIn):
    """Grant or refuse; a refusal needs its reason."""

    granted: bool


class AddressIn(Strict):
    """One end of a parcel."""

    name: str = Field(max_length=100)
    phone: str = Field(max_length=30)
    address: str = Field(max_length=300)


class DeliverIn(Strict):
    """How the result reaches the applicant; by post to an address a courier is ordered."""

    method: DeliveryMethod
    address: AddressIn | None = None


class CaseCreated(Schema):
    """The new draft."""

    uid: UUID


class Submitted(Schema):
    """The number of the case."""

    case_no: str


class Instrument(Schema):
    """The number of the legal document that was issued, "" where none is due."""

    number: str


class ResultOut(Schema):
    """The licence that was issued, "" where the result is no licence."""

    licence_identifier: str


class OrdersOut(Schema):
    """The orders of the materials that licences have filled."""

    orders: list[int]


class PartyOut(Schema):
    """A party, masked for everybody but themselves."""

    id: int
    kind: str
    name: str
    masked_no: str


class MaterialOut(Schema):
    """One material of the guide and what was handed in."""

    order: int
    name: str
    necessity: str
    licence_type_code: str
    provided: bool
    provision: str
    file_name: str
    licence_identifier: str
    noticed: bool


class InstrumentOut(Schema):
    """A legal document of the case."""

    id: int
    kind: str
    label: str
    number: str
    issued_at: dt.datetime


class ActionOut(Schema):
    """What the caller may do now; off ones say why."""

    verb: str
    label: str
    allowed: bool
    reason: str
    basis: str


class CaseOut(Schema):
    """One case. `exit_code` fetches the result and is shown to the applicant's side only; `entered_reason` marks a case
    that was handled off the system; `solved_at` says that what the person came for is settled.
    """

    uid: UUID
    case_no: str
    item_name: str
    department_name: str
    channel: str
    state: str
    state_label: str
    revision: int
    instant: bool
    applicant: PartyOut
    subject: PartyOut
    agent: PartyOut | None
    form_data: dict[str, Any]
    materials: list[MaterialOut]
    instruments: list[InstrumentOut]
    received_at: dt.datetime | None
    accepted_at: dt.datetime | None
    deemed: bool
    decided_at: dt.datetime | None
    delivered_at: dt.datetime | None
    ended_at: dt.datetime | None
    outcome: str
    outcome_label: str
    reason: str
    licence_identifier: str
    exit_place: str
    exit_code: str
    solved_at: dt.datetime | None
    reopened: int
    entered_at: dt.datetime | None
    entered_reason: str
    actions: list[ActionOut]


class CaseRowOut(Schema):
    """One line of a list."""

    uid: UUID
    case_no: str
    item_name: str
    state: str
    state_label: str
    outcome_label: str
    applicant_name: str
    channel: str
    created_at: dt.datetime
    received_at: dt.datetime | None
    ended_at: dt.datetime | None
    due_at: dt.datetime | None
    lamp: str

    @staticmethod
    def resolve_due_at(row: Any) -> dt.datetime | None:
        """The nearest due instant of the case, where a clock runs."""
        return row.duty.due_at if row.duty is not None else None

    @staticmethod
    def resolve_lamp(row: Any) -> str:
        """green, yellow, red, or grey where no clock runs."""
        return str(row.duty.lamp) if row.duty is not None else "grey"


class CasePageOut(Schema):
    """One page; pass `cursor` on to get the next, "" at the end."""

    rows: list[CaseRowOut]
    cursor: str


class FactOut(Schema):
    """One step of the history."""

    kind: str
    text: str
    occurred_at: dt.datetime
    channel: str
    data: dict[str, Any]


class ClockOut(Schema):
    """One clock of the case."""

    kind: str
    label: str
    starts_at: dt.datetime
    due_at: dt.datetime | None
    lamp: str
    state: str
    provisional: bool
