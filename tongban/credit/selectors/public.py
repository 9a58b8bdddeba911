"""What everybody may look up: records of organisations that count today. Of persons there is nothing to be found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from tongban.credit import policies
from tongban.credit.models import CreditRecord
from tongban.credit.states import LIVING, CreditKind, RecordState
from tongban.kernel import clock
from tongban.kernel.paging import page_of
from tongban.kernel.standards.text import normalise
from tongban.orgs import selectors as orgs

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class PublishedRecord:
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


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A page of published records, newest first."""

    rows: tuple[PublishedRecord, ...]
    cursor: str


def published(*, text: str = "", cursor: str = "", limit: int = 20) -> PublishedPage:
    """Published records: of the organisation with this unified code, or whose name holds this text (two characters at
    least); without a text the newest of all. Never of persons or sole traders (arts. 18, 36, 46)."""
    shown = Q(public_until=None) | Q(public_until__gte=clock.today())
    rows = CreditRecord.objects.filter(shown, state__in=LIVING, party__kind__in=policies.PUBLIC_KINDS)
    if asked := text.replace("\x00", "").strip()[:100]:
        named = Q(party__name__contains=asked) if len(asked) >= SHORTEST else Q(pk__in=[])
        rows = rows.filter(named | Q(party__enterprise__uscc=normalise(asked)))
    found, following = page_of(rows.select_related("party__enterprise"), cursor, limit)
    return PublishedPage(tuple(map(_view, found)), following)


def _view(row: CreditRecord) -> PublishedRecord:
    return PublishedRecord(
        number=row.number,
        party_name=row.party.name,
        uscc=row.party.enterprise.uscc,
        kind_label=str(CreditKind(row.kind).label),
        good=policies.is_good(row),
        serious=row.serious,
        text=row.text,
        basis=row.basis,
        department_name=orgs.department(row.department_id).name,
        in_force_on=policies.day_of(row.in_force_at),
        public_until=row.public_until,
        contested=row.state == RecordState.OBJECTED,
    )
