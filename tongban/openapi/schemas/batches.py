"""Several cases at once as programs see them: what would happen to each, and what became of it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.cases.states import BatchAct
from tongban.openapi.schemas.cases import Strict
from tongban.openapi.schemas.plain import RowId

_WORD = Field(default="", max_length=40)


class BatchQuery(Strict):
    """Which act (take, hand_over, examine, grant) on which cases."""

    act: str = _WORD
    case_uid: list[UUID] = Field(default_factory=list, max_length=200)


class RefusedOut(Schema):
    """Why not: what happened, what to do next, and the article."""

    sentence: str
    advice: str
    article: str


class PlannedLineOut(Schema):
    """What would be done to one case, or one step of it, as it stands now; or why it cannot be."""

    case_uid: UUID
    case_no: str
    item_name: str
    applicant_name: str
    state_label: str
    revision: int
    step_id: int | None
    step_name: str
    step_department_id: int | None
    refusal: RefusedOut | None


class BatchPlanOut(Schema):
    """The cases in the order asked for: those it is open to, and those it is not. `gone` are not the caller's."""

    act: BatchAct
    open: list[PlannedLineOut]
    closed: list[PlannedLineOut]
    gone: int


class WishIn(Strict):
    """A line of the plan: the case with the revision it was shown in, and the step where the act concerns one."""

    case_uid: UUID
    revision: int = Field(ge=0, le=2**62)
    step_id: RowId | None = None


class BatchIn(Strict):
    """What is done to each: `text` is the opinion of an examination or the reasons of a grant, `officer_id` takes over
    steps.
    """

    act: str = _WORD
    lines: list[WishIn] = Field(default_factory=list, max_length=400)
    text: str = Field(default="", max_length=4000)
    officer_id: RowId | None = None


class BatchLineOut(Schema):
    """What became of one line; nothing but that where the case is no longer the caller's."""

    case_uid: UUID | None
    case_no: str
    item_name: str
    state_label: str
    step_name: str
    state: str
    label: str
    sentence: str
    advice: str
    article: str


class BatchOut(Schema):
    """One batch with what became of each case; `gone` of them were not the caller's any more."""

    uid: UUID
    act: BatchAct
    begun_at: dt.datetime
    done: int
    gone: int
    lines: list[BatchLineOut]
