"""Pay out owed deliveries: every fact reaches every reaction once, per object in order.

Claim, handler and settlement share one transaction: if the handler's work commits, so does the removal of the
delivery, otherwise neither. A delivery waits while an earlier fact of the same object is still owed to the same
reaction, parked ones included, because a reader may not see a story with a page missing. Claims use SKIP LOCKED,
so any number of workers share the work without waiting for each other.
"""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from dataclasses import dataclass
from pathlib import PurePath

from django.db import InterfaceError, OperationalError, connection, transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, NotFound
from tongban.ledger import selectors
from tongban.ledger.facts import DELIVERY_DISMISSED, DELIVERY_RETRIED, FactKind, ObjectRef, Reaction, reactions
from tongban.ledger.models import Delivery, DeliveryState
from tongban.ledger.services.record import record

log = logging.getLogger(__name__)

PARK_AFTER = 8
"""Failures before a delivery is parked: with the pauses below, after about two hours."""

FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=1)

_CLAIM = """
SELECT d.id, d.fact_id, d.reaction, d.attempts
FROM ledger_delivery d
WHERE d.state = 'owed' AND d.run_at <= %s AND NOT EXISTS (
    SELECT 1 FROM ledger_delivery e
    WHERE e.reaction = d.reaction AND e.object_type = d.object_type AND e.object_id = d.object_id
      AND e.fact_id < d.fact_id
)
ORDER BY d.heavy, d.fact_id, d.id
LIMIT 1
FOR UPDATE OF d SKIP LOCKED
"""


class UnknownReaction(Exception):
    """A delivery is owed to a reaction this release does not contain."""


@dataclass(frozen=True, slots=True)
class _Claim:
    id: int
    fact_id: int
    reaction: str
    attempts: int


def pause_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many failures: 30 s, 1 min, 2 min ... at most an hour."""
    doublings: int = max(0, min(attempts, 20) - 1)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))


def drain(max_deliveries: int = 1000, *, raising: bool = False) -> int:
    """Run owed deliveries that are due, those their handlers newly cause included, at most `max_deliveries`.

    Returns how many succeeded. A failed one is put back with a pause, or parked; with `raising` its error
    is raised instead (tests).
    """
    succeeded = 0
    for _ in range(max_deliveries):
        outcome = deliver_one(raising=raising)
        if outcome is None:
            break
        succeeded += outcome
    return succeeded


def deliver_one(*, raising: bool = False) -> bool | None:
    """Claim and run the oldest due delivery. True: done; False: failed and put back; None: nothing due."""
    claim: _Claim | None = None
    session = None
    try:
        with transaction.atomic():
            session = connection.connection
            claim = _claim()
            if claim is None:
                return None
            _run(claim)
            Delivery.objects.filter(pk=claim.id).delete()
        return True
    except (OperationalError, InterfaceError) as error:
        # A lock or time-out inside the handler counts as its failure; a lost server is nobody's, and nothing was done.
        if raising or claim is None or session is None or session.closed:
            raise
        _put_back(claim, error)
    except Exception as error:
        if raising or claim is None:
            raise
        _put_back(claim, error)
    return False


def _claim() -> _Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [clock.now()])
        row = cursor.fetchone()
    return _Claim(*row) if row else None


def _run(claim: _Claim) -> None:
    fact = selectors.fact(claim.fact_id)
    if fact is None:
        raise UnknownReaction(claim.fact_id)
    _handler(claim.reaction, fact.kind).handler(fact)


def _handler(name: str, kind: str) -> Reaction:
    for known in reactions():
        if known.name == name and known.kind == kind:
            return known
    raise UnknownReaction(name)


def _put_back(claim: _Claim, error: BaseException) -> None:
    """Count the failure in a transaction of its own, unless another worker has meanwhile settled the delivery."""
    attempts = claim.attempts + 1
    where = describe(error)
    parked = attempts >= PARK_AFTER
    Delivery.objects.filter(pk=claim.id, attempts=claim.attempts).update(
        attempts=attempts,
        run_at=clock.now() + pause_after(attempts),
        state=DeliveryState.PARKED if parked else DeliveryState.OWED,
        error=where,
    )
    level = logging.ERROR if parked else logging.WARNING
    log.log(level, "reaction %s to fact %s failed (attempt %s): %s", claim.reaction, claim.fact_id, attempts, where)


def describe(error: BaseException) -> str:
    """Class and place of an error, without its message, which may name people."""
    kind = f"{type(error).__qualname__}[{error.code}]" if isinstance(error, DomainError) else type(error).__qualname__
    frames = traceback.extract_tb(error.__traceback__)
    house = PurePath(__file__).parents[2]
    ours = [frame for frame in frames if PurePath(frame.filename).is_relative_to(house)]
    place = (ours or frames)[-1:] if frames else []
    return "".join([kind, *(f" @ {_short(frame.filename)}:{frame.lineno}" for frame in place)])[:200]


def _short(filename: str) -> str:
    return "/".join(PurePath(filename).parts[-3:])


def retry_delivery(delivery_id: int, *, actor: Actor) -> None:
    """Try a parked delivery again from the start (system administrator, `ledger.manage`).

    Raises `NotFound` where it is not parked.
    """
    with transaction.atomic():
        row = _parked(delivery_id, actor)
        row.state, row.attempts, row.run_at = DeliveryState.OWED, 0, clock.now()
        row.save(update_fields=["state", "attempts", "run_at"])
        _record_on(row, DELIVERY_RETRIED, actor)


def dismiss_delivery(delivery_id: int, *, actor: Actor) -> None:
    """Give a parked delivery up, so that later facts of its object flow again (`ledger.manage`).

    Raises `NotFound` where it is not parked.
    """
    with transaction.atomic():
        row = _parked(delivery_id, actor)
        _record_on(row, DELIVERY_DISMISSED, actor)
        row.delete()


def _parked(delivery_id: int, actor: Actor) -> Delivery:
    actor.require("ledger.manage")
    rows = Delivery.objects.select_for_update(no_key=True)
    row = rows.filter(pk=delivery_id, state=DeliveryState.PARKED).first()
    if row is None:
        raise NotFound()
    return row


def _record_on(row: Delivery, kind: FactKind, actor: Actor) -> None:
    record(
        kind,
        actor=actor,
        objects=[ObjectRef("delivery", str(row.pk)), ObjectRef("fact", str(row.fact_id))],
        data={"reaction": row.reaction, "attempts": row.attempts, "error": row.error},
    )
