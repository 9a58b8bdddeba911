"""Take the facts of a range apart: digest, columns, objects, links, seals. Finds what is wrong and says where.

Reads a range in id order through a server-side cursor with memory for the chain ends of that range only; the ends
before it are asked for. The slow half of `verify`: used for facts under no seal yet, for seals without a digest over
their rows, and wherever that digest does not agree. Sealing uses it before it signs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.db import connection

from tongban.ledger.body import FORMAT, MEMBERS, START, digest_of
from tongban.ledger.services.streams import INSTANT_FORM, rows_of
from tongban.ledger.services.verify_seals import SealCheck
from tongban.ledger.services.verify_terms import Findings, Flaw

BATCH = 5_000
HIGHEST = 2**63 - 1
_NOTHING = (0, START)
_SORTED = orjson.OPT_SORT_KEYS
# The database writes the canonical bytes anew from its columns, all but the data, which lie between `head` and `tail`;
# its JSON escapes are those of RFC 8785. So one comparison of bytes answers for every column, and runs on another core.
_HEAD = """'tongban-fact/1' || chr(10) || '{"account_id":' || coalesce(f.account_id::text, 'null')
    || ',"channel":' || to_json(f.channel) || ',"data":'"""
_TAIL = """',"department_id":' || coalesce(f.department_id::text, 'null') || ',"id":' || f.id
    || ',"kind":' || to_json(f.kind) || ',"objects":[' || coalesce(o.touched, '')
    || '],"occurred_at":"' || to_char(f.occurred_at AT TIME ZONE 'UTC', FORM)
    || '","officer_id":' || coalesce(f.officer_id::text, 'null') || ',"party_id":' || coalesce(f.party_id::text, 'null')
    || ',"prev":"' || encode(f.prev, 'hex') || '","principal_id":' || coalesce(f.principal_id::text, 'null')
    || ',"recorded_at":"' || to_char(f.recorded_at AT TIME ZONE 'UTC', FORM)
    || '","region_code":' || to_json(f.region_code)
    || ',"seats":' || to_json(f.seats) || ',"seq":' || f.seq || ',"trace_id":' || to_json(f.trace_id)
    || ',"uid":"' || f.uid || '"}'""".replace("FORM", INSTANT_FORM)
_TOUCHED = """'[' || to_json(object_type) || ',' || to_json(object_id) || ',' || to_json(role) || ']'"""
_FACTS = f"""
SELECT f.id, f.primary_type, f.primary_id, f.seq, f.prev, f.digest, f.body, f.data::text,
    convert_to({_HEAD}, 'UTF8'), convert_to({_TAIL}, 'UTF8'),
    o.first = f.primary_type || chr(31) || f.primary_id
