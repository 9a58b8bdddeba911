"""Reconciliations as those who compare see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from tongban.fees.models import Difference, Reconciliation
from tongban.fees.money import yuan_text
from tongban.fees.permissions import RECONCILE
from tongban.fees.states import DifferenceKind, DifferenceState, EntryKind
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One line in which the books differ."""

    uid: UUID
    entry_label: str
    kind: str
    kind_label: str
    number: str
    channel_no: str
    bank_text: str
    our_text: str
    state: str
    state_label: str
    found_at: dt.datetime
    note: str
    cleared_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ReconciliationView:
    """One day of one channel; `differences` are filled where one day is asked for."""

    uid: UUID
    channel: str
    day: dt.date
    bank_count: int
    bank_text: str
    our_count: int
    our_text: str
    run_at: dt.datetime
    open_count: int
    all_count: int
    differences: tuple[DifferenceView, ...] = ()


def reconciliations(*, viewer: Actor, limit: int = 60) -> tuple[ReconciliationView, ...]:
    """The days compared, newest first (one query). Raises `PermissionDenied`."""
    viewer.require(RECONCILE)
    rows = Reconciliation.objects.annotate(
        every=Count("differences"), open=Count("differences", filter=Q(differences__state=DifferenceState.OPEN))
    )
    return tuple(_view(row, row.open, row.every) for row in rows.order_by("-day", "channel")[:limit])


def reconciliation(uid: UUID | str, *, viewer: Actor) -> ReconciliationView:
    """One day with its differences. Raises `PermissionDenied`, `NotFound`."""
    viewer.require(RECONCILE)
    row = Reconciliation.objects.filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    found = tuple(_difference(one) for one in row.differences.order_by("state", "pk"))
    waiting = sum(one.state == DifferenceState.OPEN for one in found)
    return _view(row, waiting, len(found), found)


def _view(
    row: Reconciliation, waiting: int, every: int, differences: tuple[DifferenceView, ...] = ()
) -> ReconciliationView:
    return ReconciliationView(
        uid=row.uid,
        channel=row.channel,
        day=row.day,
        bank_count=row.bank_count,
        bank_text=yuan_text(row.bank_amount),
        our_count=row.our_count,
        our_text=yuan_text(row.our_amount),
        run_at=row.run_at,
        open_count=waiting,
        all_count=every,
        differences=differences,
    )


def _difference(row: Difference) -> DifferenceView:
    return DifferenceView(
        uid=row.uid,
        entry_label=str(EntryKind(row.entry).label),
        kind=row.kind,
        kind_label=str(DifferenceKind(row.kind).label),
        number=row.number,
        channel_no=row.channel_no,
        bank_text=yuan_text(row.bank_amount) if row.bank_amount is not None else "",
        our_text=yuan_text(row.our_amount) if row.our_amount is not None else "",
        state=row.state,
        state_label=str(DifferenceState(row.state).label),
        found_at=row.found_at,
        note=row.note,
        cleared_at=row.cleared_at,
    )
