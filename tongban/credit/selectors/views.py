"""A record as others see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tongban.credit import policies
from tongban.credit.models import CreditPaper, CreditPlea, CreditRecord
from tongban.credit.selectors.use import bars_commitment
from tongban.credit.states import CreditKind, Ground, Outcome, PaperKind, PleaKind, RecordState
from tongban.credit.wording import meanings
from tongban.kernel.actor import Actor
from tongban.kernel.lifecycle import Action
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.parties.selectors import PartyView


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file handed in with a plea: its digest in the store, and what it is called."""

    digest: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class PleaView:
    """What the party said about a record, and the answer."""

    uid: str
    kind: str
    kind_label: str
    ground_label: str
    text: str
    evidence: tuple[Evidence, ...]
    made_at: dt.datetime
    outcome: str
    outcome_label: str
    answer: str
    answered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PaperView:
    """A written paper of a record."""

    id: int
    kind: str
    label: str
    number: str
    issued_at: dt.datetime


@dataclass(frozen=True, slots=True)
class CreditRecordView:
    """A record. `counts`: in force and within its period; `public`: everybody may see it now; `contested`: it bears the
    mark 异议. `actions` are this viewer's buttons; `pleas` and `papers` come with a single record only."""

    uid: str
    number: str
    party: PartyView
    kind: str
    kind_label: str
    good: bool
    serious: bool
    text: str
    basis: str
    about: ObjectRef
    item_code: str
    barred_until: dt.date | None
    department_id: int
    department_name: str
    region_code: str
    state: str
    state_label: str
    revision: int
    recorded_at: dt.datetime
    heard_until: dt.date | None
    check_note: str
    in_force_at: dt.datetime | None
    public_until: dt.date | None
    end_reason: str
    end_document_no: str
    ended_at: dt.datetime | None
    counts: bool
    public: bool
    contested: bool
    meanings: tuple[str, ...]
    actions: tuple[Action, ...]
    pleas: tuple[PleaView, ...] = ()
    papers: tuple[PaperView, ...] = ()


def record_view(row: CreditRecord, *, viewer: Actor, whole: bool = False) -> CreditRecordView:
    """A record joined to its party, which the caller has decided the viewer may see; `whole` with what was said about
    it and its papers (two queries)."""
    counts = policies.counts(row)
    offered = policies.officer_actions if viewer.is_officer else policies.party_actions
    return CreditRecordView(
        uid=str(row.uid),
        number=row.number,
        party=parties.seen(row.party, viewer=viewer),
        kind=row.kind,
        kind_label=str(CreditKind(row.kind).label),
        good=policies.is_good(row),
        serious=row.serious,
        text=row.text,
        basis=row.basis,
        about=ObjectRef(row.about_type, row.about_id),
        item_code=row.item_code,
        barred_until=row.barred_until,
        department_id=row.department_id,
        department_name=orgs.department(row.department_id).name,
        region_code=row.region_code,
        state=str(row.state),
        state_label=_state_label(row),
        revision=row.revision,
        recorded_at=row.recorded_at,
        heard_until=row.heard_until,
        check_note=row.check_note,
        in_force_at=row.in_force_at,
        public_until=row.public_until,
        end_reason=row.end_reason,
        end_document_no=row.end_document_no,
        ended_at=row.ended_at,
        counts=counts,
        public=policies.is_public(row, row.party.kind),
        contested=row.state == RecordState.OBJECTED,
        meanings=meanings(row, counts=counts, bars_commitment=bars_commitment(row)),
        actions=offered(viewer, row) if whole else (),
        pleas=_pleas(row.pleas.order_by("-id")) if whole else (),
        papers=_papers(row.papers.order_by("-id")) if whole else (),
    )


def _state_label(row: CreditRecord) -> str:
    """The state in words; a record past its day that the sweep has not put away yet says so already."""
    if row.state == RecordState.IN_FORCE and policies.period_over(row):
        return str(RecordState.EXPIRED.label)
    return str(RecordState(row.state).label)


def _pleas(rows: Iterable[CreditPlea]) -> tuple[PleaView, ...]:
    return tuple(
        PleaView(
            uid=str(row.uid),
            kind=row.kind,
            kind_label=str(PleaKind(row.kind).label),
            ground_label=str(Ground(row.ground).label) if row.ground else "",
            text=row.text,
            evidence=tuple(Evidence(one["digest"], one["name"]) for one in row.evidence),
            made_at=row.made_at,
            outcome=row.outcome,
            outcome_label=str(Outcome(row.outcome).label),
            answer=row.answer,
            answered_at=row.answered_at,
        )
        for row in rows
    )


def _papers(rows: Iterable[CreditPaper]) -> tuple[PaperView, ...]:
    return tuple(PaperView(row.pk, row.kind, str(PaperKind(row.kind).label), row.number, row.issued_at) for row in rows)
