"""Plans, draws, inspections and proposals as programs see them."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.catalogue.states import ItemKind
from tongban.openapi.schemas.cases import PageQuery, Strict
from tongban.openapi.schemas.plain import Day, RowId, Text
from tongban.regulation.states import Finding, InspectionState, LineAnswer, ProposalKind


class InspectionsQuery(PageQuery):
    """Inspections in which state; `mine`: those the caller was drawn for."""

    state: Literal[""] | InspectionState = ""
    mine: bool = False


class PlanIn(Strict):
    """Whom it may draw, how many (`number`, or `percent` of the list: one of them), when, what is looked at."""

    department_id: RowId
    title: str = Field(max_length=200)
    since: Day
    until: Day
    check_lines: list[str] = Field(max_length=100)
    number: int | None = Field(default=None, ge=1, le=100_000)
    percent: int | None = Field(default=None, ge=1, le=100)
    item_kind: Literal[""] | ItemKind = ""
    category: str = Field(default="", max_length=40)
    weighted: bool = True


class InspectedIn(Strict):
    """An answer to every line of the check list, the finding, and until when to mend."""

    answers: list[LineAnswer] = Field(max_length=100)
    finding: Finding
    note: Text = ""
    mend_until: Day | None = None


class ProposalIn(Strict):
    """What is proposed, with its reasons and the article."""

    kind: ProposalKind
    text: Text = ""
    basis: str = Field(default="", max_length=300)


class ProposalDecisionIn(Strict):
    """Whether it is accepted, and why."""

    accepted: bool
    note: Text = ""


class PlanOut(Schema):
    """A plan; no list, no secret. `seed` is known from the draw on."""

    uid: UUID
    plan_no: str
    title: str
    department_id: int
    department_name: str
    item_kind_label: str
    category: str
    number: int | None
    percent: int | None
    weighted: bool
    since: dt.date
    until: dt.date
    check_lines: list[str]
    state: str
    state_label: str
    committed_at: dt.datetime | None
    to_draw: int | None
    drawn_at: dt.datetime | None
    seed: str
    cancelled_at: dt.datetime | None
    cancel_reason: str
    moves: list[str]


class PlanPageOut(Schema):
    """One page, newest first; ask for the next one with `cursor`, "" at the end."""

    rows: list[PlanOut]
    cursor: str


class CommitmentToDrawOut(Schema):
    """What was published before the seed could be known: digests of the lists and of the secret."""

    objects: str
    inspectors: str
    secret: str
    listed: int
    number: int
    each: int
    fact_id: int
    made_at: dt.datetime


class DrawnOut(Schema):
    """One drawn object by its code; what was found stands there once it is published."""

    order: int
    object_code: str
    inspector_codes: list[str]
    item_name: str
    state_label: str
    finding: str
    published_on: dt.date | None
    mended: str


class PublishedPlanOut(Schema):
    """A plan as everybody may read it."""

    plan: PlanOut
    commitment: CommitmentToDrawOut
    results: list[DrawnOut]


class CheckLineOut(Schema):
    """A line of the check list; the answer is empty before it is recorded."""

    text: str
    answer: str
    answer_label: str


class ProposalOut(Schema):
    """A proposal; `may_decide` only for the deciding seat that took no part."""

    uid: UUID
    inspection_uid: UUID
    kind: str
    kind_label: str
    department_id: int
    text: str
    basis: str
    state: str
    state_label: str
    proposed_at: dt.datetime
    decided_at: dt.datetime | None
    decision_note: str
    may_decide: bool


class InspectionOut(Schema):
    """An inspection; `actions` are the caller's, `proposable` the proposals now possible."""

    uid: UUID
    plan_uid: UUID
    plan_no: str
    origin: str
    origin_label: str
    object_code: str
    party_name: str
    item_name: str
    risk_label: str
    licence_identifier: str
    department_id: int
    inspector_ids: list[int]
    lines: list[CheckLineOut]
    finding: str
    finding_label: str
    note: str
    mend_until: dt.date | None
    mend_state: str
    mend_state_label: str
    recheck_uid: str
    state: str
    state_label: str
    recorded_at: dt.datetime | None
    signed_at: dt.datetime | None
    publish_on: dt.date | None
    published_at: dt.datetime | None
    actions: list[str]
    proposable: list[str]
    proposals: list[ProposalOut]


class InspectionPageOut(Schema):
    """One page, oldest first; ask for the next one with `cursor`, "" at the end."""

    rows: list[InspectionOut]
    cursor: str
