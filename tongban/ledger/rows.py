"""One digest over every row of a range of facts, as the database holds them: what a seal signs and `verify` compares.

A seal of format 2 carries `rows_digest`: SHA-256 over every column of every fact of its range and of every object they
touched, taken right after each row had been checked against its body (`verify_deep`). Whoever finds the same digest
later knows that not one bit of these rows is different, without taking them apart again; where it differs, the rows are
taken apart and the change is located. SHA-256 and not SM3, because processors compute it six times faster; facts, tree
and signature remain SM3 and SM2.

The digest is ``sha256:`` and SHA-256(SHA-256(facts) + SHA-256(objects)) in hexadecimal. Each inner digest is over the
rows of a binary COPY without its header and trailer, in order of the fact's id. Objects come as one row per fact: its
id, then for each object, in order, position and the lengths of type, id and role, then these three: no two lists of
objects have the same text.

Needs a bare psycopg connection and nothing of Django, so that several processes can share the work.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

Link = psycopg.Connection[Any]
COLUMNS = (
    "id", "kind", "uid", "primary_type", "primary_id", "seq", "prev", "digest", "body", "account_id", "party_id",
    "principal_id", "officer_id", "seats", "channel", "department_id", "region_code", "occurred_at", "recorded_at",
    "data", "trace_id",
)  # fmt: skip
_FACTS = f"SELECT {', '.join(COLUMNS)} FROM ledger_fact WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608  # constants
_TOUCHED = """
SELECT fact_id, string_agg(concat_ws(',', position, length(object_type), length(object_id), length(role),
    object_type, object_id, role), ';' ORDER BY position)
FROM ledger_factobject WHERE fact_id > %s AND fact_id <= %s GROUP BY fact_id ORDER BY fact_id
"""
_HEADER_LENGTH = 19
_TRAILER = b"\xff\xff"
_LONG = 1000
"""Facts of a range from which on a COPY of its own costs less than looking at every row's id."""
_ID = slice(6, 14)
"""Where the first column, the fact's id, stands in a row: after the number of columns and its own length."""


def rows_digests(link: Link, low: int, bounds: Sequence[int]) -> list[str]:
    """The digests of the ranges (low, bounds[0]], (bounds[0], bounds[1]] ...; raises what the database says."""
    facts = _digests(link, _FACTS, low, bounds)
    touched = _digests(link, _TOUCHED, low, bounds)
    return ["sha256:" + hashlib.sha256(one + other).hexdigest() for one, other in zip(facts, touched, strict=True)]


def _digests(link: Link, query: str, low: int, bounds: Sequence[int]) -> list[bytes]:
    """Long ranges are read one by one; short ones together, looking at every row's id for the next bound."""
    if bounds[-1] - low < _LONG * len(bounds):
        return _together(_rows(link, query, low, bounds[-1]), bounds)
    lows = [low, *bounds[:-1]]
    return [_whole(_rows(link, query, one, bound)) for one, bound in zip(lows, bounds, strict=True)]


def _rows(link: Link, query: str, low: int, high: int) -> Iterator[memoryview]:
    """The rows of a binary COPY without header and trailer.

    Read from libpq itself, which hands out one row at a time: psycopg's own `Copy` asks the event loop for every row
    and takes longer over it than the database and the digest together.
    """
    asked = psycopg.ClientCursor(link).mogrify(query, [low, high])
    wire = link.pgconn
    _expect(wire.exec_(f"COPY ({asked}) TO STDOUT (FORMAT binary)".encode()), ExecStatus.COPY_OUT)
    read, trailer = wire.get_copy_data, len(_TRAILER)
    size, row = read(0)
    if size > _HEADER_LENGTH + trailer:  # the header comes with the first row
        yield row[_HEADER_LENGTH:]
    while True:
        size, row = read(0)
        if size < 0:
            break
        if size > trailer:
            yield row
    _expect(wire.get_result(), ExecStatus.COMMAND_OK)
    while wire.get_result() is not None:
        pass


def _expect(result: PGresult | None, status: ExecStatus) -> None:
    if result is None or result.status != status:
        said = result.error_message.decode(errors="replace") if result is not None else "no answer"
        raise psycopg.OperationalError(f"COPY of the ledger broke off: {said}")


def _whole(rows: Iterator[memoryview]) -> bytes:
    digest = hashlib.sha256()
    update = digest.update
    for row in rows:
        update(row)
    return digest.digest()


def _together(rows: Iterator[memoryview], bounds: Sequence[int]) -> list[bytes]:
    """As `_whole`, a new digest wherever a row lies beyond the bound."""
    digests = [hashlib.sha256() for _ in bounds]
    packed = [struct.pack(">q", bound) for bound in bounds]
    place = 0
    update, bound = digests[0].update, packed[0]
    for row in rows:
        at = bytes(row[_ID])
        while at > bound:
            place += 1
            update, bound = digests[place].update, packed[place]
        update(row)
    return [digest.digest() for digest in digests]


# --- in the processes that share the work ---------------------------------------------------------

_link: Link | None = None


def enter_worker(address: str, snapshot: str) -> None:
    """The same moment for everybody: a transaction on the parent's snapshot, held until the process ends."""
    global _link
    _link = psycopg.connect(address)
    _link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    _link.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(psycopg.sql.Literal(snapshot)))


def digests_in_worker(low: int, bounds: Sequence[int]) -> list[str]:
    """`rows_digests` on this process's own connection."""
    assert _link is not None
    return rows_digests(_link, low, bounds)
