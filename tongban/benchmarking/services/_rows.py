"""What every verb about an improvement does the same way."""

from __future__ import annotations

import datetime as dt

from tongban.benchmarking.facts import improvement_ref
from tongban.benchmarking.models import Improvement
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue


def locked(uid: str) -> Improvement:
    """The row, locked. Raises `NotFound`."""
    row = Improvement.objects.select_for_update(no_key=True).filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    return row


def end_of(day: dt.date) -> dt.datetime:
    """24:00 of a day in China."""
    return clock.at(day, dt.time(23, 59, 59))


def _record(kind: FactKind, row: Improvement, actor: Actor, **data: JsonValue) -> None:
    """A fact about an improvement."""
    ledger.record(
        kind,
        actor=actor,
        objects=[improvement_ref(row.uid)],
        data=data,
        department_id=row.department_id,
        region_code=row.region_code,
    )
