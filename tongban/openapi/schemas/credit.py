"""Credit records as programs see them: names masked as on the pages, never a number."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.credit.states import CreditKind, Ground
from tongban.openapi.schemas.cases import ActionOut, PageQuery, PartyOut, Strict
from tongban.openapi.schemas.plain import Code, Digest, Name, ObjectOut, RowId, Text

Tab = Literal["", "check", "hear", "objection", "repair", "returned", "noticed", "in_force", "ended"]


class RecordsQuery(PageQuery):
    """Which records; `tab` is what they wait for."""

    tab: Tab = ""


class PublishedQuery(PageQuery):
    """A unified code, or at least two characters of a name."""

    q: str = Field(default="", max_length=100)


class RecordIn(Strict):
    """What a party kept or broke. `paper` is the number of the document it rests on; `serious` first gives notice;
    `item_code` names a permit that may not be applied for again for a time, longer `after_grant`.
    """

    party_id: RowId
    kind: CreditKind
    paper: Code = Field(min_length=1)
    department_id: RowId
    text: Text
    serious: bool = False
    item_code: str = Field(default="", max_length=80)
    after_grant: bool = False


class ProofIn(Strict):
    """A stored file by its digest."""

    digest: Digest
    name: Name = ""


class PleaIn(Strict):
    """What the party says, with its proofs."""

    text: Text = ""
    evidence: list[ProofIn] = Field(default_factory=list, max_length=20)


class ObjectionIn(PleaIn):
    """Why the record is wrong."""

    ground: Ground


class ConfirmRecordIn(Strict):
    """The opinion of the check."""

    note: Text = ""


class RewrittenIn(Strict):
    """The text put right."""

    text: Text = ""


class WeighIn(Strict):
    """Whether the defence is heeded, and why."""

    heeded: bool
    reason: Text = ""


class ObjectionAnswerIn(Strict):
    """Upheld, corrected (with the text that replaces it) or revoked, and why."""

    outcome: Literal["upheld", "corrected", "revoked"]
    answer: Text = ""
    corrected_text: Text = ""


class RepairAnswerIn(Strict):
    """Whether the record is repaired, and why."""

    granted: bool
    answer: Text = ""


class RevokeRecordIn(Strict):
    """Why, and the document that undid what the record rests on."""

    reason: Text = ""
    document_no: Name = ""


class FileIn(Strict):
    """Whose file, and for which item or case."""

    party_id: RowId
    purpose: str = Field(default="", max_length=400)


class ProofOut(Schema):
    """A file handed in with a plea."""

    digest: str
    name: str


class PleaOut(Schema):
    """What the party said about a record, and the answer."""

    uid: UUID
    kind: str
    kind_label: str
    ground_label: str
    text: str
    evidence: list[ProofOut]
    made_at: dt.datetime
    outcome: str
    outcome_label: str
    answer: str
    answered_at: dt.datetime | None


class CreditPaperOut(Schema):
    """A written paper of a record."""

    id: int
    kind: str
    label: str
    number: str
    issued_at: dt.datetime


class RecordRowOut(Schema):
    """A record in a list. `counts`: in force and within its period; `public`: everybody may see it now."""

    uid: UUID
    number: str
    party: PartyOut
    kind: str
    kind_label: str
    good: bool
    serious: bool
    text: str
    basis: str
    department_id: int
    department_name: str
    state: str
    state_label: str
    recorded_at: dt.datetime
    heard_until: dt.date | None
    in_force_at: dt.datetime | None
    public_until: dt.date | None
    ended_at: dt.datetime | None
    counts: bool
    public: bool
    contested: bool


class RecordOut(RecordRowOut):
    """One record whole; `meanings` says in words what follows from it."""

    about: ObjectOut
    item_code: str
    barred_until: dt.date | None
    check_note: str
    end_reason: str
    end_document_no: str
    meanings: list[str]
    actions: list[ActionOut]
    pleas: list[PleaOut]
    papers: list[CreditPaperOut]


class RecordPageOut(Schema):
    """One page; ask for the next one with `cursor`, "" at the end."""

    rows: list[RecordRowOut]
    cursor: str


class StandingOut(Schema):
    """How a party stands, with the reason."""

    level: str
    label: str
    reason: str
    basis: str
    kept: int
    breaches: int


class OwnFileOut(Schema):
    """The caller's own file (`name` empty), or that of somebody the caller may speak for."""

    party_id: int
    name: str
    standing: StandingOut
    records: list[RecordRowOut]


class CreditFileOut(Schema):
    """What an officer may know: what counts now, and all that the own departments have told."""

    party: PartyOut
    standing: StandingOut
    records: list[RecordRowOut]


class LifeOut(Schema):
    """One step in the life of a record."""

    at: dt.datetime
    text: str


class LookOut(Schema):
    """One look of an officer: the department, never a name."""

    at: dt.datetime
    department: str


class StoryOut(Schema):
    """What happened to a record, and who looked at it."""

    events: list[LifeOut]
    looks: list[LookOut]


class PublishedRecordOut(Schema):
    """A published record of an organisation: no officer, no case, no person."""

    number: str
    party_name: str
    uscc: str
    kind_label: str
    good: bool
    serious: bool
    text: str
    basis: str
    department_name: str
    in_force_on: dt.date
    public_until: dt.date | None
    contested: bool


class PublishedPageOut(Schema):
    """One page, newest first; ask for the next one with `cursor`, "" at the end."""

    rows: list[PublishedRecordOut]
    cursor: str
