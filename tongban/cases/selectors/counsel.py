"""Advice given before a case: for the person advised, and for the officers of the scope."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from tongban.cases.models import Counsel
from tongban.cases.permissions import VIEW
from tongban.catalogue import selectors as catalogue
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.paging import page_of
from tongban.kernel.scope import within
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties


@dataclass(frozen=True, slots=True)
class CounselAdvice:
    """What was said of one material."""

    order: int
    name: str
    ready: bool
    advice: str


@dataclass(frozen=True, slots=True)
class CounselRow:
    """One advice in a list."""

    id: int
    uid: UUID
    item_name: str
    party_name: str
    given_at: dt.datetime
    officer_id: int | None
    case_uid: UUID | None
    case_no: str


@dataclass(frozen=True, slots=True)
class CounselPage:
    """One page; `cursor` asks for the next one, "" at the end."""

    rows: tuple[CounselRow, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class CounselView:
    """One advice with everything that was said."""

    uid: UUID
    item_name: str
    item_id: int
    version_id: int
    party_id: int
    party_name: str
    department_name: str
    officer_id: int | None
    given_at: dt.datetime
    lines: tuple[CounselAdvice, ...]
    advice: str
    case_uid: UUID | None
    case_no: str


def _visible_to(viewer: Actor) -> QuerySet[Counsel]:
    """What the person was told, alone or as the party acted for; what an officer's departments and regions told."""
    rows = Counsel.objects.select_related("party", "case", "version").order_by("-id")
    reach = Q(party_id__in=[pk for pk in (viewer.party_id, viewer.principal_id) if pk is not None])
    if viewer.is_system or (viewer.is_officer and viewer.may(VIEW)):
        reach |= within(viewer)
    return rows.filter(reach)


def counsels(*, viewer: Actor, party_id: int | None = None, cursor: str = "", size: int = 20) -> CounselPage:
    """Advice, newest first; `party_id` narrows to one person."""
    rows = _visible_to(viewer)
    if party_id is not None:
        rows = rows.filter(party_id=party_id)
    found, following = page_of(rows, cursor, size)
    return CounselPage(tuple(_row(row, viewer) for row in found), following)


def counsels_of_case(case_uid: UUID | str, *, viewer: Actor) -> tuple[CounselRow, ...]:
    """The advice a case came from."""
    return tuple(_row(row, viewer) for row in _visible_to(viewer).filter(case__uid=case_uid))


def counsel(uid: UUID | str, *, viewer: Actor) -> CounselView:
    """One advice. Raises `NotFound` for everybody else's."""
    row = _visible_to(viewer).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    version = catalogue.version(row.version_id)
    names = {material.order: material.name for material in version.materials}
    line = _row(row, viewer)
    return CounselView(
        uid=row.uid,
        item_name=line.item_name,
        item_id=version.item_id,
        version_id=row.version_id,
        party_id=row.party_id,
        party_name=line.party_name,
        department_name=orgs.department(row.department_id).name,
        officer_id=row.officer_id,
        given_at=row.given_at,
        lines=tuple(
            CounselAdvice(one["order"], names.get(one["order"], ""), one["ready"], one["advice"]) for one in row.lines
        ),
        advice=row.advice,
        case_uid=line.case_uid,
        case_no=line.case_no,
    )


def unused_counsel(*, party_id: int, item_id: int, viewer: Actor) -> UUID | None:
    """The newest advice to this person about this item that no application came of yet."""
    rows = _visible_to(viewer).filter(party_id=party_id, version__item_id=item_id, case=None)
    return rows.values_list("uid", flat=True).first()


def _row(row: Counsel, viewer: Actor) -> CounselRow:
    return CounselRow(
        id=row.pk,
        uid=row.uid,
        item_name=row.version.name,
        party_name=parties.shown_name(row.party_id, row.party.kind, row.party.name, viewer=viewer),
        given_at=row.given_at,
        officer_id=row.officer_id,
        case_uid=row.case.uid if row.case is not None else None,
        case_no=row.case.case_no if row.case is not None else "",
    )