FROM ledger_fact f
LEFT JOIN (
    SELECT fact_id, string_agg({_TOUCHED}, ',' ORDER BY position) AS touched,
        min(object_type || chr(31) || object_id) FILTER (WHERE position = 0) AS first
    FROM ledger_factobject WHERE fact_id > @low AND fact_id <= @high GROUP BY fact_id
) o ON o.fact_id = f.id
WHERE f.id > @low AND f.id <= @high
ORDER BY f.id
"""  # noqa: S608  # constants of this module
_ORPHANS = """
SELECT o.fact_id, o.object_type, o.object_id FROM ledger_factobject o
WHERE o.fact_id > @low AND o.fact_id <= @high AND NOT EXISTS (SELECT 1 FROM ledger_fact f WHERE f.id = o.fact_id)
ORDER BY 1
"""
_BEFORE = """
SELECT p.primary_type, p.primary_id, p.seq, p.digest FROM (
    SELECT primary_type, primary_id, min(seq) AS first FROM ledger_fact
    WHERE id > @low AND id <= @high GROUP BY primary_type, primary_id HAVING min(seq) > 1
) t JOIN ledger_fact p
ON p.primary_type = t.primary_type AND p.primary_id = t.primary_id AND p.seq = t.first - 1 AND p.id <= @low
"""


def deep_check(low: int, high: int, findings: Findings, *, with_seals: bool = True) -> tuple[int, int]:
    """Check the facts with ids in (low, high] and the seals that end there; returns facts read and facts sealed."""
    return _Range(low, high, findings).run(with_seals=with_seals)


class _Range:
    def __init__(self, low: int, high: int, findings: Findings) -> None:
        self.low, self.high, self.findings = low, high, findings
        self.heads: dict[tuple[str, str], tuple[int, bytes]] = {}
        self.facts = 0

    def run(self, *, with_seals: bool) -> tuple[int, int]:
        self._learn_ends_before()
        query = SealCheck.between(self.low, self.high) if with_seals else "SELECT 1 WHERE false"
        with rows_of(query, "seals", 16) as seals:
            check = SealCheck(seals, self.findings, SealCheck.place_before(self.low) if with_seals else None)
            with rows_of(self._bounded(_FACTS), "facts", BATCH, ahead=True) as rows:
                self._read(rows, check if with_seals else None)
            check.finish()
        self._find_orphans()
        return self.facts, check.sealed

    def _bounded(self, query: str) -> str:
        return query.replace("@low", str(int(self.low))).replace("@high", str(int(self.high)))

    def _learn_ends_before(self) -> None:
        """The last fact before this range of every object whose chain goes on in it."""
        if self.low <= 0:
            return
        with connection.cursor() as cursor:
            cursor.execute(self._bounded(_BEFORE))
            for kind, identity, seq, digest in cursor.fetchall():
                self.heads[kind, identity] = (seq, bytes(digest))

    def _read(self, rows: Iterator[tuple[Any, ...]], check: SealCheck | None) -> None:
        loads, heads, count = orjson.loads, self.heads, 0
        for fact_id, kind, identity, seq, prev, digest, body, data, head, tail, first in rows:
            true_digest = digest_of(body)
            if check is not None:
                check.see(fact_id, true_digest, kind, identity)
            count += 1
            if true_digest != digest:
                self._report(Flaw.DIGEST, fact_id, kind, identity)
            if not (first and body.startswith(head) and body.endswith(tail) and _same(loads, body, head, tail, data)):
                self._report(Flaw.COLUMNS, fact_id, kind, identity, _differing(body, head, data, tail))
            key = (kind, identity)
            before_seq, before_digest = heads.get(key, _NOTHING)
            if seq != before_seq + 1:
                self._report(Flaw.GAP, fact_id, kind, identity)
            elif prev != before_digest:
                self._report(Flaw.LINK, fact_id, kind, identity)
            heads[key] = (seq, digest)
        self.facts = count

    def _report(self, flaw: Flaw, fact_id: int, kind: str, identity: str, detail: str = "") -> None:
        self.findings.add(flaw, fact_id=fact_id, subject=f"{kind}:{identity}", detail=detail)

    def _find_orphans(self) -> None:
        with rows_of(self._bounded(_ORPHANS), "orphans", BATCH) as rows:
            for fact_id, kind, identity in rows:
                self.findings.add(Flaw.ORPHAN, fact_id=fact_id, subject=f"{kind}:{identity}")


def _same(loads: Callable[[bytes | str], Any], body: bytes, head: bytes, tail: bytes, data: str) -> bool:
    """Whether the data between head and tail are those of the column, as bytes: to Python, true equals 1 and 1.0."""
    try:
        return orjson.dumps(loads(data), option=_SORTED) == body[len(head) : len(body) - len(tail)]
    except ValueError:
        return False


def _differing(body: bytes, head: bytes, data: str, tail: bytes) -> str:
    """Names of the members in which bytes and columns differ, never their values."""
    try:
        said = orjson.loads(body[len(FORMAT) :]) if body.startswith(FORMAT) else None
        columns = orjson.loads(b"".join((head[len(FORMAT) :], data.encode(), tail)))
    except ValueError:
        return "format"
    if not isinstance(said, dict) or tuple(said) != MEMBERS:
        return "format"
    differing = [name for name in MEMBERS if _canonical(said[name]) != _canonical(columns[name])]
    return ", ".join(differing) or "primary_type, primary_id"


def _canonical(value: object) -> bytes:
    return orjson.dumps(value, option=_SORTED)
