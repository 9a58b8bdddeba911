"""Handovers, registers and oversight rules as programs see them; names of persons masked as on the pages."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.catalogue.states import ItemKind
from tongban.openapi.schemas.cases import PageQuery, Strict
from tongban.openapi.schemas.plain import Code, RowId
from tongban.regulation.states import HandoverState, Risk, RuleScope

Short = Field(default="", max_length=300)


class HandoversQuery(PageQuery):
    """Handovers in which state."""

    state: Literal[""] | HandoverState = ""


class ObjectsQuery(PageQuery):
    """Of which department."""

    department_id: RowId | None = None


class TakeIn(Strict):
    """The category of the object, and its risk."""

    category: str = Field(max_length=40)
    risk: Risk


class RouteIn(Strict):
    """To which department, and on what ground."""

    department_id: RowId
    basis: str = Short


class RegisterObjectIn(TakeIn):
    """Somebody licensed, by the licence."""

    licence_identifier: Code
    department_id: RowId
    item_kind: ItemKind


class RiskIn(Strict):
    """The risk level from now on."""

    risk: Risk


class InspectorIn(Strict):
    """An officer, and the categories that this officer inspects (none: all)."""

    officer_id: RowId
    specialities: list[str] = Field(default_factory=list, max_length=50)


class RecuseIn(Strict):
    """Never inspects whom this entry of the register stands for, and why."""

    object_code: Code
    reason: str = Short


class RuleIn(Strict):
    """Who oversees an item, an entry, what a department grants, or a kind of items."""

    scope: RuleScope
    key: Code
    overseer_id: RowId
    former_authority: bool = False
    basis: str = Short


class CodeOut(Schema):
    """The code of an entry."""

    code: str


class HandoverOut(Schema):
    """What was granted and handed over; `actions` are the caller's."""

    uid: UUID
    case_uid: str
    case_no: str
    item_name: str
    approver_name: str
    department_id: int
    department_name: str
    basis: str
    party_name: str
    licence_identifier: str
    valid_to: dt.date | None
    state: str
    state_label: str
    pushed_at: dt.datetime
    acknowledged_at: dt.datetime | None
    return_reason: str
    close_reason: str
    object_code: str
    actions: list[str]


class HandoverPageOut(Schema):
    """One page, who has waited longest first; ask for the next one with `cursor`, "" at the end."""

    rows: list[HandoverOut]
    cursor: str


class RegulatedOut(Schema):
    """An entry of the register of objects."""

    code: str
    party_name: str
    item_name: str
    category: str
    risk: str
    risk_label: str
    licence_identifier: str
    registered_at: dt.datetime


class InspectorOut(Schema):
    """An entry of the register of inspectors."""

    code: str
    officer_id: int
    officer_name: str
    department_id: int
    specialities: list[str]
    recused: list[str]


class RuleOut(Schema):
    """A rule with its words."""

    uid: UUID
    scope: str
    scope_label: str
    key: str
    key_name: str
    overseer_id: int
    overseer_name: str
    former_authority: bool
    basis: str
    set_at: dt.datetime
