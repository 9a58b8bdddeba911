"""Pay out owed deliveries: every fact reaches every reaction once, per object in order.

Claim, handler and settlement share one transaction: if the handler's work commits, so does the removal of the
delivery, otherwise neither. A busy worker takes several at once, each behind a savepoint of its own, so that one that
fails takes only its own work back. A delivery waits while an earlier fact of the same object is still owed to the same
reaction, parked ones included, because a reader may not see a story with a page missing. Claims use SKIP LOCKED,
so any number of workers share the work without waiting for each other.
"""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.db import InterfaceError, OperationalError, connection, transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, NotFound
from tongban.ledger import selectors
from tongban.ledger.facts import (
    DELIVERY_DISMISSED,
    DELIVERY_RETRIED,
    FactKind,
    FactView,
    ObjectRef,
    Reaction,
    reactions,
)
from tongban.ledger.models import Delivery, DeliveryState
from tongban.ledger.services.record import record, together

log = logging.getLogger(__name__)

PARK_AFTER = 8
"""Failures before a delivery is parked: with the pauses below, after about two hours."""

FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=1)

_CLAIM = """
SELECT d.id, d.fact_id, d.reaction, d.attempts
FROM ledger_delivery d
WHERE d.state = 'owed' @share AND d.run_at <= %s AND NOT EXISTS (
    SELECT 1 FROM ledger_delivery e
    WHERE e.reaction = d.reaction AND e.object_type = d.object_type AND e.object_id = d.object_id
      AND e.fact_id < d.fact_id
)
ORDER BY d.heavy, d.fact_id, d.id
LIMIT %s
FOR UPDATE OF d SKIP LOCKED
"""
# Constants instead of parameters: each share reads its own part of the index of what is owed.
_CLAIMS = {
    None: _CLAIM.replace("@share", ""),
    False: _CLAIM.replace("@share", "AND NOT d.heavy"),
    True: _CLAIM.replace("@share", "AND d.heavy"),
}


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


def drain(max_deliveries: int = 1000, *, raising: bool = False, heavy: bool | None = None, at_once: int = 1) -> int:
    """Run owed deliveries that are due, those their handlers newly cause included, at most `max_deliveries`.

    `heavy` keeps to the heavy ones or to the quick ones; None takes all, quick ones first.
    `at_once`: how many share a transaction; two of one object and reaction never do.

    Returns how many succeeded. A failed one is put back with a pause, or parked; with `raising` its error
    is raised instead (tests).
    """
    succeeded = tried = 0
    while at_once > 1 and tried < max_deliveries:
        claimed, done = _deliver_several(min(at_once, max_deliveries - tried), heavy)
        tried, succeeded = tried + claimed, succeeded + done
        if not claimed:
            return succeeded
    for _ in range(max_deliveries - tried):
        outcome = deliver_one(raising=raising, heavy=heavy)
        if outcome is None:
            break
        succeeded += outcome
    return succeeded


def deliver_one(*, raising: bool = False, heavy: bool | None = None) -> bool | None:
    """Claim and run the oldest due delivery. True: done; False: failed and put back; None: nothing due."""
    claim: _Claim | None = None
    session = None
    try:
        with transaction.atomic():
            session = connection.connection
            claim = next(iter(_claim(heavy, 1)), None)
            if claim is None:
                return None
            _run(claim, selectors.fact(claim.fact_id))
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


def _deliver_several(most: int, heavy: bool | None) -> tuple[int, int]:
    """Claim and run the oldest due deliveries in one transaction; how many were claimed, and how many succeeded."""
    claims: list[_Claim] = []
    failed: list[tuple[_Claim, Exception]] = []
    session = None
    try:
        with transaction.atomic(), together():
            session = connection.connection
            claims = _claim(heavy, most)
            if not claims:
                return 0, 0
            failed = _run_each(claims)
            settled = {claim.id for claim in claims} - {claim.id for claim, _ in failed}
            Delivery.objects.filter(pk__in=settled).delete()
    except Exception:
        if not claims or session is None or session.closed:
            raise
        # What all wrote together was refused, and nothing is done: one by one, the failure finds its own.
        return len(claims), sum(bool(deliver_one(heavy=heavy)) for _ in claims)
    for claim, error in failed:
        _put_back(claim, error)
    return len(claims), len(claims) - len(failed)


def _run_each(claims: Sequence[_Claim]) -> list[tuple[_Claim, Exception]]:
    """Every handler behind its own savepoint; returns those that failed. A lost server is raised."""
    session = connection.connection
    known = selectors.facts_by_id({claim.fact_id for claim in claims})
    failed: list[tuple[_Claim, Exception]] = []
    for claim in claims:
        try:
            with transaction.atomic(), together():
                _run(claim, known.get(claim.fact_id))
        except Exception as error:
            if session is None or session.closed:
                raise
            failed.append((claim, error))
    return failed


def _claim(heavy: bool | None, most: int) -> list[_Claim]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS[heavy], [clock.now(), most])
        return [_Claim(*row) for row in cursor.fetchall()]


def _run(claim: _Claim, fact: FactView | None) -> None:
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
