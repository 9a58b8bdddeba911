"""The verbs of the room `duties`.

They are called by the rooms above inside their own verbs, which have checked the person and the law of the case; the
duties' own law is checked here: a document for every pause and extension, one extension, one warning, one overdue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from tongban.duties import _rows, policies
from tongban.duties.errors import (
    AlreadyExtended,
    ExtensionUnit,
    LimitMissing,
    PauseOutsideDuty,
    PauseWithoutDocument,
)
from tongban.duties.facts import (
    DUTY_CANCELLED,
    DUTY_DISCHARGED,
    DUTY_DUE_CHANGED,
    DUTY_EXTENDED,
    DUTY_OPENED,
    DUTY_OVERDUE,
    DUTY_PAUSED,
    DUTY_RESUMED,
    DUTY_WARNED,
)
from tongban.duties.models import Duty
from tongban.duties.selectors import DutyView, pauses_of, view
from tongban.duties.states import LIFECYCLE, RUNNING, DutyKind, DutyState, kind_of
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue, ObjectRef
from tongban.reference import selectors as reference
from tongban.reference.selectors import CityCalendar

__all__ = [
    "DutyView",
    "LookReport",
    "RecomputeReport",
    "cancel_duties",
    "discharge_duties",
    "discharge_duty",
    "extend_duty",
    "look_again",
    "open_duty",
    "pause_duties",
    "recompute_due",
    "resume_duties",
]


@dataclass(frozen=True, slots=True)
class LookReport:
    """What one sweep recorded."""

    warned: int
    overdue: int


@dataclass(frozen=True, slots=True)
class RecomputeReport:
    """What a change of the calendar did to running duties."""

    checked: int
    changed: int


def open_duty(
    *,
    kind: str | DutyKind,
    subject: ObjectRef,
    department_id: int | None,
    region_code: str = "",
    starts_at: dt.datetime,
    limit: Limit | None,
    actor: Actor,
    promised: bool = False,
    fixed_due_at: dt.datetime | None = None,
    dedupe_key: str = "",
) -> DutyView:
    """Something is owed from now on: `limit` from `starts_at`, or until `fixed_due_at` for imported histories.

    The same `dedupe_key` again returns the first duty and changes nothing. Raises `LimitMissing`, `BadStart`.
    """
    if (limit is None) == (fixed_due_at is None):
        raise LimitMissing()
    calendar, known = reference.work_calendar(), kind_of(str(kind))
    duty = Duty(
        kind=known.code,
        subject_type=subject.type,
        subject_id=subject.id,
        department_id=department_id,
        region_code=region_code,
        promised=promised,
        round_the_clock=known.round_the_clock,
        dedupe_key=dedupe_key or None,
        starts_at=starts_at,
        limit_number=limit.number if limit else None,
        limit_unit=limit.unit if limit else "",
        fixed_due_at=fixed_due_at,
    )
    for name, value in _derived(duty, calendar, fresh=True).items():
        setattr(duty, name, value)
    with transaction.atomic(savepoint=False):
        if not statements.insert_new(duty):
            return view(Duty.objects.get(dedupe_key=duty.dedupe_key), calendar)
        _record(DUTY_OPENED, duty, actor, born=True, limit=str(limit) if limit else None, promised=promised)
    duty.pause_rows = []  # type: ignore[attr-defined]  # a new duty has none: nobody asks for them
    return view(duty, calendar)


def pause_duties(
    *,
    subject: ObjectRef,
    reason: str,
    document_no: str,
    since: dt.datetime,
    actor: Actor,
    kinds: Collection[str | DutyKind] | None = None,
) -> tuple[DutyView, ...]:
    """Time stands still from `since` by a written document, for all running duties with a limit, or those of `kinds`.

    The same document again changes nothing. Raises `PauseWithoutDocument`, and `PauseOutsideDuty` where `since` lies
    before a duty's start or in the future.
    """
    document_no = document_no.strip()
    if not document_no:
        raise PauseWithoutDocument()
    if since > clock.now():
        raise PauseOutsideDuty(reason="开始时间还没有到。")

    def pause(duty: Duty, calendar: CityCalendar) -> bool:
        if since < duty.starts_at:
            raise PauseOutsideDuty(reason="早于开始计时的时间。")
        if any(row.until is None and row.document_no == document_no for row in duty.pauses.all()):
            return False
        duty.pauses.create(reason=reason, document_no=document_no, since=since)
        duty.__dict__.pop("pause_rows", None)  # read anew from here on
        _settle(duty, calendar, verb="pause" if duty.state == DutyState.OPEN else "")
        _record(DUTY_PAUSED, duty, actor, reason=reason, document_no=document_no, since=since.isoformat())
        return True

    return _each(subject, kinds, pause, lambda duty: duty.fixed_due_at is None)


def resume_duties(
    *,
    subject: ObjectRef,
    at: dt.datetime,
    actor: Actor,
    kinds: Collection[str | DutyKind] | None = None,
    document_no: str = "",
) -> tuple[DutyView, ...]:
    """Time runs again: ends the pauses of `document_no`, or all open ones. Other documents keep a duty paused.

    Raises `PauseOutsideDuty` where `at` lies before the pause began.
    """

    def resume(duty: Duty, calendar: CityCalendar) -> bool:
        ending = [
            row
            for row in duty.pauses.all()
            if row.until is None and (not document_no or row.document_no == document_no.strip())
        ]
        if not ending:
            return False
        if any(at < row.since for row in ending):
            raise PauseOutsideDuty(reason="恢复时间早于暂停时间。")
        duty.pauses.filter(pk__in=[row.pk for row in ending]).update(until=at)
        still = duty.pauses.filter(until=None).exists()
        _settle(duty, calendar, verb="" if still else "resume")
        _record(DUTY_RESUMED, duty, actor, document_no="、".join(row.document_no for row in ending), at=at.isoformat())
        return True

    return _each(subject, kinds, resume, lambda duty: duty.state == DutyState.PAUSED)


def extend_duty(
    *, subject: ObjectRef, kind: str | DutyKind, by: Limit, document_no: str, reason: str, actor: Actor
) -> tuple[DutyView, ...]:
    """Lengthen the limit once, by a document that tells the reason (行政许可法 42, 安阳市政务服务条例 50).

    Raises `PauseWithoutDocument`, `AlreadyExtended`, `ExtensionUnit`.
    """
    document_no = document_no.strip()
    if not document_no:
        raise PauseWithoutDocument()

    def extend(duty: Duty, calendar: CityCalendar) -> bool:
        if duty.extension_number:
            raise AlreadyExtended(document_no=duty.extension_document_no)
        if duty.limit_unit != by.unit or not by.number:
            raise ExtensionUnit(limit=duty.limit)
        duty.extension_number, duty.extension_document_no = by.number, document_no
        _settle(duty, calendar, extension_number=by.number, extension_document_no=document_no)
        _record(DUTY_EXTENDED, duty, actor, by=str(by), document_no=document_no, reason=reason)
        return True

    return _each(subject, [kind], extend)


def discharge_duty(*, subject: ObjectRef, kind: str | DutyKind, at: dt.datetime, actor: Actor) -> tuple[DutyView, ...]:
    """What was owed is done, in time or late; nothing happens where nothing of this kind is owed."""
    return discharge_duties(subject=subject, kinds=[kind], at=at, actor=actor)


def discharge_duties(
    *, subject: ObjectRef, kinds: Collection[str | DutyKind], at: dt.datetime, actor: Actor
) -> tuple[DutyView, ...]:
    """Several kinds done at once, as `discharge_duty`."""

    def discharge(duty: Duty, calendar: CityCalendar) -> bool:
        _end(duty, calendar, "discharge", at)
        late = duty.due_at is not None and at > duty.due_at
        _record(DUTY_DISCHARGED, duty, actor, at=at.isoformat(), late=late)
        return True

    return _each(subject, kinds, discharge, refusing=False)


def cancel_duties(
    *, subject: ObjectRef, actor: Actor, kinds: Collection[str | DutyKind] | None = None, at: dt.datetime | None = None
) -> tuple[DutyView, ...]:
    """Nothing is owed any more (the case was withdrawn)."""

    def cancel(duty: Duty, calendar: CityCalendar) -> bool:
        _end(duty, calendar, "cancel", at or clock.now())
        _record(DUTY_CANCELLED, duty, actor)
        return True

    return _each(subject, kinds, cancel, refusing=False)


def look_again(now: dt.datetime, *, actor: Actor, batch: int = 200) -> LookReport:
    """Record which running duties turned yellow or red until `now`, each exactly once, most overdue first.

    Several workers may sweep at once: each takes rows nobody else holds. An end that passed unwarned is recorded as
    overdue only; a warning after the end would be no warning.
    """
    warned = overdue = 0
    while True:
        with transaction.atomic():
            rows = list(
                Duty.objects.select_for_update(no_key=True, skip_locked=True)
                .filter(look_at__lt=now)
                .order_by("look_at")[:batch]
            )
            if not rows:
                return LookReport(warned, overdue)
            calendar = reference.work_calendar()
            _rows.spare_pauses(rows)
            for duty in rows:
                kind = _look(duty, calendar, now)
                if kind is not None:
                    _record(kind, duty, actor, due_at=_text(duty.due_at), promised=duty.promised)
                warned += kind is DUTY_WARNED
                overdue += kind is DUTY_OVERDUE


def recompute_due(*, actor: Actor, batch: int = 500) -> RecomputeReport:
    """Derive anew every running duty that another edition of the calendar dated, and record those whose end moved.

    Called when a holiday notice arrives; provisional ends become final. Rows locked by others wait for the next run.
    """
    checked = changed = 0
    while True:
        with transaction.atomic():
            calendar = reference.work_calendar()
            rows = list(
                Duty.objects.select_for_update(no_key=True, skip_locked=True)
                .filter(state__in=RUNNING, fixed_due_at=None)
                .exclude(calendar_edition=calendar.edition)
                .order_by("id")[:batch]
            )
            if not rows:
                return RecomputeReport(checked, changed)
            checked += len(rows)
            _rows.spare_pauses(rows)
            for duty in rows:
                before = duty.due_at
                _settle(duty, calendar)
                if duty.due_at != before:
                    changed += 1
                    _record(
                        DUTY_DUE_CHANGED,
                        duty,
                        actor,
                        before=_text(before),
                        after=_text(duty.due_at),
                        provisional=duty.provisional,
                    )


# --- inside the room ----------------------------------------------------------------------------
def _each(
    subject: ObjectRef,
    kinds: Collection[str | DutyKind] | None,
    act: Callable[[Duty, CityCalendar], bool],
    which: Callable[[Duty], bool] = lambda _: True,
    *,
    refusing: bool = True,
) -> tuple[DutyView, ...]:
    """Lock the running duties of a subject in one order and act on each; returns those that changed.

    `refusing`: `act` may refuse, and its caller go on without it.
    """
    with transaction.atomic(savepoint=refusing):
        wanted = None if kinds is None else [str(kind) for kind in kinds]
        locked = [duty for duty in _rows.lock_running(subject, wanted) if which(duty)]
        if not locked:
            return ()
        _rows.spare_pauses(locked)
        calendar = reference.work_calendar()
        return tuple(view(duty, calendar) for duty in locked if act(duty, calendar))


def _derived(duty: Duty, calendar: CityCalendar, *, fresh: bool = False) -> Mapping[str, object]:
    """The cached columns of a running duty."""
    due = policies.due_of(
        starts_at=duty.starts_at,
        limit=duty.limit,
        fixed_due_at=duty.fixed_due_at,
        pauses=() if fresh else pauses_of(duty),
        calendar=calendar,
        round_the_clock=duty.round_the_clock,
    )
    warn_at = policies.warn_at(starts_at=duty.starts_at, limit=duty.limit, due=due, calendar=calendar)
    return {
        "due_at": due.due_at,
        "due_on": due.due_on,
        "warn_at": warn_at,
        "provisional": due.provisional,
        "calendar_edition": calendar.edition,
        "look_at": policies.look_at(
            due_at=due.due_at, warn_at=warn_at, warned_at=duty.warned_at, overdue_at=duty.overdue_at
        ),
    }


def _settle(duty: Duty, calendar: CityCalendar, *, verb: str = "", **changes: object) -> None:
    """Write what follows from the duty's dates, together with a move of its state where there is one."""
    values = {**changes, **_derived(duty, calendar)}
    if verb:
        LIFECYCLE.advance(duty, verb, **values)
        return
    Duty.objects.filter(pk=duty.pk).update(**values)
    for name, value in values.items():
        setattr(duty, name, value)


