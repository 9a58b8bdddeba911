"""Issue a licence, and change one by a new version."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.kernel.standards.licence_id import make_licence_identifier
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, ObjectRef
from tongban.licences import face, policies, sealing, selectors
from tongban.licences.errors import (
    AlreadyHeld,
    CaseAlreadyServed,
    LicenceNotUsable,
    LicenceTypeUnknown,
    ValidityWrong,
)
from tongban.licences.facts import (
    LICENCE_CANCELLED,
    LICENCE_CHANGED,
    LICENCE_ISSUED,
    LICENCE_SUPERSEDED,
    holder_ref,
    licence_ref,
)
from tongban.licences.models import Licence, LicenceType
from tongban.licences.selectors import LicenceView, licence_view
from tongban.licences.states import LICENCE_LIFECYCLE, LicenceState, LicenceStatus
from tongban.orgs import selectors as orgs
from tongban.orgs.selectors import DepartmentView
from tongban.parties import selectors as parties
from tongban.parties.selectors import PartyView
from tongban.reference import selectors as reference

LAPSED = ("有效期届满未延续", "行政许可法第七十条第一项")
MOST_VERSIONS = 999


@dataclass(frozen=True, slots=True)
class _Draft:
    """Everything a new row needs before it is numbered and signed."""

    kind: LicenceType
    holder: PartyView
    issuer: DepartmentView
    content: face.Face
    valid_from: dt.date
    valid_to: dt.date | None
    case_no: str


def issue_licence(
    *,
    type_code: str,
    holder_id: int,
    department_id: int,
    data: Mapping[str, object],
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    case_no: str = "",
    about: Sequence[ObjectRef] = (),
    actor: Actor,
) -> LicenceView:
    """Issue a licence of a type to a holder in the name of a department, signed with the department's key.

    `data` is the face (checked against the type's schema); `valid_from` is today where not given, `valid_to`
    follows from the type. `about` are further objects of the fact (the case). A licence of the same type that has run
    out is cancelled on the way (行政许可法 art. 70). The PDF follows through a reaction, or at first download.
    Raises `LicenceTypeUnknown`, `PermissionDenied`, `NotFound`, `HolderKindNotAllowed`, `ValidityWrong`,
    `InvalidInput`, `AlreadyHeld`, `CaseAlreadyServed`.
    """
    with transaction.atomic():
        kind = LicenceType.objects.filter(code=type_code, in_use=True).first()
        if kind is None:
            raise LicenceTypeUnknown(type_code=type_code)
        issuer = orgs.department(department_id)
        _check_issuer(actor, issuer)
        holder = parties.party(holder_id, viewer=Actor.system(trace_id=actor.trace_id))
        policies.check_holder_kind(kind, holder.kind)
        start = valid_from or clock.today()
        end = policies.check_validity(kind, start, valid_to)
        content = face.check_face(kind.fields, data)
        _make_room(kind, holder_id, actor)
        draft = _Draft(kind, holder, issuer, content, start, end, case_no)
        row = _insert(draft, serial_of=None)
        _record(LICENCE_ISSUED, row, actor, about)
        return licence_view(row, with_face=True)


def change_licence(
    *,
    identifier: str,
    data: Mapping[str, object],
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    case_no: str = "",
    about: Sequence[ObjectRef] = (),
    actor: Actor,
) -> LicenceView:
    """Change or renew a licence (变更, 延续): the next version, same serial and licence number, takes its place.

    `valid_from` is the old one's where not given; `valid_to` likewise, so that a change renews only where asked to.
    The holder's present name is taken over. Raises as `issue_licence`, and `LicenceNotUsable` for one that is not
    valid (a licence that ran out cannot be renewed: 行政许可法 art. 50 asks for it before the end).
    """
    with transaction.atomic():
        old = _lock(identifier)
        issuer = orgs.department(old.issuer_id)
        _check_issuer(actor, issuer)
        status = policies.status(old, clock.today())
        if status not in (LicenceStatus.VALID, LicenceStatus.NOT_YET_VALID):
            raise LicenceNotUsable(type_name=old.type.name, status=str(status.label))
        if old.version >= MOST_VERSIONS:
            raise ValidityWrong(reason="换发次数已满999次，请注销后重新申领")
        holder = parties.party(old.holder_id, viewer=Actor.system(trace_id=actor.trace_id))
        start = valid_from or old.valid_from
        end = policies.check_validity(old.type, start, valid_to or (None if valid_from else old.valid_to))
        content = face.check_face(old.type.fields, data)
        LICENCE_LIFECYCLE.advance(old, "supersede", state_since=clock.now())
        draft = _Draft(old.type, holder, issuer, content, start, end, case_no)
        row = _insert(draft, serial_of=old)
        ledger.record(LICENCE_SUPERSEDED, actor=actor, objects=[licence_ref(old.uid), licence_ref(row.uid)])
        _record(LICENCE_CHANGED, row, actor, about)
        return licence_view(row, with_face=True)


def _lock(identifier: str) -> Licence:
    found = selectors.find(identifier)
    return Licence.objects.select_for_update(no_key=True, of=("self",)).select_related("type").get(pk=found.pk)


def _check_issuer(actor: Actor, issuer: DepartmentView) -> None:
    """The seat, and a scope that reaches the department or, for a comprehensive window, its region."""
    actor.require(policies.ISSUE)
    if not actor.covers(department_id=issuer.id, region_code=issuer.region_code):
        raise PermissionDenied(permission=policies.ISSUE)


def _make_room(kind: LicenceType, holder_id: int, actor: Actor) -> None:
    """Refuse where a living licence takes the one place; cancel those that have run out."""
    if not kind.single_valid:
        return
    rows = list(selectors.living(type_id=kind.pk, holder_id=holder_id).select_for_update(no_key=True))
    current, spent = policies.living_conflict(rows, clock.today())
    if current is not None:
        raise AlreadyHeld(type_name=kind.name, state=str(policies.status(current, clock.today()).label))
    reason, basis = LAPSED
    for row in spent:
        LICENCE_LIFECYCLE.advance(row, "cancel", state_reason=reason, state_basis=basis, state_since=clock.now())
        ledger.record(
            LICENCE_CANCELLED,
            actor=actor,
            objects=[licence_ref(row.uid), holder_ref(holder_id)],
            data={"reason": reason, "basis": basis},
            department_id=row.issuer_id,
            region_code=row.region_code,
        )


def _insert(draft: _Draft, *, serial_of: Licence | None) -> Licence:
    """Number, sign and write one row. A rival who was faster shows up at the constraints."""
    opened, personal = face.split(draft.kind.fields, draft.content, reference.personal_elements())
    year = clock.today().year
    if serial_of is None:
        number = ledger.next_serial(f"licence:{draft.kind.code}:{draft.issuer.code}:{year}")
        serial, version = f"{year}{number:07d}", 1
        words = {
            "year": str(year),
            "serial": f"{number:06d}",
            "short": draft.issuer.short_name,
            "region": draft.issuer.region_code[:6],
        }
        licence_no = re.sub(r"\{(\w+)\}", lambda found: words[found.group(1)], draft.kind.number_pattern)
        issuer_code, issuer_name = draft.issuer.code, draft.issuer.name
    else:
        serial, version, licence_no = serial_of.serial, serial_of.version + 1, serial_of.licence_no
        issuer_code, issuer_name = serial_of.issuer_code, draft.issuer.name
    row = Licence(
        identifier=make_licence_identifier(draft.kind.code, issuer_code, serial, version),
        type=draft.kind,
        single_valid=draft.kind.single_valid,
        serial=serial,
        version=version,
        previous=serial_of,
        licence_no=licence_no,
        holder_id=draft.holder.id,
        holder_name=draft.holder.name,
        issuer_id=draft.issuer.id,
        issuer_code=issuer_code,
        issuer_name=issuer_name,
        region_code=draft.issuer.region_code,
        data=opened,
        personal_cipher=sealing.seal_personal(personal),
        issued_on=clock.today(),
        issued_at=clock.now(),
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        state=LicenceState.VALID,
        state_since=clock.now(),
        verify_code=secrets.token_urlsafe(16),
        case_no=draft.case_no,
    )
    row.key_number, row.signature = sealing.sign(row)
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        text = str(error)
        if "licences_one_valid_per_holder_and_type" in text:
            raise AlreadyHeld(type_name=draft.kind.name, state=str(LicenceStatus.VALID.label)) from error
        if "licences_one_per_case_and_type" in text:
            raise CaseAlreadyServed(case_no=draft.case_no, type_name=draft.kind.name) from error
        raise
    return row


def _record(kind: FactKind, row: Licence, actor: Actor, about: Sequence[ObjectRef]) -> None:
    ledger.record(
        kind,
        actor=actor,
        objects=[licence_ref(row.uid), holder_ref(row.holder_id), *about],
        data={
            "identifier": row.identifier,
            "type_code": row.type.code,
            "version": row.version,
            "case_no": row.case_no,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        },
        department_id=row.issuer_id,
        region_code=row.region_code,
    )
