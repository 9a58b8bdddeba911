"""The two statements that write facts, for any number of them; see `record`."""

# ruff: noqa: S608  # statements are put together from the constants of this file and numbers of rows only

from __future__ import annotations

from functools import lru_cache

import orjson

from tongban.ledger.body import FactBody

# The aggregate ends only when every row is locked; the ids are taken over its one row, so after that.
APPEND = """
WITH c AS (
    INSERT INTO ledger_chain AS c (object_type, object_id, seq, digest, recorded_at)
    SELECT type, object, number, '', '-infinity'
    FROM unnest(%s::text[], %s::text[], %s::integer[]) AS t (type, object, number)
    ON CONFLICT (object_type, object_id) DO UPDATE SET seq = c.seq + excluded.seq
    RETURNING object_type, object_id, seq, digest, nullif(recorded_at, '-infinity') AS recorded_at
), a AS (
    SELECT array_agg(object_type) AS types, array_agg(object_id) AS objects, array_agg(seq) AS seqs,
        array_agg(digest) AS digests, max(recorded_at) AS latest, count(*) AS chains
    FROM c
)
SELECT types, objects, seqs, digests, latest,
    ARRAY(SELECT nextval('ledger_fact_id_seq') FROM generate_series(1, %s::integer + 0 * chains::integer))
FROM a
"""
CHAIN_COLUMNS = "object_type, object_id, seq, digest, recorded_at"
OBJECT_COLUMNS = "fact_id, position, object_type, object_id, role"
FACT_COLUMNS = (
    "id, kind, uid, primary_type, primary_id, seq, prev, digest, body, account_id, party_id, principal_id, officer_id, "
    "seats, channel, department_id, region_code, occurred_at, recorded_at, data, trace_id"
)

FEW = 50
"""The chains of more facts are written by the two statements below. Else the text of the large one would change with
the number of chains, and to prepare it anew for hundreds of facts takes longer than to run it."""
# By the key and not by a join: such a statement has one plan, however large the table has grown.
_MOVED = (
    "ON CONFLICT (object_type, object_id) DO UPDATE SET digest = excluded.digest, recorded_at = excluded.recorded_at"
)
BORN = (
    f"INSERT INTO ledger_chain ({CHAIN_COLUMNS}) "
    "SELECT * FROM unnest(%s::text[], %s::text[], %s::integer[], %s::bytea[], %s::timestamptz[])"
)
KNOWN = f"{BORN} {_MOVED}"


@lru_cache(maxsize=256)
def write_statement(facts: int, objects: int, deliveries: int, chains: int, born: int) -> str:
    """The second statement for so many rows. Data-modifying parts of a WITH all run; keys are checked at its end."""
    parts = [
        f"f AS (INSERT INTO ledger_fact ({FACT_COLUMNS}) VALUES {_rows(facts, 21)})",
        f"o AS (INSERT INTO ledger_factobject ({OBJECT_COLUMNS}) VALUES {_rows(objects, 5)})",
    ]
    if deliveries:
        parts.append(
            "d AS (INSERT INTO ledger_delivery "
            "(fact_id, reaction, heavy, object_type, object_id, run_at, state, attempts, error) "
            "SELECT fact, reaction, heavy, type, object, owed, 'owed', 0, '' "
            f"FROM (VALUES {_cast(deliveries, _DELIVERY)}) v (fact, reaction, heavy, type, object, owed))"
        )
    if born:
        parts.append(f"b AS (INSERT INTO ledger_chain ({CHAIN_COLUMNS}) VALUES {_rows(born, 5)})")
    end = f"INSERT INTO ledger_chain AS c ({CHAIN_COLUMNS}) VALUES {_rows(chains, 5)} {_MOVED}"
    return f"WITH {', '.join(parts)} {end if chains else 'SELECT'}"


_DELIVERY = ("bigint", "text", "boolean", "text", "text", "timestamptz")


def _rows(number: int, width: int) -> str:
    return ", ".join([f"({', '.join(['%s'] * width)})"] * number)


def _cast(number: int, types: tuple[str, ...]) -> str:
    return ", ".join([f"({', '.join(f'%s::{name}' for name in types)})"] * number)


def fact_row(fact: FactBody, content: bytes, digest: bytes) -> list[object]:
    """The values of `FACT_COLUMNS`."""
    return [
        fact.id,
        fact.kind,
        fact.uid,
        fact.objects[0].type,
        fact.objects[0].id,
        fact.seq,
        fact.prev,
        digest,
        content,
        fact.account_id,
        fact.party_id,
        fact.principal_id,
        fact.officer_id,
        fact.seats,
        fact.channel,
        fact.department_id,
        fact.region_code,
        fact.occurred_at,
        fact.recorded_at,
        orjson.dumps(fact.data).decode(),
        fact.trace_id,
    ]
