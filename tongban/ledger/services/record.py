"""Write a fact: two statements, inside the transaction of the verb that made it true.

The first appends to the primary object's chain row, which locks that object (and nothing shared), and takes the
fact's id; the second writes fact, objects touched and owed deliveries. Whoever waits for the lock reads the clock
after it is granted, so that times along a chain never run backwards between honest clocks.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.db import connection, transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import body as fact_body
from tongban.ledger.errors import FactRefused
from tongban.ledger.facts import FactKind, FactView, JsonValue, ObjectRef, Reaction, reactions_to, registered

CHANNEL = "tongban_ledger"
"""What workers LISTEN to."""

TOLERANCE = dt.timedelta(seconds=2)
"""How far clocks of several machines may disagree before we refuse to write."""

_APPEND = """
INSERT INTO ledger_chain AS c (object_type, object_id, seq, digest, recorded_at)
VALUES (%s, %s, 1, '', '-infinity')
ON CONFLICT (object_type, object_id) DO UPDATE SET seq = c.seq + 1
RETURNING seq, digest, CASE WHEN seq > 1 THEN recorded_at END, nextval('ledger_fact_id_seq')
"""
# Data-modifying parts of a WITH all run; foreign keys are checked at the end of the statement or later.
_WRITE = """
WITH f AS (
    INSERT INTO ledger_fact (id, kind, uid, primary_type, primary_id, seq, prev, digest, body, account_id, party_id,
        principal_id, officer_id, seats, channel, department_id, region_code, occurred_at, recorded_at, data, trace_id)
    VALUES (%(id)s, %(kind)s, %(uid)s, %(type)s, %(object)s, %(seq)s, %(prev)s, %(digest)s, %(body)s, %(account)s,
        %(party)s, %(principal)s, %(officer)s, %(seats)s, %(channel)s, %(department)s, %(region)s, %(occurred)s,
        %(recorded)s, %(data)s::jsonb, %(trace)s)
), o AS (
    INSERT INTO ledger_factobject (fact_id, position, object_type, object_id, role)
    SELECT %(id)s, place - 1, type, object, role
    FROM unnest(%(types)s::text[], %(objects)s::text[], %(roles)s::text[])
        WITH ORDINALITY AS t (type, object, role, place)
), d AS (
    INSERT INTO ledger_delivery (fact_id, reaction, heavy, object_type, object_id, state, attempts, run_at, error)
    SELECT %(id)s, reaction, heavy, %(type)s, %(object)s, 'owed', 0, %(recorded)s, ''
    FROM unnest(%(reactions)s::text[], %(heavy)s::boolean[]) AS r (reaction, heavy)
)
UPDATE ledger_chain SET digest = %(digest)s, recorded_at = %(recorded)s
WHERE object_type = %(type)s AND object_id = %(object)s
"""


class _HighWater:
    """The latest instant this process knows to be written; learned from the ledger, refreshed before refusing."""

    mark: dt.datetime | None = None

    @classmethod
    def check(cls, now: dt.datetime) -> None:
        if cls.mark is None or now < cls.mark - TOLERANCE:
            cls.mark = cls.learn()
        if now < cls.mark - TOLERANCE:
            raise clock.ClockWentBack()

    @staticmethod
    def learn() -> dt.datetime:
        with connection.cursor() as cursor:
            # Ids and times run almost in step, so the latest time is among the newest ids: no index needed.
            cursor.execute(
                "SELECT max(recorded_at) FROM (SELECT recorded_at FROM ledger_fact ORDER BY id DESC LIMIT 500) n"
            )
            (latest,) = cursor.fetchone()
        return latest or dt.datetime.min.replace(year=2, tzinfo=dt.UTC)

    @classmethod
    def raise_to(cls, instant: dt.datetime) -> Callable[[], None]:
        def committed() -> None:
            if cls.mark is None or instant > cls.mark:
                cls.mark = instant

        return committed


def record(
    kind: FactKind,
    *,
    actor: Actor,
    objects: Sequence[ObjectRef],
    data: Mapping[str, JsonValue] | None = None,
    department_id: int | None = None,
    region_code: str = "",
    at: dt.datetime | None = None,
) -> FactView:
    """Write down that something happened, in the transaction of the caller.

    `objects[0]` is the primary object, of the type the kind names; the fact joins its chain. `at` is when it
    happened (default now; histories give the past). `data` holds codes, numbers and short texts, nothing personal.

    Raises `FactRefused` for data a fact may not hold, no or wrong objects, or a future `at`;
    `kernel.clock.ClockWentBack` where the clock is behind the object's last fact, or more than two seconds
    behind the ledger.
    """
    kept = _check(kind, objects, data, region_code)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        primary = objects[0]
        cursor.execute(_APPEND, [primary.type, primary.id])
        seq, before, before_at, new_id = cursor.fetchone()
        now = clock.now()
        if before_at is not None and now < before_at:
            raise clock.ClockWentBack()
        _HighWater.check(now)
        occurred = at or now
        if occurred > now + TOLERANCE:
            raise FactRefused(f"{kind}: at lies in the future")
        written = fact_body.FactBody(
            account_id=actor.account_id,
            channel=str(actor.channel),
            data=kept,
            department_id=department_id,
            id=new_id,
            kind=kind.kind,
            objects=objects,
            occurred_at=occurred,
            officer_id=actor.officer_id,
            party_id=actor.party_id,
            prev=bytes(before) if seq > 1 else fact_body.START,
            principal_id=actor.principal_id,
            recorded_at=now,
            region_code=region_code,
            seats=",".join(sorted(actor.seats)),
            seq=seq,
            trace_id=actor.trace_id,
            uid=str(uuid.uuid4()),
        )
        reactions = reactions_to(kind.kind)
        cursor.execute(_WRITE, _parameters(written, reactions))
    transaction.on_commit(_HighWater.raise_to(now))
    if reactions:
        _wake_after_commit()
    return _view(written)


def _check(
    kind: FactKind, objects: Sequence[ObjectRef], data: Mapping[str, JsonValue] | None, region_code: str
) -> dict[str, JsonValue]:
    if registered(kind.kind) != kind:
        raise FactRefused(f"{kind}: not a registered kind of fact")
    if not objects or objects[0].type != kind.primary:
        raise FactRefused(f"{kind}: the first object must be a {kind.primary}")
    if len(objects) > 1000:
        raise FactRefused(f"{kind}: more than 1000 objects; record a batch object instead")
    for ref in objects:
        if not ref.type or not ref.id or len(ref.type) > 40 or len(ref.id) > 120 or len(ref.role) > 40:
            raise FactRefused(f"{kind}: object {ref.type!r} with an empty or too long type, id or role")
        fact_body.plain_text(ref.id, f"{kind}: object {ref.type}")
    if len({(ref.type, ref.id, ref.role) for ref in objects}) != len(objects):
        raise FactRefused(f"{kind}: the same object twice in the same role")
    fact_body.plain_text(region_code, f"{kind}: region_code")
    return fact_body.checked(data or {})


def _parameters(fact: fact_body.FactBody, reactions: tuple[Reaction, ...]) -> dict[str, Any]:
    content = fact.encode()
    return {
        "id": fact.id,
        "kind": fact.kind,
        "uid": uuid.UUID(fact.uid),
        "type": fact.objects[0].type,
        "object": fact.objects[0].id,
        "seq": fact.seq,
        "prev": fact.prev,
        "digest": fact_body.digest_of(content),
        "body": content,
        "account": fact.account_id,
        "party": fact.party_id,
        "principal": fact.principal_id,
        "officer": fact.officer_id,
        "seats": fact.seats,
        "channel": fact.channel,
        "department": fact.department_id,
        "region": fact.region_code,
        "occurred": fact.occurred_at,
        "recorded": fact.recorded_at,
        "data": orjson.dumps(fact.data).decode(),
        "trace": fact.trace_id,
        "types": [ref.type for ref in fact.objects],
        "objects": [ref.id for ref in fact.objects],
        "roles": [ref.role for ref in fact.objects],
        "reactions": [reaction.name for reaction in reactions],
        "heavy": [reaction.heavy for reaction in reactions],
    }


def _view(fact: fact_body.FactBody) -> FactView:
    return FactView(
        id=fact.id,
        uid=fact.uid,
        kind=fact.kind,
        objects=tuple(fact.objects),
        account_id=fact.account_id,
        party_id=fact.party_id,
        principal_id=fact.principal_id,
        officer_id=fact.officer_id,
        seats=tuple(fact.seats.split(",")) if fact.seats else (),
        channel=fact.channel,
        department_id=fact.department_id,
        region_code=fact.region_code,
        occurred_at=fact.occurred_at,
        recorded_at=fact.recorded_at,
        data=fact.data,
        seq=fact.seq,
        trace_id=fact.trace_id,
    )


def _wake_after_commit() -> None:
    """Wake workers once per transaction, after it: a NOTIFY inside would make all commits of the city queue up."""
    if not any(function is _wake for _, function, *_ in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
