"""The small shapes that every room's operations share. Names of shapes are one list for the whole document."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

RowId = Annotated[int, Field(ge=1, le=2**62)]
Order = Annotated[int, Field(ge=0, le=10_000)]
Text = Annotated[str, Field(max_length=2000)]
Name = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(max_length=120)]
Digest = Annotated[str, Field(max_length=64)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=dt.datetime(1949, 10, 1, tzinfo=dt.UTC), le=dt.datetime(2200, 1, 1, tzinfo=dt.UTC)),
]
Day = Annotated[dt.date, Field(ge=dt.date(1949, 10, 1), le=dt.date(2200, 1, 1))]


class Made(Schema):
    """What was made."""

    uid: UUID


class ObjectOut(Schema):
    """What something is about: the kind of the object and its public id."""

    type: str
    id: str
