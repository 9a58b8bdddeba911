"""Third parties of a case: for the officers who handle it, and for each of them what concerns them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from tongban.cases.facts import CASE
from tongban.cases.models import InterestedParty
from tongban.cases.permissions import reachable_by, speaks_as_interested
from tongban.cases.policies.kinds import instrument_title, manifest
from tongban.cases.policies.time import STEADY
from tongban.cases.selectors.one import InstrumentView
from tongban.cases.states import HEARING
from tongban.catalogue import selectors as catalogue
from tongban.duties import selectors as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs


@dataclass(frozen=True, slots=True)
class InterestedView:
    """One third party as the officers see it; `known`: somebody the platform sends messages to."""

    uid: UUID
    name: str
    address: str
    known: bool
    interest: str
    named_at: dt.datetime
    ask_until: dt.date | None
    asked_at: dt.datetime | None
    statement: str
    stated_at: dt.datetime | None
    heard_at: dt.datetime | None

    @property
    def may_ask(self) -> bool:
        """The five days are not over."""
        return self.asked_at is None and self.ask_until is not None and clock.today() <= self.ask_until


@dataclass(frozen=True, slots=True)
class OwnInterest:
    """What a third party sees: the application and its office, their own rights and papers, nothing of the file.

    `hears`: the kind of item knows a right to a hearing.
    """

    me: InterestedView
    item_name: str
    applicant_name: str
    department_name: str
    open: bool
    may_ask: bool
    hears: bool
    papers: tuple[InstrumentView, ...]


def interested_of(case_uid: UUID | str, *, viewer: Actor) -> tuple[InterestedView, ...]:
    """The third parties of a case that this officer may open, in the order they were named; none for others."""
    if not (viewer.is_officer or viewer.is_system):
        return ()
    rows = InterestedParty.objects.filter(case__in=reachable_by(viewer).filter(uid=case_uid)).order_by("id")
    return tuple(_view(row) for row in rows)


def own_interest(uid: UUID | str, *, viewer: Actor) -> OwnInterest:
    """One's own, or that of whom one acts for. Raises `NotFound` for everybody else."""
    rows = InterestedParty.objects.select_related("case", "case__applicant")
    row = rows.filter(uid=uid_of(uid)).first()
    if row is None or not speaks_as_interested(viewer, row):
        raise NotFound()
    case, me = row.case, _view(row)
    version = catalogue.version(case.version_id)
    under_way = case.state in STEADY["name_interested"].states
    asked = any(duty.kind == HEARING.code for duty in duties.duties_of(ObjectRef(CASE, str(case.uid))))
    written = case.instruments.filter(content__interested=str(row.uid)).order_by("id")
    return OwnInterest(
        me=me,
        item_name=case.item_name,
        applicant_name=case.applicant.name,
        department_name=orgs.department(case.department_id).name,
        open=under_way,
        may_ask=under_way and me.may_ask and not asked,
        hears=bool(manifest(version).hearing),
        papers=tuple(
            InstrumentView(one.pk, one.kind, instrument_title(one.kind, version), one.number, one.issued_at)
            for one in written
        ),
    )


def _view(row: InterestedParty) -> InterestedView:
    return InterestedView(
        uid=row.uid,
        name=row.name,
        address=row.address,
        known=row.party_id is not None,
        interest=row.interest,
        named_at=row.named_at,
        ask_until=row.ask_until,
        asked_at=row.asked_at,
        statement=row.statement,
        stated_at=row.stated_at,
        heard_at=row.heard_at,
    )
