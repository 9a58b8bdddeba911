"""Lists of records, each with its viewer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongban.credit.facts import CREDIT_PROPOSED, CREDIT_VIEWED, FACT_OF, record_ref
from tongban.credit.models import CreditRecord
from tongban.credit.permissions import RESPOND, VIEW, represents, sees, visible_to
from tongban.credit.selectors.use import Standing, standing_of
from tongban.credit.selectors.views import CreditRecordView, record_view
from tongban.credit.states import LIVING, RecordState
from tongban.duties.facts import DUTY_OVERDUE
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.paging import page_of
from tongban.ledger import selectors as ledger
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties

_WITH_PARTY = ("party", *parties.joined("party"))

#: Tabs of the officers' list: what waits for the check, for an answer, and what stands.
TABS: dict[str, tuple[str, ...]] = {
    "check": (RecordState.PROPOSED,),
    "hear": (RecordState.DEFENDED,),
    "objection": (RecordState.OBJECTED,),
    "repair": (RecordState.REPAIR_ASKED,),
    "returned": (RecordState.RETURNED,),
    "noticed": (RecordState.NOTICED,),
    "in_force": (RecordState.IN_FORCE,),
    "ended": (RecordState.REPAIRED, RecordState.EXPIRED, RecordState.REVOKED, RecordState.DROPPED),
}


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the officers' list, newest first."""

    rows: tuple[CreditRecordView, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class OwnFile:
    """The file of the viewer, or of somebody the viewer may speak for. `name` is empty for one's own."""

    party_id: int
    name: str
    standing: Standing
    records: tuple[CreditRecordView, ...]


@dataclass(frozen=True, slots=True)
class LookRecord:
    """One look of an officer at a record, as the party sees it: the department, never a name."""

    at: dt.datetime
    department: str


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """One step in the life of a record."""

    at: dt.datetime
    text: str


@dataclass(frozen=True, slots=True)
class RecordStory:
    """What happened to a record, oldest first, and who looked at it, newest first."""

    events: tuple[RecordEvent, ...]
    looks: tuple[LookRecord, ...]


_TOLD = {CREDIT_PROPOSED.kind, *(kind.kind for kind in FACT_OF.values()), DUTY_OVERDUE.kind}


def find(uid: UUID | str) -> CreditRecord:
    """The row with its party (inside the room). Raises `NotFound`."""
    row = CreditRecord.objects.select_related(*_WITH_PARTY).filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    return row


def record(uid: UUID | str, *, viewer: Actor) -> CreditRecordView:
    """One record, whole, for its party and for the officers in whose scope it lies. Raises `NotFound` for others."""
    row = find(uid)
    if not sees(viewer, row):
        raise NotFound()
    return record_view(row, viewer=viewer, whole=True)


def file_of(party_id: int, *, viewer: Actor) -> list[CreditRecordView]:
    """The whole file of a party for itself and whoever acts for it, newest first; for officers what their departments
    have told (more of it opens by `services.open_file`, which records the look). Raises `NotFound` for others."""
    official = viewer.is_system or (viewer.is_officer and viewer.may(VIEW))
    if not official and not represents(viewer, party_id):
        raise NotFound()
    rows = visible_to(viewer) if official else CreditRecord.objects.all()
    return [record_view(row, viewer=viewer) for row in _newest(rows.filter(party_id=party_id))]


def mine(*, viewer: Actor) -> list[OwnFile]:
    """The viewer's own file and those of whom the viewer may speak for, oneself first; none for officers.

    One query for the records of all: whose file may be seen is known with the principals.
    """
    if viewer.party_id is None or viewer.is_officer:
        return []
    named = {one.party.id: one.party.name for one in parties.principals(viewer=viewer, what=RESPOND)}
    found: dict[int, list[CreditRecordView]] = {viewer.party_id: [], **{party_id: [] for party_id in named}}
    for row in _newest(CreditRecord.objects.filter(party_id__in=found)):
        found[row.party_id].append(record_view(row, viewer=viewer))
    return [
        OwnFile(party_id, named.get(party_id, ""), standing_of(row.kind for row in rows if row.counts), tuple(rows))
        for party_id, rows in found.items()
    ]


def records(*, viewer: Actor, tab: str = "", cursor: str = "", limit: int = 20) -> RecordPage:
    """The records of an officer's departments, newest first; names of persons masked unless the seat finds parties.

    Raises `PermissionDenied`.
    """
    viewer.require(VIEW)
    rows = visible_to(viewer)
    if tab in TABS:
        rows = rows.filter(state__in=TABS[tab])
    found, following = page_of(_newest(rows), cursor, limit)
    return RecordPage(tuple(record_view(row, viewer=viewer) for row in found), following)


def open_counts(*, viewer: Actor) -> dict[str, int]:
    """How many records of the viewer's scope wait in each tab that asks for something (one query)."""
    waiting = ("check", "hear", "objection", "repair", "returned")
    counted = {tab: Count("id", filter=Q(state__in=TABS[tab])) for tab in waiting}
    return visible_to(viewer).aggregate(**counted)


def usable_by(party_id: int, *, viewer: Actor) -> list[CreditRecord]:
    """What an officer may use of a party's file (inside the room): what counts now, whoever told it, and all that the
    own departments have told."""
    shown = Q(public_until=None) | Q(public_until__gte=clock.today())
    own = Q(pk__in=visible_to(viewer).filter(party_id=party_id).values("pk"))
    return list(_newest(CreditRecord.objects.filter((Q(state__in=LIVING) & shown) | own, party_id=party_id)))


def story(found: CreditRecordView, *, viewer: Actor) -> RecordStory:
    """What happened to a record and which departments have opened it; for its party only. Raises `NotFound`."""
    if not represents(viewer, found.party.id):
        raise NotFound()
    facts = ledger.timeline(record_ref(found.uid), public_only=True, objects=False)
    seen = [one for one in facts if one.kind == CREDIT_VIEWED.kind]
    names = orgs.department_names(one.department_id for one in seen)
    return RecordStory(
        tuple(RecordEvent(one.occurred_at, one.text) for one in facts if one.kind in _TOLD),
        tuple(LookRecord(one.occurred_at, names.get(one.department_id or 0, "")) for one in reversed(seen)),
    )


def plea_file(uid: UUID | str, digest: str, *, viewer: Actor) -> tuple[str, bytes]:
    """Name and bytes of a proof handed in with a plea of this record, for whoever may see it. Raises `NotFound`."""
    row = find(uid)
    if not sees(viewer, row):
        raise NotFound()
    for plea in row.pleas.all():
        for one in plea.evidence:
            if one["digest"] == digest:
                return one["name"], files.open_bytes(digest)
    raise NotFound()


def _newest(rows: QuerySet[CreditRecord]) -> QuerySet[CreditRecord]:
    return rows.select_related(*_WITH_PARTY).order_by("-id")
