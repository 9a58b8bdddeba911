"""Time as programs see it: what stops, lengthens and shortens it, and its account."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from tongban.cases.states import StepKind
from tongban.openapi.schemas.cases import Strict

Reason = Annotated[str, Field(min_length=1, max_length=2000)]


class SuspendIn(Strict):
    """The procedure, why it is needed, and the day it is expected to end."""

    kind: StepKind
    reason: Reason
    expected_on: dt.date


class ResumeIn(Strict):
    """How the procedure ended; `digest` names a stored report."""

    result: Reason
    passed: bool = True
    digest: str = Field(default="", max_length=64)
    file_name: str = Field(default="", max_length=200)


class ResumedOut(Schema):
    """Whether time runs again: it does after the last procedure and the last signature."""

    running: bool


class ExtensionIn(Strict):
    """How many working days more, and why."""

    days: int = Field(ge=1, le=100)
    reason: Reason


class ExtensionOut(Schema):
    """What was asked for."""

    id: int


class AnswerIn(Strict):
    """What the head of the authority answers; a refusal says why."""

    granted: bool
    answer: str = Field(default="", max_length=2000)


class ShortenIn(Strict):
    """The shorter promise in its own unit, and what is urgent."""

    number: int = Field(ge=0, le=10_000)
    reason: Reason


class HearingIn(Strict):
    """When, where and before whom."""

    held_at: AwareDatetime
    place: str = Field(min_length=1, max_length=200)
    chair_id: int = Field(ge=1, le=2**62)
    reason: Reason


class MinutesIn(Strict):
    """What happened at the hearing; `digest` names the stored minutes, `heard` the third parties who were heard."""

    summary: Reason
    digest: str = Field(min_length=1, max_length=64)
    file_name: str = Field(default="", max_length=200)
    heard: list[UUID] = Field(default_factory=list, max_length=200)


class LineOut(Schema):
    """One sentence about some days; `basis` for officers only."""

    what: str
    text: str
    basis: str


class ToldOut(Schema):
    """One clock in words; `totals` are pairs of a label and a sum."""

    label: str
    basis: str
    lines: list[LineOut]
    totals: list[tuple[str, str]]
