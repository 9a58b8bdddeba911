"""Duties that another system kept, taken over with the ends they had: many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tongban.duties.facts import DUTY_TAKEN_OVER
from tongban.duties.models import Duty
from tongban.duties.services._common import derived
from tongban.duties.states import LIFECYCLE, DutyKind, DutyState
from tongban.kernel import statements
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors as reference
from tongban.reference.selectors import CityCalendar

_AT_ONCE = 250
_COLUMNS = [field for field in Duty._meta.concrete_fields if not field.primary_key]


@dataclass(frozen=True, slots=True)
class KeptDuty:
    """A duty as another system's record tells it: owed until `due_at`, done at `ended_at`; None: not done yet.

    `dedupe_key` is its name in that record. A duty whose record begins after its end is owed from its end on.
    """

    kind: DutyKind
    subject: ObjectRef
    starts_at: dt.datetime
    due_at: dt.datetime
    ended_at: dt.datetime | None
    dedupe_key: str


def take_over_duties(
    *, kept: Sequence[KeptDuty], department_id: int | None, actor: Actor, region_code: str = ""
) -> int:
    """Take over duties as `open_duty` (until a fixed instant) and `discharge_duty` would have left them; how many were
    new. A key that is known changes nothing.

    What is recorded is that they were taken over, one fact for some hundreds, which stands in the timeline of each and
    of its subject: that they were opened and discharged happened elsewhere, and nobody here should react to it again.
    Whatever happens to a running one from now on has facts of its own.
    """
    calendar = reference.work_calendar()
    with transaction.atomic(), ledger.together():
        known = set(
            Duty.objects.filter(dedupe_key__in=[one.dedupe_key for one in kept]).values_list("dedupe_key", flat=True)
        )
        rows = [
            _row(one, calendar, department_id=department_id, region_code=region_code)
            for one in kept
            if one.dedupe_key not in known
        ]
        for start in range(0, len(rows), _AT_ONCE):
            _insert(rows[start : start + _AT_ONCE], actor)
    return len(rows)


def _insert(rows: Sequence[Duty], actor: Actor) -> None:
    """Write the rows and say so. Without the ORM, which takes four times as long over them."""
    values = [{str(field.column): getattr(row, field.attname) for field in _COLUMNS} for row in rows]
    ids = [row[0] for row in statements.insert(Duty._meta.db_table, values, returning="id")]
    subjects = dict.fromkeys(ObjectRef(row.subject_type, row.subject_id) for row in rows)
    ended = [row for row in rows if row.ended_at is not None]
    ledger.record(
        DUTY_TAKEN_OVER,
        actor=actor,
        objects=[*(ObjectRef("duty", str(duty_id)) for duty_id in ids), *subjects],
        data={"duties": len(rows), "ended": len(ended)},
        department_id=rows[0].department_id,
        region_code=rows[0].region_code,
        born=True,
    )


def _row(one: KeptDuty, calendar: CityCalendar, *, department_id: int | None, region_code: str) -> Duty:
    """The row with everything that follows from its dates; an ended one has made one move and is not looked at."""
    duty = Duty(
        kind=one.kind.code,
        subject_type=one.subject.type,
        subject_id=one.subject.id,
        department_id=department_id,
        region_code=region_code,
        round_the_clock=one.kind.round_the_clock,
        dedupe_key=one.dedupe_key,
        starts_at=min(one.starts_at, one.due_at),
        fixed_due_at=one.due_at,
    )
    for name, value in derived(duty, calendar, fresh=True).items():
        setattr(duty, name, value)
    if one.ended_at is not None:
        duty.state = LIFECYCLE.check("discharge", DutyState.OPEN).target
        duty.revision, duty.ended_at, duty.look_at = 1, one.ended_at, None
    return duty
