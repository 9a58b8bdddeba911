"""Inspect: record, sign as the second, publish; order to mend and look again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import due
from tongban.notices.services import send_notice
from tongban.reference import selectors as reference
from tongban.regulation import policies
from tongban.regulation.errors import NoOrderToMend
from tongban.regulation.facts import (
    INSPECTION_OPENED,
    INSPECTION_RECORDED,
    INSPECTION_SIGNED,
    MEND_ENDED,
    MEND_ORDERED,
    RECORD_RETURNED,
    RESULT_PUBLISHED,
    inspection_ref,
)
from tongban.regulation.models import Inspection, MendOrder
from tongban.regulation.selectors.inspections import InspectionView, inspection_view
from tongban.regulation.services._rows import locked_inspection, record_inspection_fact
from tongban.regulation.states import (
    INSPECT,
    INSPECTION_LIFECYCLE,
    MEND,
    MEND_LIFECYCLE,
    RECHECK,
    Finding,
    InspectionState,
    MendState,
    Origin,
)

END_OF_DAY = dt.time(23, 59, 59)
BATCH = 200


def record_inspection(
    *,
    uid: str,
    answers: Sequence[str],
    finding: str,
    note: str,
    mend_until: dt.date | None = None,
    actor: Actor,
) -> InspectionView:
    """What one of the two inspectors writes down: an answer to every line, the finding, and until when to mend.

    It counts once the other has signed. Raises `PermissionDenied`, `NotFound`, `NotYourInspection`, `MoveNotAllowed`,
    `LinesIncomplete`, `FindingContradicts`, `WordsMissing`, `MendDateWrong`, `InvalidInput`.
    """
    with transaction.atomic():
        row = locked_inspection(uid)
        officer_id = policies.check_inspector(actor, row)
        INSPECTION_LIFECYCLE.check("record", row.state)
        lines = policies.check_lines(row.plan.check_lines, answers)
        found = policies.check_finding(finding, lines)
        written = policies.words(note, "检查情况", most=2000)
        until = policies.check_mend_until(found, mend_until, row.region_code, row.origin)
        INSPECTION_LIFECYCLE.advance(
            row,
            "record",
            lines=lines,
            finding=found.value,
            note=written,
            mend_until=until,
            recorded_at=clock.now(),
            recorded_by=officer_id,
        )
        record_inspection_fact(INSPECTION_RECORDED, row, actor, finding=found.value)
        return inspection_view(row, actor)


def return_record(*, uid: str, reason: str, actor: Actor) -> InspectionView:
    """The other inspector does not agree: it is recorded anew. Raises as `sign_inspection`, and `WordsMissing`."""
    with transaction.atomic():
        row = locked_inspection(uid)
        officer_id = policies.check_inspector(actor, row)
        INSPECTION_LIFECYCLE.check("return", row.state)
        policies.check_second(officer_id, row)
        why = policies.words(reason, "退回原因")
        INSPECTION_LIFECYCLE.advance(row, "return", finding="", recorded_at=None, recorded_by=None, mend_until=None)
        record_inspection_fact(RECORD_RETURNED, row, actor, reason=why)
        return inspection_view(row, actor)


def sign_inspection(*, uid: str, actor: Actor) -> InspectionView:
    """The second signature: the finding stands, the duty is done, an order to mend goes out, the result gets its day.

    Raises `PermissionDenied`, `NotFound`, `NotYourInspection`, `MoveNotAllowed`, `SecondSignature`.
    """
    with transaction.atomic():
        row = locked_inspection(uid)
        officer_id = policies.check_inspector(actor, row)
        INSPECTION_LIFECYCLE.check("sign", row.state)
        policies.check_second(officer_id, row)
        now = clock.now()
        INSPECTION_LIFECYCLE.advance(
            row, "sign", signed_at=now, signed_by=officer_id, publish_on=_publish_on(now, row.region_code)
        )
        duties.discharge_duties(subject=inspection_ref(row.uid), kinds=[INSPECT, RECHECK], at=now, actor=actor)
        record_inspection_fact(INSPECTION_SIGNED, row, actor, finding=row.finding)
        if row.mend is not None:
            _end_order(row.mend, row, actor)
        if row.mend_until is not None:
            _order_to_mend(row, row.mend_until, actor)
        _tell(row, actor)
        return inspection_view(row, actor)


def _publish_on(now: dt.datetime, region_code: str) -> dt.date:
    limit = reference.parameter("regulation.publish", region_code=region_code).limit
    return due(now, limit, reference.work_calendar()).due_on or clock.today()


def _order_to_mend(row: Inspection, until: dt.date, actor: Actor) -> None:
    MendOrder.objects.create(inspection=row, until=until)
    duties.open_duty(
        kind=MEND,
        subject=inspection_ref(row.uid),
        department_id=row.department_id,
        region_code=row.region_code,
        starts_at=clock.now(),
        limit=None,
        fixed_due_at=clock.at(until, END_OF_DAY),
        dedupe_key=f"regulation.mend:{row.uid}",
        actor=actor,
    )
    record_inspection_fact(MEND_ORDERED, row, actor, until=until.isoformat())


def _end_order(order: MendOrder, recheck: Inspection, actor: Actor) -> None:
    """What the recheck found ends the order: kept, or not and then it is for proposals."""
    kept, first = recheck.finding == Finding.OK, order.inspection
    MEND_LIFECYCLE.advance(order, "keep" if kept else "break", ended_at=clock.now())
    subject = inspection_ref(first.uid)
    if kept:
        duties.discharge_duty(subject=subject, kind=MEND, at=clock.now(), actor=actor)
    else:
        duties.cancel_duties(subject=subject, kinds=[MEND], actor=actor)
    record_inspection_fact(MEND_ENDED, recheck, actor, kept=kept)


def _tell(row: Inspection, actor: Actor) -> None:
    """The party reads the finding before the public does."""
    until = f"请在{row.mend_until:%Y年%m月%d日}前整改，到期复查。" if row.mend_until else ""
    send_notice(
        party_id=row.object.party_id,
        template="inspection_result",
        context={
            "item": row.object.item_name,
            "finding": str(Finding(row.finding).label),
            "what_next": until,
            "code": row.object.code,
            "publish_on": f"{row.publish_on:%Y年%m月%d日}",
        },
        dedupe_key=f"inspection_result:{row.uid}",
        about=[inspection_ref(row.uid)],
        actor=actor,
    )


def order_recheck(*, uid: str, actor: Actor) -> InspectionView:
    """整改复查: the same two inspectors look again, under a duty; asked by one of them, or by the platform at the end.

    Raises `PermissionDenied`, `NotFound`, `NotYourInspection`, `NoOrderToMend`.
    """
    with transaction.atomic():
        first = locked_inspection(uid)
        if not actor.is_system:
            policies.check_inspector(actor, first)
        order: MendOrder | None = getattr(first, "mend_order", None)
        if order is None or order.state != MendState.ORDERED:
            raise NoOrderToMend()
        now = clock.now()
        row = Inspection(
            origin=Origin.RECHECK, plan=first.plan, object=first.object, department_id=first.department_id,
            region_code=first.region_code, order=first.order, first=first.first, second=first.second, mend=order,
            opened_at=now,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise NoOrderToMend() from None
        duties.open_duty(
            kind=RECHECK,
            subject=inspection_ref(row.uid),
            department_id=row.department_id,
            region_code=row.region_code,
            starts_at=now,
            limit=reference.parameter("regulation.recheck", region_code=row.region_code).limit,
            dedupe_key=f"regulation.recheck:{row.uid}",
            actor=actor,
        )
        record_inspection_fact(INSPECTION_OPENED, row, actor, order=row.order, recheck=True)
        return inspection_view(row, actor)


def recheck_overdue(*, inspection_uid: str, actor: Actor) -> bool:
    """The limit of an order to mend is over: a recheck is opened unless there is one. False where nothing was to do."""
    with transaction.atomic():
        row = locked_inspection(inspection_uid)
        order: MendOrder | None = getattr(row, "mend_order", None)
        waiting = order is not None and order.state == MendState.ORDERED
        if not waiting or Inspection.objects.filter(mend=order, state__in=("assigned", "recorded")).exists():
            return False
        order_recheck(uid=inspection_uid, actor=actor)
        return True


def publish_result(*, uid: str, actor: Actor) -> InspectionView:
    """公示: before its day, by one of the inspectors. Raises as `order_recheck`, and `MoveNotAllowed`."""
    with transaction.atomic():
        row = locked_inspection(uid)
        policies.check_inspector(actor, row)
        _publish(row, actor)
        return inspection_view(row, actor)


def publish_due(*, day: dt.date | None = None, actor: Actor) -> int:
    """Publish every result whose day has come; how many. Run by the worker, which no department can forget."""
    today, published = day or clock.today(), 0
    while True:
        with transaction.atomic():
            waiting = Inspection.objects.filter(state=InspectionState.SIGNED, publish_on__lte=today)
            rows = waiting.select_related("object").select_for_update(no_key=True, of=("self",), skip_locked=True)
            found = list(rows.order_by("publish_on", "id")[:BATCH])
            for row in found:
                _publish(row, actor)
        published += len(found)
        if len(found) < BATCH:
            return published


def _publish(row: Inspection, actor: Actor) -> None:
    INSPECTION_LIFECYCLE.advance(row, "publish", published_at=clock.now())
    record_inspection_fact(RESULT_PUBLISHED, row, actor, finding=row.finding)
