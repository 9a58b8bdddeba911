"""From a weak link to an improvement: target, owner, measures, timetable; then progress, return, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from tongban.benchmarking import policies
from tongban.benchmarking.aims import AIMS, Aim, Value
from tongban.benchmarking.errors import ImprovementExists, NothingStated, PairNotAccepted, TargetReached
from tongban.benchmarking.facts import (
    ASSIGNED,
    CLOSED,
    PROGRESS,
    RETURNED,
    TARGET_SET,
    improvement_ref,
)
from tongban.benchmarking.models import Improvement, Milestone, Pair
from tongban.benchmarking.selectors.improvements import ImprovementView, improvement_view
from tongban.benchmarking.selectors.volumes import last_year
from tongban.benchmarking.services._rows import _record, end_of, locked
from tongban.benchmarking.states import (
    IMPROVEMENT_DUTY,
    IMPROVEMENT_LIFECYCLE,
    RECTIFY_DUTY,
    ImprovementState,
    Measure,
    PairState,
)
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import Listing
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import LimitUnit
from tongban.kernel.errors import InvalidInput, NotFound

TEXT_MOST = 500


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the timetable as it is planned."""

    text: str
    due_on: dt.date


@transaction.atomic
def set_target(
    *,
    item_id: int = 0,
    pair_id: int = 0,
    element: str,
    target: int,
    unit: str = "",
    measures: Sequence[str],
    actor: Actor,
) -> ImprovementView:
    """Say how good an item shall become: of an accepted pair, or of any published item of ours.

    `element` is one of `AIMS`; `unit` is for limits (default: the unit of today's). Raises `PermissionDenied`,
    `NotFound`, `PairNotAccepted`, `InvalidInput`, `NothingStated`, `TargetReached`, `ImprovementExists`.
    """
    actor.require(policies.MANAGE)
    pair = _pair(pair_id) if pair_id else None
    line = _published(pair.item_id if pair else item_id)
    policies.check_may_manage(actor, line.department_id)
    aim = _aim(element)
    before = aim.value(line)
    if before is None:
        raise NothingStated(name=line.name, label=aim.label)
    wanted = Value(_number(target), _unit(unit or before.unit, before))
    _check_ahead(aim, before, wanted, line.name)
    if not measures or set(measures) - set(Measure.values):
        raise InvalidInput(errors={"measures": "请从列出的优化措施中至少选择一项。"})
    row = Improvement(
        pair=pair,
        item_id=line.item_id,
        item_name=line.name[:500],
        version_before_id=line.version_id,
        department_id=line.department_id,
        region_code=line.region_code,
        element=aim.element,
        before_number=before.number,
        before_unit=before.unit,
        target_number=wanted.number,
        target_unit=wanted.unit,
        measures=list(dict.fromkeys(measures)),
        case_volume=last_year([line.item_id]).get(line.item_id, 0),
        set_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ImprovementExists(name=line.name, label=aim.label) from error
    _record(TARGET_SET, row, actor, element=aim.element, before=str(before), target=str(wanted), item=line.code)
    return improvement_view(row)


@transaction.atomic
def assign_improvement(
    *, uid: str, due_on: dt.date, timetable: Sequence[PlannedStep] = (), actor: Actor
) -> ImprovementView:
    """Hand the improvement to the department that owns the item: it owes the changed guide until the end of `due_on`.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `InvalidInput`, `TargetReached` where the guide has
    caught up meanwhile.
    """
    row = locked(uid)
    policies.check_may_manage(actor, row.department_id)
    IMPROVEMENT_LIFECYCLE.check("assign_improvement", row.state)
    now = clock.now()
    if due_on <= clock.today():
        raise InvalidInput(errors={"due_on": "完成期限要在今天以后。"})
    for step in timetable:
        if not step.text.strip() or not clock.today() <= step.due_on <= due_on:
            raise InvalidInput(errors={"timetable": "时间表的每一步都要写明内容，日期在今天和完成期限之间。"})
    aim, line = AIMS[row.element], _published(row.item_id)
    value = aim.value(line)
    if value is not None:
        _check_ahead(aim, value, Value(row.target_number, row.target_unit), line.name)
    # Items may have moved to another department since the target was set; it owes whoever has the item now.
    changes = {"assigned_at": now, "due_on": due_on, "department_id": line.department_id}
    IMPROVEMENT_LIFECYCLE.advance(row, "assign_improvement", **changes)
    row.milestones.all().delete()
    steps = sorted(timetable, key=lambda step: step.due_on)
    Milestone.objects.bulk_create(
        [
            Milestone(improvement=row, order=order, text=step.text.strip()[:200], due_on=step.due_on)
            for order, step in enumerate(steps, 1)
        ]
    )
    duties.open_duty(
        kind=IMPROVEMENT_DUTY,
        subject=improvement_ref(row.uid),
        department_id=row.department_id,
        region_code=row.region_code,
        starts_at=now,
        limit=None,
        fixed_due_at=end_of(due_on),
        dedupe_key=f"{IMPROVEMENT_DUTY.code}:{row.uid}:{row.revision}",
        actor=actor,
    )
    _record(ASSIGNED, row, actor, due_on=due_on.isoformat(), steps=len(steps))
    return improvement_view(row)


@transaction.atomic
def report_progress(*, uid: str, text: str, done: Collection[int] = (), actor: Actor) -> ImprovementView:
    """The owner says how far it is; `done` are the numbers of the steps of the timetable that are finished.

    A step finished once keeps its day. Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `InvalidInput`.
    """
    row = locked(uid)
    policies.check_may_work(actor, row)
    said = _text(text, "text", "请写明进展。")
    IMPROVEMENT_LIFECYCLE.advance(row, "report_progress")
    unknown = set(done) - set(row.milestones.values_list("order", flat=True))
    if unknown:
        raise InvalidInput(errors={"done": "时间表里没有这一步。"})
    row.milestones.filter(order__in=list(done), done_on=None).update(done_on=clock.today())
    _record(PROGRESS, row, actor, text=said, done=tuple(sorted(set(done))))
    return improvement_view(row)


@transaction.atomic
def return_improvement(*, uid: str, reason: str, actor: Actor) -> ImprovementView:
    """The owner cannot do it and says why; the bureau assigns it anew or closes it.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `InvalidInput` without a reason.
    """
    row = locked(uid)
    policies.check_may_work(actor, row)
    why = _text(reason, "reason", "请写明退回的原因。")
    IMPROVEMENT_LIFECYCLE.advance(row, "return_improvement")
    duties.cancel_duties(subject=improvement_ref(row.uid), kinds=[IMPROVEMENT_DUTY, RECTIFY_DUTY], actor=actor)
    _record(RETURNED, row, actor, reason=why)
    return improvement_view(row)


@transaction.atomic
def close_improvement(*, uid: str, conclusion: str, actor: Actor) -> ImprovementView:
    """The end: after the gain was measured, or without one where it was dropped; the conclusion says which.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `InvalidInput` without a conclusion.
    """
    row = locked(uid)
    policies.check_may_manage(actor, row.department_id)
    said = _text(conclusion, "conclusion", "请写明结论。")
    measured = row.state == ImprovementState.MEASURED
    IMPROVEMENT_LIFECYCLE.advance(row, "close_improvement", closed_at=clock.now(), conclusion=said)
    _record(CLOSED, row, actor, conclusion=said, measured=measured)
    return improvement_view(row)


# --- inside the room ----------------------------------------------------------------------------
def _pair(pair_id: int) -> Pair:
    pair = Pair.objects.filter(pk=pair_id).first()
    if pair is None:
        raise NotFound()
    if pair.state != PairState.ACCEPTED:
        raise PairNotAccepted(name=pair.ours_name)
    return pair


def _published(item_id: int) -> Listing:
    (line,) = catalogue.listings_of_versions([catalogue.current_version(item_id).id])
    return line


def _aim(element: str) -> Aim:
    if element not in AIMS:
        raise InvalidInput(errors={"element": "请选择优化内容。"})
    return AIMS[element]


def _number(target: int) -> int:
    if not 0 <= target <= 10_000:
        raise InvalidInput(errors={"target": "目标要写成不小于零的整数。"})
    return target


def _unit(unit: str, before: Value) -> str:
    if unit != before.unit and (before.limit is None or unit not in list(LimitUnit)):
        raise InvalidInput(errors={"unit": "目标的单位和现状的单位不一致。"})
    return unit


def _check_ahead(aim: Aim, value: Value, target: Value, name: str) -> None:
    if aim.reached(value, target):
        raise TargetReached(name=name, label=aim.label, value=value, target=target)


def _text(text: str, field: str, missing: str) -> str:
    if not text.strip():
        raise InvalidInput(errors={field: missing})
    return text.strip()[:TEXT_MOST]
