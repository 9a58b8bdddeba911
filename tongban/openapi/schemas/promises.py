"""Promises as programs see them: what may be promised, what was, what is still owed, and a revocation."""

from __future__ import annotations

import datetime as dt

from ninja import Schema
from pydantic import Field

from tongban.cases.states import Finding, RevocationGround
from tongban.openapi.schemas.cases import Strict
from tongban.openapi.schemas.plain import Name, RowId, Text


class NamedMaterial(Schema):
    """A material of the guide by its order."""

    order: int
    name: str


class PromiseStandOut(Schema):
    """The promise of secondary materials: what is still owed until when."""

    state: str
    label: str
    names: list[str]
    due_on: dt.date | None


class PromiseOut(Schema):
    """What may be promised now with the words of the promise, what was promised, and what may still be handed in."""

    offered: list[NamedMaterial]
    words: list[str]
    promise: PromiseStandOut | None
    owed: list[NamedMaterial]


class SignedIn(Strict):
    """At the window: who signed the paper and where it is kept."""

    signed: Name = ""


class SettledOut(Schema):
    """Whether nothing is owed any more."""

    settled: bool


class CommitmentOfferOut(Schema):
    """What is told before a commitment. `ticket` proves that these words were shown; `barred` says why it is not open;
    it may be used after `read_seconds`.
    """

    told: list[str]
    committed: list[str]
    liability: str
    owed: list[str]
    owed_days: int
    verify: str
    document_no: str
    barred: str
    barred_basis: str
    read_seconds: int
    ticket: str


class CommitmentStandOut(Schema):
    """The commitment of a case and where it stands."""

    state: str
    label: str
    told: list[str]
    committed: list[str]
    liability: str
    owed: list[str]
    owed_until: dt.date | None
    verify_until: dt.date | None
    mend_until: dt.date | None
    finding: str


class CommitmentOut(Schema):
    """The offer of the guide, null where it has none, and the commitment that was made, null where none was."""

    offer: CommitmentOfferOut | None
    commitment: CommitmentStandOut | None


class CommitIn(Strict):
    """The ticket of the offer that was read."""

    ticket: str = Field(max_length=2000)


class TextIn(Strict):
    """What is to be said."""

    text: Text = ""


class VerifyIn(TextIn):
    """What the verification found; working days to mend, where it orders to (0: as long as the rules allow)."""

    finding: Finding
    mend_days: int = Field(default=0, ge=0, le=365)


class RevocationNoticeIn(Strict):
    """The ground in law, and facts and reasons."""

    ground: RevocationGround
    reason: Text = ""


class RevocationOut(Schema):
    """An announced revocation; `open_until` null: the time to speak is over."""

    number: str
    ground: str
    ground_text: str
    basis: str
    reason: str
    open_until: dt.date | None


class RevokeDecisionIn(Strict):
    """Why; `false_commitment`: what was committed to was untrue from the start."""

    reason: Text = ""
    false_commitment: bool = False


class ReopenIn(Strict):
    """The document it rests on, and why."""

    document_no: Name = ""
    reason: Text = ""


class SolvedIn(Strict):
    """Whether what the person came for is settled; an officer says how it is known."""

    solved: bool = True
    reason: Text = ""


class MoveIn(Strict):
    """The version to go on under, why, and the law or document that demands it."""

    to_version_id: RowId
    reason: Text = ""
    basis: Name = ""
    may_lengthen: bool = False
