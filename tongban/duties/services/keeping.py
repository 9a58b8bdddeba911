"""The verbs of one duty, from its opening to its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from django.db import transaction

from tongban.duties import _rows
from tongban.duties.errors import (
    AlreadyExtended,
    ExtensionUnit,
    LimitMissing,
    NotShorter,
    PauseOutsideDuty,
    PauseWithoutDocument,
)
from tongban.duties.facts import (
    DUTY_CANCELLED,
    DUTY_DISCHARGED,
    DUTY_EXTENDED,
    DUTY_MOVED,
    DUTY_OPENED,
    DUTY_PAUSED,
    DUTY_RESUMED,
    DUTY_SHORTENED,
)
from tongban.duties.models import Duty
from tongban.duties.selectors import DutyView, pauses_of, view
from tongban.duties.services._common import derived, record, settle
from tongban.duties.states import LIFECYCLE, DutyKind, DutyState, kind_of
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors as reference
from tongban.reference.selectors import CityCalendar


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
    for name, value in derived(duty, calendar, fresh=True).items():
        setattr(duty, name, value)
    with transaction.atomic(savepoint=False):
        if not statements.insert_new(duty):
            return view(Duty.objects.get(dedupe_key=duty.dedupe_key), calendar)
        record(DUTY_OPENED, duty, actor, born=True, limit=str(limit) if limit else None, promised=promised)
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
        settle(duty, calendar, verb="pause" if duty.state == DutyState.OPEN else "")
        record(DUTY_PAUSED, duty, actor, reason=reason, document_no=document_no, since=since.isoformat())
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
        settle(duty, calendar, verb="" if still else "resume")
        record(DUTY_RESUMED, duty, actor, document_no="、".join(row.document_no for row in ending), at=at.isoformat())
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
        settle(duty, calendar, extension_number=by.number, extension_document_no=document_no)
        record(DUTY_EXTENDED, duty, actor, by=str(by), document_no=document_no, reason=reason)
        return True

    return _each(subject, [kind], extend)


def shorten_duty(
    *, subject: ObjectRef, kind: str | DutyKind, to: Limit, reason: str, actor: Actor
) -> tuple[DutyView, ...]:
    """A shorter limit for one subject (an urgent case); an extension stays on top of it. It never lengthens.

    Raises `NotShorter`: another unit, not fewer, or an end that is past already.
    """

    def shorten(duty: Duty, calendar: CityCalendar) -> bool:
        before = duty.limit_number
        if before is None or duty.limit_unit != to.unit or to.number >= before:
            raise NotShorter(limit=duty.limit)
        duty.limit_number = to.number
        settle(duty, calendar, limit_number=to.number)
        if duty.due_at is not None and duty.due_at < clock.now():
            raise NotShorter(limit=Limit(before, to.unit))
        before_text = str(Limit(before, to.unit))
        record(DUTY_SHORTENED, duty, actor, before=before_text, to=str(to), reason=reason)
        return True

    return _each(subject, [kind], shorten)


def discharge_duty(
    *, subject: ObjectRef, kind: str | DutyKind, at: dt.datetime, actor: Actor, dedupe_key: str = ""
) -> tuple[DutyView, ...]:
    """What was owed is done, in time or late; nothing happens where nothing of this kind is owed.

    `dedupe_key` names one of several of a kind that are owed side by side.
    """
    return _discharged(subject, [kind], at, actor, lambda duty: not dedupe_key or duty.dedupe_key == dedupe_key)


def discharge_duties(
    *, subject: ObjectRef, kinds: Collection[str | DutyKind], at: dt.datetime, actor: Actor
) -> tuple[DutyView, ...]:
    """Several kinds done at once, as `discharge_duty`."""
    return _discharged(subject, kinds, at, actor, lambda _: True)


def cancel_duties(
    *, subject: ObjectRef, actor: Actor, kinds: Collection[str | DutyKind] | None = None, at: dt.datetime | None = None
) -> tuple[DutyView, ...]:
    """Nothing is owed any more (the case was withdrawn)."""

    def cancel(duty: Duty, calendar: CityCalendar) -> bool:
        _end(duty, calendar, "cancel", at or clock.now())
        record(DUTY_CANCELLED, duty, actor)
        return True

    return _each(subject, kinds, cancel, refusing=False)


def move_duties(
    *, subject: ObjectRef, department_id: int, actor: Actor, owed_by: int | None = None
) -> tuple[DutyView, ...]:
    """Another department owes it from now on, because it is the competent one; time runs on as before.

    `owed_by`: only what this department owes; a third one's part stays its own.
    """

    def move(duty: Duty, calendar: CityCalendar) -> bool:
        before = duty.department_id
        settle(duty, calendar, department_id=department_id)
        record(DUTY_MOVED, duty, actor, before=before)
        return True

    return _each(subject, None, move, lambda duty: owed_by in (None, duty.department_id), refusing=False)


# --- inside the room ----------------------------------------------------------------------------
def _discharged(
    subject: ObjectRef,
    kinds: Collection[str | DutyKind],
    at: dt.datetime,
    actor: Actor,
    which: Callable[[Duty], bool],
) -> tuple[DutyView, ...]:
    def discharge(duty: Duty, calendar: CityCalendar) -> bool:
        _end(duty, calendar, "discharge", at)
        late = duty.due_at is not None and at > duty.due_at
        record(DUTY_DISCHARGED, duty, actor, at=at.isoformat(), late=late)
        return True

    return _each(subject, kinds, discharge, which, refusing=False)


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


def _end(duty: Duty, calendar: CityCalendar, verb: str, at: dt.datetime) -> None:
    """End a duty; open pauses end with it, so that its due date is known for ever."""
    if pauses_of(duty):
        for row in duty.pauses.filter(until=None):
            duty.pauses.filter(pk=row.pk).update(until=max(at, row.since))
    LIFECYCLE.advance(duty, verb, **{**derived(duty, calendar), "look_at": None, "ended_at": at})
