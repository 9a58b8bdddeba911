"""What every verb of this room does the same way: derive, write what follows, record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tongban.duties import policies
from tongban.duties.models import Duty
from tongban.duties.selectors import pauses_of
from tongban.duties.states import LIFECYCLE
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue, ObjectRef
from tongban.reference.selectors import CityCalendar


def derived(duty: Duty, calendar: CityCalendar, *, fresh: bool = False) -> Mapping[str, object]:
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


def settle(
    duty: Duty, calendar: CityCalendar, *, verb: str = "", seen_at: dt.datetime | None = None, **changes: object
) -> None:
    """Write what follows from the duty's dates, together with a move of its state where there is one.

    Where the warning has moved ahead of now (`seen_at`) again, as limits lengthen or time stood still, it will be given
    again.
    """
    values = {**changes, **derived(duty, calendar)}
    warn_at = values["warn_at"]
    if duty.warned_at is not None and isinstance(warn_at, dt.datetime) and warn_at > (seen_at or clock.now()):
        values |= {"warned_at": None, "look_at": warn_at}
    if verb:
        LIFECYCLE.advance(duty, verb, **values)
        return
    Duty.objects.filter(pk=duty.pk).update(**values)
    for name, value in values.items():
        setattr(duty, name, value)


def text(moment: dt.datetime | None) -> str | None:
    """An instant as `data` of a fact holds it."""
    return moment.isoformat() if moment else None


def record(
    kind: FactKind,
    duty: Duty,
    actor: Actor,
    *,
    born: bool = False,
    **data: JsonValue,
) -> None:
    """Write the fact with the duty first, then its subject."""
    ledger.record(
        kind,
        actor=actor,
        objects=[ObjectRef("duty", str(duty.pk)), ObjectRef(duty.subject_type, duty.subject_id)],
        data={"kind": duty.kind, **{name: value for name, value in data.items() if value is not None}},
        department_id=duty.department_id,
        region_code=duty.region_code,
        born=born,
    )
