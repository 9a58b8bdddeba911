"""Steps as programs see them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import Strict


class NextIn(Strict):
    """From whose queue."""

    department_id: int = Field(ge=1, le=2**62)


class FinishIn(Strict):
    """The opinion under which one signs."""

    opinion: str = Field(min_length=1, max_length=4000)
    passed: bool = True


class TakenOut(Schema):
    """What was taken."""

    step_id: int
    case_uid: UUID


class FinishedOut(Schema):
    """Whether the step is done, or another officer has to sign too."""

    done: bool


class CaseStepOut(Schema):
    """One step of a case."""

    id: int
    kind: str
    name: str
    wave: int
    planned: bool
    department_id: int
    hands: int
    state: str
    state_label: str
    document_no: str
    since: dt.datetime | None
    ended_at: dt.datetime | None
    passed: bool | None
    opinion: str


class StepRowOut(Schema):
    """One line of a queue of steps."""

    step_id: int
    case_uid: UUID
    case_no: str
    item_name: str
    name: str
    department_id: int
    urgent: bool
    suspended: bool
    since: dt.datetime | None
    signed: int
    hands: int


class StepPageOut(Schema):
    """One page; ask for the next one with `cursor`, "" at the end."""

    rows: list[StepRowOut]
    cursor: str
