"""Questions to the ledger. Answers are frozen dataclasses; the newest page comes first unless said otherwise."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.scope import of_departments
from tongban.ledger.errors import BadCursor
from tongban.ledger.facts import FactView, ObjectRef, kinds, periodic_jobs
from tongban.ledger.models import Delivery, DeliveryState, Fact, FactObject, JobRun, Seal

PAGE_LIMIT = 200
_COLUMNS = (
    "id", "uid", "kind", "account_id", "party_id", "principal_id", "officer_id", "seats", "channel", "department_id",
    "region_code", "occurred_at", "recorded_at", "data", "seq", "trace_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactPage:
    """A page of facts; `next_cursor` is empty on the last one."""

    facts: tuple[FactView, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """An owed or parked delivery. `error` names class and place of the last failure."""

    id: int
    fact_id: int
    kind: str
    reaction: str
    subject: ObjectRef
    state: str
    attempts: int
    run_at: dt.datetime
    error: str


@dataclass(frozen=True, slots=True)
class LedgerHealth:
    """What an operator looks at first. `unsealed` counts facts after the last seal."""

    owed: int
    oldest_owed_at: dt.datetime | None
    parked: int
    last_seal_at: dt.datetime | None
    unsealed: int
    late_jobs: tuple[str, ...]
    failing_jobs: tuple[str, ...]


def views(rows: QuerySet[Fact], *, objects: bool = True) -> list[FactView]:
    """Facts of a queryset with the objects they touched: two queries, one without the objects."""
    if not objects:
        return [_view(row) for row in rows.only(*_COLUMNS)]
    touched = Prefetch("touched", FactObject.objects.order_by("position"), to_attr="objects_in_order")
    return [_view(row) for row in rows.only(*_COLUMNS).prefetch_related(touched)]


def _view(row: Fact) -> FactView:
    touched: Iterable[FactObject] = getattr(row, "objects_in_order", ())  # named in the Prefetch, where there is one
    return FactView(
        id=row.pk,
        uid=str(row.uid),
        kind=row.kind,
        objects=tuple(ObjectRef(item.object_type, item.object_id, item.role) for item in touched),
        account_id=row.account_id,
        party_id=row.party_id,
        principal_id=row.principal_id,
        officer_id=row.officer_id,
        seats=tuple(row.seats.split(",")) if row.seats else (),
        channel=row.channel,
        department_id=row.department_id,
        region_code=row.region_code,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        data=row.data,
        seq=row.seq,
        trace_id=row.trace_id,
    )


def fact(fact_id: int) -> FactView | None:
    """One fact, for reactions and operators; None where there is none."""
    return facts_by_id([fact_id]).get(fact_id)


def facts_by_id(fact_ids: Iterable[int]) -> dict[int, FactView]:
    """Facts for reactions; those that are not there are left out."""
    return {found.id: found for found in views(Fact.objects.filter(pk__in=list(fact_ids)))}


def timeline(
    ref: ObjectRef, *, public_only: bool = False, limit: int | None = None, objects: bool = True
) -> list[FactView]:
    """Every fact that touched an object, in the order they were written.

    The room that owns the object decides who may ask. `public_only` leaves out kinds not meant for the
    people concerned; `limit` keeps the last so many; without `objects` the other objects are left out (one query).
    """
    touched = FactObject.objects.filter(object_type=ref.type, object_id=ref.id).values("fact_id")
    rows = Fact.objects.filter(pk__in=touched)
    if public_only:
        rows = rows.filter(kind__in=[kind.kind for kind in kinds().values() if kind.public])
    if limit is not None:
        return views(rows.order_by("-id")[:limit], objects=objects)[::-1]
    return views(rows.order_by("id"), objects=objects)


def facts(
    *,
    viewer: Actor,
    kind: str = "",
    subject: ObjectRef | None = None,
    account_id: int | None = None,
    department_id: int | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    cursor: str = "",
    limit: int = 50,
) -> FactPage:
    """A page of facts within the viewer's data scope, newest first. `until` is not included.

    Raises `PermissionDenied` without `ledger.view`, `BadCursor` for a mark not ours.
    """
    viewer.require("ledger.view")
    rows = _in_scope(viewer)
    if kind:
        rows = rows.filter(kind=kind)
    if subject is not None:
        touched = FactObject.objects.filter(object_type=subject.type, object_id=subject.id).values("fact_id")
        rows = rows.filter(pk__in=touched)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    if since is not None:
        rows = rows.filter(recorded_at__gte=since)
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    return _page(rows, cursor, limit)


def facts_for_account(account_id: int, *, viewer: Actor, cursor: str = "", limit: int = 50) -> FactPage:
    """What an account did, newest first: one's own freely, another's with `ledger.view` and within the data scope."""
    if viewer.account_id is not None and viewer.account_id == account_id:
        return _page(Fact.objects.filter(account_id=account_id), cursor, limit)
    viewer.require("ledger.view")
    return _page(_in_scope(viewer).filter(account_id=account_id), cursor, limit)


def _in_scope(viewer: Actor) -> QuerySet[Fact]:
    return Fact.objects.filter(of_departments(viewer))


def _page(rows: QuerySet[Fact], cursor: str, limit: int) -> FactPage:
    limit = max(1, min(limit, PAGE_LIMIT))
    if cursor:
        rows = rows.filter(pk__lt=_read_cursor(cursor))
    found = views(rows.order_by("-id")[: limit + 1])
    more = len(found) > limit
    return FactPage(tuple(found[:limit]), _write_cursor(found[limit - 1].id) if more else "")


def _write_cursor(fact_id: int) -> str:
    return base64.urlsafe_b64encode(f"f{fact_id}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> int:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        if not text.startswith("f") or not text[1:].isdecimal() or len(text) > 19:
            raise ValueError
        return int(text[1:])
    except (binascii.Error, ValueError):
        raise BadCursor(cursor=cursor[:40]) from None


# --- operation ----------------------------------------------------------------------------------


def deliveries(*, viewer: Actor, state: str = DeliveryState.PARKED, limit: int = 100) -> list[DeliveryView]:
    """Deliveries in a state, oldest fact first. Raises `PermissionDenied` without `ledger.view`."""
    viewer.require("ledger.view")
    rows = Delivery.objects.filter(state=state).select_related("fact").order_by("fact_id", "id")[:limit]
    return [
        DeliveryView(
            id=row.pk,
            fact_id=row.fact_id,
            kind=row.fact.kind,
            reaction=row.reaction,
            subject=ObjectRef(row.object_type, row.object_id),
            state=row.state,
            attempts=row.attempts,
            run_at=row.run_at,
            error=row.error,
        )
        for row in rows
    ]


def health() -> LedgerHealth:
    """Counts and times only, no content: for the operator's page and the health check."""
    last = Seal.objects.order_by("-number").only("last_id", "sealed_at").first()
    unsealed = Fact.objects.filter(pk__gt=last.last_id if last else 0).count()
    now = clock.now()
    runs = {run.name: run for run in JobRun.objects.all()}
    late = [
        job.name
        for job in periodic_jobs()
        if job.name not in runs or runs[job.name].next_at < now - dt.timedelta(seconds=2 * job.seconds)
    ]
    waiting = Delivery.objects.filter(state__in=[DeliveryState.OWED, DeliveryState.PARKED]).aggregate(
        owed=Count("id", filter=Q(state=DeliveryState.OWED)),
        parked=Count("id", filter=Q(state=DeliveryState.PARKED)),
        oldest=Min("fact__recorded_at", filter=Q(state=DeliveryState.OWED)),
    )
    return LedgerHealth(
        owed=waiting["owed"],
        oldest_owed_at=waiting["oldest"],
        parked=waiting["parked"],
        last_seal_at=last.sealed_at if last else None,
        unsealed=unsealed,
        late_jobs=tuple(late),
        failing_jobs=tuple(name for name, run in sorted(runs.items()) if run.error),
    )
