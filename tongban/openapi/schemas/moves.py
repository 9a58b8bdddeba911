"""Running cases and a new version of their guide as programs see them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import Strict
from tongban.openapi.schemas.plain import RowId


class MovesQuery(Strict):
    """With a version: the dry run of moving its cases to the one in force. `may_lengthen`: the basis of the move gives
    longer limits.
    """

    from_version_id: RowId | None = None
    may_lengthen: bool = False


class MovableOut(Schema):
    """A published version with the number of the caller's cases that run under it."""

    version_id: int
    number: int
    name: str
    in_force: bool
    running: int


class MoveBatchOut(Schema):
    """Cases that were moved together."""

    batch: UUID
    from_number: int
    to_number: int
    cases: int
    undone: int
    moved_at: dt.datetime
    basis: str


class CaseChangeOut(Schema):
    """What would change for one case, in sentences; `stays` says why it would not go."""

    uid: UUID
    case_no: str
    state_label: str
    sentences: list[str]
    stays: str


class MovePlanOut(Schema):
    """A dry run: `total` cases run under the version, `cases` shows the first of them, `movable` of these would go."""

    from_number: int
    to_number: int
    total: int
    movable: int
    cases: list[CaseChangeOut]


class ItemMovesOut(Schema):
    """Published versions of an item, newest first, what was moved between them, and the dry run asked for."""

    name: str
    versions: list[MovableOut]
    batches: list[MoveBatchOut]
    plan: MovePlanOut | None


class MoveCasesIn(Strict):
    """From which version to the one in force, why, and the law or document that demands it; `case_uids` only these."""

    from_version_id: RowId
    to_version_id: RowId
    reason: str = Field(min_length=1, max_length=2000)
    basis: str = Field(min_length=1, max_length=200)
    may_lengthen: bool = False
    case_uids: list[UUID] | None = Field(default=None, max_length=1000)


class StayedOut(Schema):
    """A case that did not go, and why."""

    case_no: str
    reason: str


class MoveReportOut(Schema):
    """What was done."""

    batch: UUID
    moved: int
    stayed: list[StayedOut]
