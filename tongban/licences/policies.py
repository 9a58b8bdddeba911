"""What law and type allow, and who may see a licence. `check_x` raises with a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

from tongban.kernel.actor import Actor
from tongban.kernel.deadline import add_months
from tongban.kernel.standards.personal import without_numbers
from tongban.licences.errors import (
    HolderKindNotAllowed,
    LicenceNotUsable,
    PurposeMissing,
    ReasonMissing,
    ValidityWrong,
)
from tongban.licences.models import Licence, LicenceType
from tongban.licences.states import LicenceStatus, status_on
from tongban.parties.policies import can_act_for
from tongban.parties.selectors import legal_representative_of
from tongban.parties.states import PartyKind

ISSUE, REVOKE, FETCH, DEFINE = "licences.issue", "licences.revoke", "licences.fetch", "reference.manage"
PURPOSE_MOST = 200
PRESENT_SECONDS = 300


def end_of_validity(valid_from: dt.date, months: int) -> dt.date:
    """The last day of a validity of so many months: the day before the same day, e.g. 2026-11-21 + 48 → 2030-11-20;
    of a month without that day its last one (民法典 art. 202)."""
    end = add_months(valid_from, months)
    return end - dt.timedelta(days=1) if end.day == valid_from.day else end


def check_validity(kind: LicenceType, valid_from: dt.date, valid_to: dt.date | None) -> dt.date | None:
    """The end of validity: as given, or by the type. Raises `ValidityWrong`; None means without end."""
    longest = end_of_validity(valid_from, kind.validity_months) if kind.validity_months else None
    if valid_to is None:
        return longest
    if valid_to < valid_from:
        raise ValidityWrong(reason="截止日期早于开始日期")
    if longest is not None and valid_to > longest:
        raise ValidityWrong(reason=f"《{kind.name}》最长{kind.validity_months}个月，到{longest.isoformat()}为止")
    return valid_to


def check_holder_kind(kind: LicenceType, party_kind: str) -> None:
    """Raise `HolderKindNotAllowed` where the type is for other holders; a type without a list is for all."""
    if kind.holder_kinds and party_kind not in kind.holder_kinds:
        labels = dict(PartyKind.choices)
        raise HolderKindNotAllowed(
            type_name=kind.name,
            kind=str(labels.get(party_kind, party_kind)),
            allowed="、".join(str(labels.get(code, code)) for code in kind.holder_kinds),
        )


def _one_line(text: str) -> str:
    """Words parted by single blanks, without invisible marks."""
    return " ".join("".join(symbol for symbol in text if symbol.isprintable() or symbol.isspace()).split())


def check_purpose(purpose: str) -> str:
    """The purpose, trimmed, numbers of persons struck out (a fact is for ever). Raises `PurposeMissing`."""
    cleaned = _one_line(purpose)
    if not cleaned or len(cleaned) > PURPOSE_MOST:
        raise PurposeMissing(length=len(cleaned))
    return without_numbers(cleaned)


def check_reason(reason: str, basis: str) -> tuple[str, str]:
    """Reason and legal basis, trimmed; numbers of persons struck out of the basis, which goes into a fact. Raises
    `ReasonMissing` where one is empty."""
    cleaned, article = _one_line(reason), without_numbers(_one_line(basis))
    if not cleaned or not article:
        raise ReasonMissing()
    return cleaned[:500], article[:300]


def status(row: Licence, day: dt.date) -> LicenceStatus:
    """What the licence counts as on that day."""
    return status_on(day, state=row.state, valid_from=row.valid_from, valid_to=row.valid_to)


def check_usable(row: Licence, day: dt.date) -> None:
    """Raise `LicenceNotUsable` unless the licence is valid on that day."""
    found = status(row, day)
    if found != LicenceStatus.VALID:
        raise LicenceNotUsable(type_name=row.type.name, status=str(found.label))


def covers(actor: Actor, row: Licence) -> bool:
    """Whether the data scope reaches the licence: its issuer, or for a comprehensive window its region."""
    return actor.covers(department_id=row.issuer_id, region_code=row.region_code)


def is_holder(viewer: Actor, party_id: int) -> bool:
    """The holder, or whoever acts for it (legal representative, mandate for licences)."""
    if viewer.party_id is None:
        return False
    return party_id == viewer.party_id or can_act_for(viewer, party_id, what=FETCH)


def sees_face(viewer: Actor, party_id: int) -> bool:
    """Whether the face may be shown without recording a use: the platform itself and the holder."""
    return viewer.is_system or is_holder(viewer, party_id)


def may_list(viewer: Actor, party_id: int) -> bool:
    """Whether the viewer may know which licences a party holds."""
    return sees_face(viewer, party_id) or (viewer.is_officer and viewer.may(FETCH))


def may_use(actor: Actor, holder_id: int) -> bool:
    """Whether the actor may hand in this holder's licence: as `may_list`, and an agent of an organisation may hand in
    the licence of its legal representative, which the organisation's own applications ask for."""
    if may_list(actor, holder_id):
        return True
    principal = actor.principal_id
    if principal is None or principal == actor.party_id or not can_act_for(actor, principal):
        return False
    return legal_representative_of(principal) == holder_id


def verify_address(code: str) -> str:
    """The public address that the QR code holds: a random code, nothing about the holder."""
    return f"{settings.TONGBAN_PUBLIC_URL.rstrip('/')}/verify/{code}"


def living_conflict(rows: Sequence[Licence], day: dt.date) -> tuple[Licence | None, list[Licence]]:
    """Of the living licences of one holder and type: the one that stands in the way, and those that have run out."""
    spent = [row for row in rows if row.valid_to is not None and row.valid_to < day]
    current = [row for row in rows if row not in spent]
    return (current[0] if current else None), spent
