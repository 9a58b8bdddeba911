"""Verify the whole ledger: find every changed, removed, inserted or reordered fact, and say where.

One pass in id order through a server-side cursor, in one snapshot, with constant memory but for the chain ends.
For every fact: the digest of the kept bytes, the columns and touched objects against the bytes, the link to the
object's previous fact. For every seal: signature, link to the previous seal, ids, marks and root against the facts.
At the end: the chain rows against the last facts seen, and touched objects without a fact.

What a superuser without the sealing key can do unseen is limited to facts not sealed yet, and to cutting off the newest
seals together with their facts. The interval of the job `ledger.seal` bounds the first, keeping seals elsewhere
(`latest_seal`) the second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from tongban.kernel.actor import Actor
from tongban.ledger.body import FORMAT, MEMBERS, START, digest_of
from tongban.ledger.services.streams import INSTANT_FORM, one_snapshot, rows_of
from tongban.ledger.services.verify_seals import SealCheck
from tongban.ledger.services.verify_terms import Finding, Findings, Flaw

BATCH = 5_000
_NOTHING = (0, START)
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
    o.first = f.primary_type || chr(31) || f.primary_id, @mine
FROM ledger_fact f
LEFT JOIN (
    SELECT fact_id, string_agg({_TOUCHED}, ',' ORDER BY position) AS touched,
        min(object_type || chr(31) || object_id) FILTER (WHERE position = 0) AS first
    FROM ledger_factobject GROUP BY fact_id
) o ON o.fact_id = f.id
@where
ORDER BY f.id
"""  # noqa: S608  # constants of this module
_MINE = "abs(hashtextextended({type} || ':' || {id}, 0) % {of}) = {number} - 1"


@dataclass(frozen=True, slots=True)
class Part:
    """The `number`-th of `of` shares of the objects, for ledgers whose chain ends do not fit into memory.

    Part 1 also checks the seals. All parts together check what one run without parts checks.
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise ValueError(f"part {self.number} of {self.of}")


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """`facts` read, `sealed` facts under valid seals that agree with them; `ok` where nothing was found.

    `findings` holds at most a thousand, `found` counts all.
    """

    facts: int
    sealed: int
    ok: bool
    findings: tuple[Finding, ...]
    found: int = 0


def verify(part: Part | None = None, *, actor: Actor | None = None) -> VerifyReport:
    """Read everything and compare. Changes nothing.

    `actor` None is the platform itself (commands, jobs); otherwise raises `PermissionDenied` without `ledger.verify`.
    """
    if actor is not None:
        actor.require("ledger.verify")
    with one_snapshot():
        return _Verifier(part).run()


class _Verifier:
    def __init__(self, part: Part | None) -> None:
        self.part = part
        self.findings = Findings()
        self.heads: dict[tuple[str, str], tuple[int, bytes]] = {}
        self.facts = 0

    def run(self) -> VerifyReport:
        with_seals = self.part is None or self.part.number == 1
        with rows_of(SealCheck.QUERY if with_seals else "SELECT 1 WHERE false", "seals", 16) as seals:
            check = SealCheck(seals, self.findings)
            with rows_of(self._query(), "facts", BATCH, ahead=True) as rows:
                self._read(rows, check if with_seals else None)
            check.finish()
        self._compare_ends()
        self._find_orphans()
        found = self.findings
        return VerifyReport(self.facts, check.sealed, found.count == 0, tuple(found.kept), found.count)

    def _query(self) -> str:
        if self.part is None:
            return _FACTS.replace("@mine", "true").replace("@where", "")
        mine = self._mine("f.primary_type", "f.primary_id")
        where = "" if self.part.number == 1 else f"WHERE {mine}"
        return _FACTS.replace("@mine", mine).replace("@where", where)

    def _mine(self, type_column: str, id_column: str) -> str:
        if self.part is None:
            return "true"
        return _MINE.format(type=type_column, id=id_column, of=int(self.part.of), number=int(self.part.number))

    def _read(self, rows: Iterator[tuple[Any, ...]], check: SealCheck | None) -> None:
        loads, heads, count = orjson.loads, self.heads, 0
        for fact_id, kind, identity, seq, prev, digest, body, data, head, tail, first, mine in rows:
            true_digest = digest_of(body)
            if check is not None:
                check.see(fact_id, true_digest, kind, identity)
            if not mine:
                continue
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

    def _compare_ends(self) -> None:
        """Every chain row must name the last fact seen of its object, and every object must have its row."""
        where = self._mine("object_type", "object_id")
        query = f"SELECT object_type, object_id, seq, digest FROM ledger_chain WHERE {where}"  # noqa: S608
        with rows_of(query, "chains", BATCH) as rows:
            for kind, identity, seq, digest in rows:
                if self.heads.pop((kind, identity), _NOTHING) != (seq, digest):
                    self.findings.add(Flaw.TAIL, subject=f"{kind}:{identity}", detail=f"seq {seq}")
        for kind, identity in self.heads:
            self.findings.add(Flaw.TAIL, subject=f"{kind}:{identity}", detail="chain row missing")

    def _find_orphans(self) -> None:
        if self.part is not None and self.part.number != 1:
            return
        query = (
            "SELECT o.fact_id, o.object_type, o.object_id FROM ledger_factobject o "
            "WHERE NOT EXISTS (SELECT 1 FROM ledger_fact f WHERE f.id = o.fact_id) ORDER BY 1"
        )
        with rows_of(query, "orphans", BATCH) as rows:
            for fact_id, kind, identity in rows:
                self.findings.add(Flaw.ORPHAN, fact_id=fact_id, subject=f"{kind}:{identity}")


def _same(loads: Callable[[bytes | str], Any], body: bytes, head: bytes, tail: bytes, data: str) -> bool:
    """Whether the data between head and tail are those of the column."""
    try:
        return bool(loads(body[len(head) : len(body) - len(tail)]) == loads(data))
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
    return ", ".join(name for name in MEMBERS if said[name] != columns[name]) or "primary_type, primary_id"
