"""Take over what another system handled, from its log (办件日志): cases, what happened to them, what was owed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction

from tongban.cases.facts import CASE_LOG, CASE_LOGGED, CASE_STEP_LOGGED, LOG_IMPORTED, LOGGED_CASE
from tongban.cases.models import CaseLog, LoggedCase
from tongban.cases.selectors.logged import LogCounts, log_counts
from tongban.cases.states import LOGGED_LIMIT, LOGGED_STEP
from tongban.duties import services as duties
from tongban.duties.services import KeptDuty
from tongban.feeds import xes
from tongban.feeds.xes import COMPLETE, Deadline, Trace
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue, ObjectRef
from tongban.orgs import selectors as orgs

IMPORT = "cases.import_log"
_EVENTS_AT_ONCE = 2_000
"""Events of one transaction, about: an import that is killed repeats no more than these."""


@dataclass(frozen=True, slots=True)
class LogReport:
    """What an import did, and what the city now holds of this log.

    `taken` cases with `taken_events` events came in now, `unchanged` cases were there already. `unread` dates were
    none, `ahead` ends lie in the future: what is said to be done tomorrow is still owed.
    """

    log_id: int
    digest: str
    taken: int
    taken_events: int
    unchanged: int
    unread: int
    ahead: int
    counts: LogCounts


@dataclass(slots=True)
class _Tally:
    """What this run has taken and seen."""

    cases: int = 0
    events: int = 0
    unread: int = 0
    ahead: int = 0


def import_log(
    *,
    path: Path,
    actor: Actor,
    department_id: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LogReport:
    """Take over every case of an event log in XES; the same content a second time writes nothing.

    The cases belong to `department_id` from then on; without one they are the whole city's. What happened becomes facts
    of the logged case, dated as in the log; every deadline becomes a duty that ended when the log says so, or runs.
    Works in batches, each a transaction of its own: an interrupted import is finished by running it again, two at once
    share the work. `progress(cases, events)`: the cases that are in, and the events this run has taken.

    Raises `PermissionDenied` without `cases.import_log` or for a department out of scope, `NotFound` for a department
    that is none, `FeedUnreadable`.
    """
    actor.require(IMPORT)
    log = _begin(path, actor, department_id)
    tally = _Tally()
    before = log.taken
    if log.finished_at is None:
        for batch in _batches(trace for trace in xes.read_traces(path) if trace.place > before):
            _take(log.pk, batch, actor, tally)
            if progress is not None:
                progress(before + tally.cases, tally.events)
        _finish(log.pk, actor)
    return LogReport(
        log_id=log.pk,
        digest=log.digest,
        taken=tally.cases,
        taken_events=tally.events,
        unchanged=before,
        unread=tally.unread,
        ahead=tally.ahead,
        counts=log_counts(log.pk, viewer=actor),
    )


def _begin(path: Path, actor: Actor, department_id: int | None) -> CaseLog:
    """The row of this content; made by whoever imports it first, who says whose cases they are."""
    if not actor.covers_department(department_id):
        raise PermissionDenied(permission=IMPORT)
    region_code = orgs.department(department_id).region_code if department_id is not None else ""
    log, _ = CaseLog.objects.get_or_create(
        digest=xes.fingerprint(path),
        defaults={
            "name": path.name[:200],
            "department_id": department_id,
            "region_code": region_code,
            "began_at": clock.now(),
        },
    )
    return log


def _batches(traces: Iterable[Trace]) -> Iterator[list[Trace]]:
    """Whole traces, about `_EVENTS_AT_ONCE` events together."""
    batch: list[Trace] = []
    events = 0
    for trace in traces:
        batch.append(trace)
        events += 1 + len(trace.events)
        if events >= _EVENTS_AT_ONCE:
            yield batch
            batch, events = [], 0
    if batch:
        yield batch


def _take(log_id: int, batch: list[Trace], actor: Actor, tally: _Tally) -> None:
    """One batch in one transaction, behind the lock on its log: what another import took meanwhile is left out."""
    now = clock.now()
    with transaction.atomic(), ledger.together():
        log = CaseLog.objects.select_for_update(no_key=True).get(pk=log_id)
        fresh = [trace for trace in batch if trace.place > log.taken]
        if not fresh:
            return
        named = [(uuid4(), trace) for trace in fresh]
        # Without the ORM, which takes a tenth of the whole time over them.
        statements.insert(LoggedCase._meta.db_table, [_row(log, uid, trace) for uid, trace in named])
        kept: list[KeptDuty] = []
        for uid, trace in named:
            subject = ObjectRef(LOGGED_CASE, str(uid))
            _record(log, subject, trace, now, actor)
            kept += _kept(log, subject, trace, now)
        duties.take_over_duties(kept=kept, department_id=log.department_id, region_code=log.region_code, actor=actor)
        log.taken = fresh[-1].place
        log.save(update_fields=["taken"])
    tally.cases += len(fresh)
    tally.events += sum(len(trace.events) for trace in fresh)
    tally.unread += sum(trace.unread for trace in fresh)
    tally.ahead += sum(one is not None and _ahead(one, now) for trace in fresh for one in _deadlines(trace))


def _finish(log_id: int, actor: Actor) -> None:
    """The log is in: said once."""
    with transaction.atomic():
        log = CaseLog.objects.select_for_update(no_key=True).get(pk=log_id)
        if log.finished_at is not None:
            return
        log.finished_at = clock.now()
        log.save(update_fields=["finished_at"])
        ledger.record(
            LOG_IMPORTED,
            actor=actor,
            objects=[ObjectRef(CASE_LOG, str(log.pk))],
            data={"digest": log.digest, "cases": log.taken},
            department_id=log.department_id,
            region_code=log.region_code,
        )


def _row(log: CaseLog, uid: UUID, trace: Trace) -> dict[str, object]:
    return {
        "uid": uid,
        "log_id": log.pk,
        "place": trace.place,
        "external_id": trace.external_id,
        "item_name": trace.item_name,
        "started_at": trace.started_at,
        "ended_at": trace.ended_at,
        "events": len(trace.events),
    }


def _record(log: CaseLog, subject: ObjectRef, trace: Trace, now: datetime, actor: Actor) -> None:
    """The case and its steps, each when it happened; a time that lies ahead stands in the data only."""

    def tell(kind: FactKind, at: datetime | None, data: dict[str, JsonValue], *, born: bool = False) -> None:
        ledger.tell(
            kind,
            actor=actor,
            objects=[subject],
            data={name: value for name, value in data.items() if value},
            department_id=log.department_id,
            region_code=log.region_code,
            at=at if _happened(at, now) else None,
            born=born,
        )

    case: dict[str, JsonValue] = {
        "log": log.pk,
        "place": trace.place,
        "external_id": trace.external_id,
        "item_name": trace.item_name,
        "started_at": _text(trace.started_at),
        "ended_at": _text(trace.ended_at),
    }
    tell(CASE_LOGGED, trace.started_at, case | _dates(trace.deadline), born=True)
    for event in trace.events:
        step: dict[str, JsonValue] = {
            "activity": event.activity,
            "label": event.label,
            "transition": event.transition if event.transition != COMPLETE else "",
            "resource": event.resource,
            "planned_at": None if _happened(event.at, now) else _text(event.at),
        }
        tell(CASE_STEP_LOGGED, event.at, step | _dates(event.deadline))


def _happened(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _dates(deadline: Deadline | None) -> dict[str, JsonValue]:
    return {"due_at": _text(deadline.due_at), "done_at": _text(deadline.done_at)} if deadline is not None else {}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _deadlines(trace: Trace) -> Iterator[Deadline | None]:
    """That of the case, then those of its steps in their order."""
    yield trace.deadline
    for event in trace.events:
        yield event.deadline


def _kept(log: CaseLog, subject: ObjectRef, trace: Trace, now: datetime) -> Iterator[KeptDuty]:
    """The duties of a case. Since when a step was owed no log says; the case's beginning is what it cannot precede."""
    for number, deadline in enumerate(_deadlines(trace)):
        if deadline is not None:
            yield KeptDuty(
                kind=LOGGED_STEP if number else LOGGED_LIMIT,
                subject=subject,
                starts_at=trace.started_at or deadline.due_at,
                due_at=deadline.due_at,
                ended_at=None if _ahead(deadline, now) else deadline.done_at,
                dedupe_key=f"log:{log.pk}:{trace.place}:{number}",
            )


def _ahead(deadline: Deadline, now: datetime) -> bool:
    return deadline.done_at is not None and deadline.done_at > now
