"""Seal facts: at intervals a signed Merkle root over every fact not sealed yet, each seal naming the one before.

No fact is missed
-----------------
Ids are given out when a fact is written, but facts appear when their transactions commit: id 8 may be visible while
id 7 is still to come. A seal that ended at 8 would leave 7 outside for ever. So sealing asks three questions, in order:

1. Which is the highest id given out (H)? Read from the sequence, which knows no transactions.
2. Which other transactions have written anything (R)? Each holds the lock on its own number in `pg_locks`. A recorder
   writes the chain row, or takes its transaction's number, before it takes an id, so whoever holds an id up to H is
   among R or has ended. Prepared transactions hold the lock too; a crashed one holds nothing and brings nothing.
   Those of other databases of the same server are left out: they cannot write here, and would only make us wait.
3. Have all of R ended? Asked again until they have, or until patience ends (then nothing is sealed this time).

Now no id up to H can still appear, and facts up to H are read with a new snapshot. A long foreign transaction delays
the next seal, it cannot break one. Nothing waits for the sealer: it takes no lock a recorder needs.
"""

from __future__ import annotations

import time

from django.db import connection, transaction

from tongban.kernel import clock, keys
from tongban.ledger import merkle
from tongban.ledger.body import START, digest_of, instant_text
from tongban.ledger.models import Seal
from tongban.ledger.rows import rows_digests
from tongban.ledger.services.seal_terms import MARK, PURPOSE, SealBody, compress_ids, pack_ids
from tongban.ledger.services.verify_deep import deep_check
from tongban.ledger.services.verify_terms import Findings

LARGEST = 65_536
"""Facts under one seal; more facts make more seals."""

_LOCK = 0x746F6E67_7365616C  # "tongseal"
_POLL = 0.05
_RUNNING = """
SELECT coalesce(array_agg(l.transactionid::text), '{}') FROM pg_locks l
WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
    AND l.pid IS DISTINCT FROM pg_backend_pid()
    AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = l.pid AND a.datname <> current_database())
    AND NOT EXISTS (
        SELECT 1 FROM pg_prepared_xacts p WHERE p.transaction = l.transactionid AND p.database <> current_database()
    )
"""


def seal(*, patience: float = 5.0) -> int:
    """Seal everything that is settled; returns how many facts were sealed now.

    Waits up to `patience` seconds for transactions that may still bring facts; 0 where they take longer, the next
    call tries again.
    """
    settled = _settled_id(patience)
    sealed = 0
    while settled is not None and (count := _seal_up_to(settled)):
        sealed += count
    return sealed


def _settled_id(patience: float) -> int | None:
    """The highest id below which nothing can still appear, or None if somebody keeps writing for too long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_isolation')")
        if cursor.fetchone() != ("read committed",):
            raise RuntimeError("sealing needs a new snapshot for every statement: READ COMMITTED")
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM ledger_fact_id_seq")
        (highest,) = cursor.fetchone()
        cursor.execute(_RUNNING)
        waited_for = set(cursor.fetchone()[0])
        for _ in range(max(0, round(patience / _POLL))):
            if not waited_for:
                break
            time.sleep(_POLL)  # the end of a transaction that is not ours is announced to nobody
            cursor.execute(_RUNNING)
            waited_for &= set(cursor.fetchone()[0])
    return None if waited_for else int(highest)


@transaction.atomic
def _seal_up_to(settled: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])  # one sealer at a time; recorders never take it
        last = Seal.objects.order_by("-number").only("number", "last_id", "digest").first()
        cursor.execute(
            "SELECT id, digest FROM ledger_fact WHERE id > %s AND id <= %s ORDER BY id LIMIT %s",
            [last.last_id if last else 0, settled, LARGEST],
        )
        rows = cursor.fetchall()
    if not rows:
        return 0
    ids, digests = [row[0] for row in rows], [bytes(row[1]) for row in rows]
    packed, marks = pack_ids(ids), b"".join(digest[:MARK] for digest in digests)
    number, key = keys.store().sm2(PURPOSE)
    sealed_at = clock.now()
    body = SealBody(
        count=len(ids),
        first_id=ids[0],
        ids_digest=digest_of(packed).hex(),
        key_number=number,
        last_id=ids[-1],
        marks_digest=digest_of(marks).hex(),
        number=last.number + 1 if last else 1,
        prev=(bytes(last.digest) if last else START).hex(),
        root=merkle.root(digests).hex(),
        rows_digest=_rows_digest(last.last_id if last else 0, ids[-1]),
        sealed_at=instant_text(sealed_at),
    )
    content = body.encode()
    Seal.objects.create(
        number=body.number,
        first_id=body.first_id,
        last_id=body.last_id,
        count=body.count,
        root=bytes.fromhex(body.root),
        prev=bytes.fromhex(body.prev),
        digest=digest_of(content),
        body=content,
        signature=key.sign(content),
        key_number=number,
        ids=compress_ids(packed),
        marks=marks,
        sealed_at=sealed_at,
    )
    return body.count


def _rows_digest(low: int, high: int) -> str:
    """The digest over the rows of the range, once each has been found sound; "" where one is not: `verify` says which.

    An unsound row must not stop sealing: the facts after it need their seal all the more.
    """
    findings = Findings()
    deep_check(low, high, findings, with_seals=False)
    return "" if findings.count else rows_digests(connection.connection, low, [high])[0]