def _end(duty: Duty, calendar: CityCalendar, verb: str, at: dt.datetime) -> None:
    """End a duty; open pauses end with it, so that its due date is known for ever."""
    if pauses_of(duty):
        for row in duty.pauses.filter(until=None):
            duty.pauses.filter(pk=row.pk).update(until=max(at, row.since))
    LIFECYCLE.advance(duty, verb, **{**_derived(duty, calendar), "look_at": None, "ended_at": at})


def _look(duty: Duty, calendar: CityCalendar, now: dt.datetime) -> FactKind | None:
    """Bring one duty up to date; returns the fact that has become true, if any."""
    values = _derived(duty, calendar)
    due_at, warn_at = values["due_at"], values["warn_at"]
    kind = None
    if isinstance(due_at, dt.datetime) and due_at < now:
        duty.overdue_at, kind = now, DUTY_OVERDUE
    elif isinstance(warn_at, dt.datetime) and warn_at <= now and duty.warned_at is None:
        duty.warned_at, kind = now, DUTY_WARNED
    _settle(duty, calendar, warned_at=duty.warned_at, overdue_at=duty.overdue_at)
    return kind


def _text(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _record(kind: FactKind, duty: Duty, actor: Actor, *, born: bool = False, **data: JsonValue) -> None:
    ledger.record(
        kind,
        actor=actor,
        objects=[ObjectRef("duty", str(duty.pk)), ObjectRef(duty.subject_type, duty.subject_id)],
        data={"kind": duty.kind, **{name: value for name, value in data.items() if value is not None}},
        department_id=duty.department_id,
        region_code=duty.region_code,
        born=born,
    )
