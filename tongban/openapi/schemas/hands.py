"""Hands and the exit as programs see them: where a case goes, who helps, where its result waits."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.cases.states import DeliveryMethod
from tongban.openapi.schemas.cases import Strict
from tongban.openapi.schemas.plain import RowId, Text


class TransferIn(Strict):
    """To which department, and why."""

    department_id: RowId
    reason: Text = ""


class WorkingDaysIn(Strict):
    """So many working days."""

    number: int = Field(ge=1, le=60)
    unit: Literal["working_day"] = "working_day"


class AssistanceIn(TransferIn):
    """Who shall help with what, within which time."""

    limit: WorkingDaysIn | None = None


class OrderedStep(Schema):
    """The step that was ordered."""

    step_id: int


class HandOverIn(Strict):
    """To which colleague."""

    officer_id: RowId


class ColleagueOut(Schema):
    """Somebody who may take the step."""

    officer_id: int
    name: str


class PlaceIn(Strict):
    """At the exit window or in a locker, and where exactly."""

    method: Literal[DeliveryMethod.WINDOW, DeliveryMethod.LOCKER]
    place: str = Field(default="", max_length=60)


class FetchIn(Strict):
    """The code; an officer also enters the number of the document that was shown."""

    code: str = Field(max_length=20)
    number: str = Field(default="", max_length=40)


class AskedExtensionOut(Schema):
    """An extension that waits for the head of the authority."""

    case_uid: UUID
    case_no: str
    item_name: str
    department_name: str
    days: int
    reason: str
    asked_by: str
    asked_at: dt.datetime
