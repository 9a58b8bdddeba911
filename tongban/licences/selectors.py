"""Questions to the room `licences`: frozen dataclasses; the face only for the holder and the platform itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from tongban.kernel import clock
from tongban.kernel.actor import CHANNEL_LABELS, Actor, Channel
from tongban.kernel.errors import DomainError, NotFound
from tongban.kernel.paging import page_of
from tongban.kernel.scope import within
from tongban.kernel.standards.licence_id import parse_licence_identifier
from tongban.ledger import selectors as ledger
from tongban.licences import facts, policies
from tongban.licences.errors import LicenceTypeUnknown
from tongban.licences.face import Face, FaceField, shown
from tongban.licences.models import Licence, LicenceType
from tongban.licences.sealing import whole_face
from tongban.licences.states import LIVING, LicenceState, LicenceStatus
from tongban.licences.verification import Verdict, masked_holder, verify, verify_file
from tongban.parties import selectors as parties

__all__ = [
    "LicencePage",
    "LicenceTypeView",
    "LicenceView",
    "UseRecord",
    "Verdict",
    "count_mine",
    "evidence_for",
    "find",
    "held_by",
    "issued_by",
    "issued_in_case",
    "licence",
    "licence_type",
    "licence_types",
    "licence_view",
    "living",
    "mine",
    "type_view",
    "uses",
    "verify",
    "verify_file",
]


@dataclass(frozen=True, slots=True)
class LicenceTypeView:
    """A licence type as others see it."""

    code: str
    name: str
    single_valid: bool
    holder_kinds: tuple[str, ...]
    validity_months: int | None
    fields: dict[str, object] = field(hash=False)
    defined_by: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence. Where the viewer may know that it exists but not what stands on it, `data` and `face` are empty and
    the name of a person who holds it is masked.

    `state` is stored, `status` counts the day as well (expired, not yet valid). `verify_url` is for the holder's
    own pages; it holds a random code only.
    """

    uid: str
    identifier: str
    type_code: str
    type_name: str
    licence_no: str
    version: int
    holder_id: int
    holder_name: str
    issuer_id: int
    issuer_name: str
    issued_on: dt.date
    valid_from: dt.date
    valid_to: dt.date | None
    state: str
    status: str
    status_label: str
    state_reason: str
    state_basis: str
    case_no: str
    document_digest: str
    verify_url: str
    data: Face = field(hash=False)
    face: tuple[FaceField, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether it stands in for a paper today."""
        return self.status == LicenceStatus.VALID


@dataclass(frozen=True, slots=True)
class UseRecord:
    """One use of a licence, as its holder sees it: the department, never an officer's name."""

    at: dt.datetime
    what: str
    department_id: int | None
    channel_label: str
    purpose: str
    case_no: str


@dataclass(frozen=True, slots=True)
class LicencePage:
    """A page of licences, newest first."""

    rows: tuple[LicenceView, ...]
    cursor: str


def type_view(row: LicenceType) -> LicenceTypeView:
    """The row as other rooms see it."""
    return LicenceTypeView(
        code=row.code,
        name=row.name,
        single_valid=row.single_valid,
        holder_kinds=tuple(row.holder_kinds),
        validity_months=row.validity_months,
        fields=dict(row.fields),
        defined_by=row.defined_by,
        in_use=row.in_use,
    )


def licence_type(code: str) -> LicenceTypeView:
    """One licence type (public). Raises `LicenceTypeUnknown`."""
    row = LicenceType.objects.filter(code=code).first()
    if row is None:
        raise LicenceTypeUnknown(type_code=code)
    return type_view(row)


def licence_types(*, in_use_only: bool = True) -> list[LicenceTypeView]:
    """Every licence type (public), by code."""
    rows = LicenceType.objects.order_by("code")
    return [type_view(row) for row in (rows.filter(in_use=True) if in_use_only else rows)]


def find(identifier: str) -> Licence:
    """The row of an identifier, with or without root (inside the room). Raises `NotFound`, `BadLicenceIdentifier`."""
    wanted = str(parse_licence_identifier(identifier))
    row = Licence.objects.select_related("type", "holder").filter(identifier=wanted).first()
    if row is None:
        raise NotFound()
    return row


def licence_view(row: Licence, *, with_face: bool) -> LicenceView:
    """The row as other rooms see it. A person's name stands on the face and is masked without it: whoever needs it
    takes the licence for a purpose (`use_licence`, `fetch_licence_file`), which is recorded."""
    status = policies.status(row, clock.today())
    data = whole_face(row) if with_face else {}
    return LicenceView(
        uid=str(row.uid),
        identifier=row.identifier,
        type_code=row.type.code,
        type_name=row.type.name,
        licence_no=row.licence_no,
        version=row.version,
        holder_id=row.holder_id,
        holder_name=row.holder_name if with_face else masked_holder(row),
        issuer_id=row.issuer_id,
        issuer_name=row.issuer_name,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        state=row.state,
        status=str(status.value),
        status_label=str(status.label),
        state_reason=row.state_reason,
        state_basis=row.state_basis,
        case_no=row.case_no,
        document_digest=row.document_digest,
        verify_url=policies.verify_address(row.verify_code) if with_face else "",
        data=data,
        face=shown(row.type.fields, data, row.type.field_order),
    )


def licence(identifier: str, *, viewer: Actor) -> LicenceView:
    """One licence: the holder sees the face; officers who may fetch and the issuer's officers see that it exists.

    Raises `NotFound`, also for everybody else (the two are not told apart).
    """
    try:
        row = find(identifier)
    except DomainError:
        raise NotFound() from None
    issuer = viewer.is_officer and viewer.may(policies.ISSUE) and policies.covers(viewer, row)
    if not policies.may_list(viewer, row.holder_id) and not issuer:
        raise NotFound()
    return licence_view(row, with_face=policies.sees_face(viewer, row.holder_id))


def held_by(
    party_id: int, *, viewer: Actor, type_codes: Sequence[str] | None = None, usable_only: bool = False
) -> list[LicenceView]:
    """The licences of a party, newest first; for officers who may fetch without the face.

    Superseded versions are left out: they remain verifiable by their identifier. Raises `NotFound` for others.
    """
    if not policies.may_list(viewer, party_id):
        raise NotFound()
    rows = Licence.objects.select_related("type", "holder").filter(holder_id=party_id).exclude(state="superseded")
    if type_codes is not None:
        rows = rows.filter(type__code__in=list(type_codes))
    with_face = policies.sees_face(viewer, party_id)
    views = [licence_view(row, with_face=with_face) for row in rows.order_by("-id")]
    return [view for view in views if view.is_usable] if usable_only else views


def mine(*, viewer: Actor) -> list[tuple[int, str, list[LicenceView]]]:
    """What the viewer holds and what those hold for whom the viewer may look at licences: holder, name, licences,
    oneself first and without a name. One query for the licences of all: who may be looked at is known with the
    principals."""
    if viewer.party_id is None:
        return []
    named = {p.party.id: p.party.name for p in parties.principals(viewer=viewer, what=policies.FETCH)}
    held: dict[int, list[LicenceView]] = {viewer.party_id: [], **{holder: [] for holder in named}}
    rows = Licence.objects.select_related("type", "holder").filter(holder_id__in=held).exclude(state="superseded")
    for row in rows.order_by("-id"):
        held[row.holder_id].append(licence_view(row, with_face=True))
    return [(holder, named.get(holder, ""), found) for holder, found in held.items()]


def count_mine(viewer: Actor) -> int:
    """How many licences the viewer holds."""
    return Licence.objects.filter(holder_id=viewer.party_id).exclude(state="superseded").count()


def evidence_for(holder_ids: int | Iterable[int], type_codes: Iterable[str]) -> list[LicenceView]:
    """The licences of these types that the holders can use today instead of handing in papers (免证办).

    For verbs and pages that have already checked that the person acts for the holders: it says which licences
    there are, never what stands on them (`use_licence` does, and records it). Holders in the order given, then newest.
    """
    holders = [holder_ids] if isinstance(holder_ids, int) else list(holder_ids)
    rows = Licence.objects.select_related("type", "holder").filter(
        holder_id__in=holders, type__code__in=list(type_codes), state=LicenceState.VALID
    )
    views = [licence_view(row, with_face=False) for row in rows.order_by("-id")]
    return sorted((view for view in views if view.is_usable), key=lambda view: holders.index(view.holder_id))


def issued_in_case(case_no: str, *, viewer: Actor) -> list[LicenceView]:
    """The licences a case yielded, for whoever may see them; others get an empty list."""
    rows = Licence.objects.select_related("type", "holder").filter(case_no=case_no).order_by("id") if case_no else []
    views = []
    for row in rows:
        issuer = viewer.is_officer and policies.covers(viewer, row)
        if issuer or policies.may_list(viewer, row.holder_id):
            views.append(licence_view(row, with_face=policies.sees_face(viewer, row.holder_id)))
    return views


def issued_by(viewer: Actor, *, state: str = "", cursor: str = "", limit: int = 50) -> LicencePage:
    """The licences of the viewer's departments, newest first, without the face. Raises `PermissionDenied`."""
    viewer.require(policies.ISSUE)
    rows: QuerySet[Licence] = Licence.objects.select_related("type", "holder").filter(within(viewer, "issuer_id"))
    if state:
        rows = rows.filter(state=state)
    found, following = page_of(rows, cursor, limit)
    return LicencePage(tuple(licence_view(row, with_face=False) for row in found), following)


def uses(identifier: str, *, viewer: Actor, limit: int = 100) -> list[UseRecord]:
    """Who used the licence, when and for what, newest first; for its holder only. Raises `NotFound`."""
    row = find(identifier)
    if not policies.sees_face(viewer, row.holder_id):
        raise NotFound()
    kinds = {facts.LICENCE_USED.kind, facts.LICENCE_PRESENTED.kind, facts.LICENCE_FETCHED.kind}
    seen = [fact for fact in ledger.timeline(facts.licence_ref(row.uid), objects=False) if fact.kind in kinds]
    records = [
        UseRecord(
            at=fact.occurred_at,
            what=fact.text,
            department_id=fact.department_id,
            channel_label=CHANNEL_LABELS[Channel(fact.channel)],
            purpose=str(fact.data.get("purpose", "")),
            case_no=str(fact.data.get("case_no", "")),
        )
        for fact in seen
    ]
    return sorted(records, key=lambda record: record.at, reverse=True)[:limit]


def living(*, type_id: int, holder_id: int) -> QuerySet[Licence]:
    """The licences that take the holder's place in a single-valid type (inside the room)."""
    return Licence.objects.filter(type_id=type_id, holder_id=holder_id, state__in=LIVING)
