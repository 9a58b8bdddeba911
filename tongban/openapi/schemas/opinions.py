"""Texts kept ready for opinions (意见模板) as programs see them."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.cases.states import OpinionUse
from tongban.openapi.schemas.cases import Strict
from tongban.openapi.schemas.plain import Name, RowId


class OpinionsQuery(Strict):
    """For which use; without it all."""

    use: Literal[""] | OpinionUse = ""


class OpinionTextIn(Strict):
    """A short name, and the text; words in braces from a fixed list are filled in from the case it is used on."""

    title: Name = ""
    text: str = Field(default="", max_length=4000)


class KeepOpinionIn(OpinionTextIn):
    """For which department and use, and for one of its items or for all."""

    department_id: RowId
    use: OpinionUse
    item_id: RowId | None = None


class ChangeOpinionIn(OpinionTextIn):
    """The text put right; `revision` as it was read."""

    revision: int = Field(ge=0, le=2**31 - 1)


class OpinionOut(Schema):
    """One text; without `item_name` it is for all items, with `dropped_at` it is offered no more."""

    uid: UUID
    department_id: int
    use: OpinionUse
    title: str
    text: str
    item_id: int | None
    item_name: str
    revision: int
    edited_by_id: int | None
    edited_at: dt.datetime
    dropped_at: dt.datetime | None


class OfferedOpinionOut(Schema):
    """A text that fits the case at hand."""

    uid: UUID
    use: str
    title: str


class FilledOpinionOut(Schema):
    """The text for one case; `lacking` are words in it that have no value yet and stay in their braces."""

    use: str
    title: str
    text: str
    lacking: list[str]
