"""Verify the whole ledger: find every changed, removed, inserted or reordered fact, and say where.

Two speeds, one strictness. Under a seal of format 2 every bit of a range's rows is compared at once with the digest the
sealing key signed (`ledger.rows`), which was taken after each row had been checked against its body, its digest and its
predecessor. Whatever has no such digest (facts not sealed yet, older seals, ranges that were not sound when they were
sealed) is taken apart row by row (`verify_deep`), and so is everything as soon as anything disagrees: then the findings
name the facts. `full=True` takes everything apart and believes no earlier check. At the end the chain rows are compared
with the last facts; all of it in one snapshot, with memory for a few hundred thousand chain ends at most.

What a superuser without the sealing key can do unseen is limited to facts not sealed yet, and to cutting off the newest
seals together with their facts. The interval of the job `ledger.seal` bounds the first, a checkpoint kept elsewhere
(`services.checkpoints`) finds the second.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from tongban.kernel.actor import Actor
from tongban.ledger.services.checkpoints import Checkpoint, compare_checkpoint
from tongban.ledger.services.streams import one_snapshot, rows_of
from tongban.ledger.services.verify_deep import BATCH, HIGHEST, deep_check
from tongban.ledger.services.verify_rows import RowsCheck
from tongban.ledger.services.verify_terms import Finding, Findings, Flaw, Part

RANGE = 262_144
"""Facts whose chain ends are held in memory at once."""

_WRONG_ENDS = """
SELECT c.object_type, c.object_id, c.seq FROM ledger_chain c LEFT JOIN ledger_fact f
    ON f.primary_type = c.object_type AND f.primary_id = c.object_id AND f.seq = c.seq
WHERE f.digest IS DISTINCT FROM c.digest
"""
# Numbers along a chain have no gaps and come once. If every chain row names an existing fact of its object, and the
# rows' numbers add up to the number of facts, then each names the last one and no object lacks its row.
_ADDS_UP = "SELECT coalesce((SELECT sum(seq) FROM ledger_chain), 0) = (SELECT count(*) FROM ledger_fact)"
# Ids are given out from 1 on. No seal covers what stands before, and nothing else reads it.
_BEFORE_THE_FIRST = "SELECT id, primary_type, primary_id FROM ledger_fact WHERE id < 1 ORDER BY 1"
_ENDS = """
SELECT coalesce(c.object_type, f.primary_type), coalesce(c.object_id, f.primary_id), c.seq
FROM (SELECT DISTINCT ON (primary_type, primary_id) primary_type, primary_id, seq, digest FROM ledger_fact
    ORDER BY primary_type, primary_id, seq DESC) f
FULL JOIN ledger_chain c ON c.object_type = f.primary_type AND c.object_id = f.primary_id
WHERE (c.seq, c.digest) IS DISTINCT FROM (f.seq, f.digest)
ORDER BY 1, 2
"""


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


def verify(
    part: Part | None = None,
    *,
    full: bool = False,
    workers: int = 1,
    checkpoint: Checkpoint | None = None,
    actor: Actor | None = None,
) -> VerifyReport:
    """Read everything and compare. Changes nothing.

    `workers` processes share the reading (ignored inside a caller's transaction). `checkpoint` is a seal kept
    elsewhere, which the ledger must still hold. `actor` None is the platform itself (commands, jobs); otherwise raises
    `PermissionDenied` without `ledger.verify`.
    """
    if actor is not None:
        actor.require("ledger.verify")
    alone = connection.in_atomic_block
    with one_snapshot():
        findings = Findings()
        rows = RowsCheck(part, findings, workers=1 if alone else workers)
        facts = sealed = 0
        if not full:
            facts, sealed = rows.run()
            open_facts, _ = _deep(rows.last_id, HIGHEST, findings)
            if rows.first_part:
                facts += open_facts
                _find_before_the_first(findings)
                if not _ends_agree():
                    findings.add(Flaw.TAIL)
        if full or findings.count:
            located = Findings()
            facts, sealed = _take_apart(rows, located)
            _add_unlocated(rows, findings, located)
            findings = located
        if checkpoint is not None:
            compare_checkpoint(checkpoint, findings)
        return VerifyReport(facts, sealed, findings.count == 0, tuple(findings.kept), findings.count)


def _add_unlocated(rows: RowsCheck, fast: Findings, located: Findings) -> None:
    """What the fast half found and taking apart did not explain stays a finding: nothing is talked away."""
    for number, low, high in rows.disagreeing:
        within = (one.fact_id is not None and low < one.fact_id <= high for one in located.kept)
        if not any(within) and all(one.seal != number for one in located.kept):
            located.add(Flaw.SEAL_ROWS, seal=number)
    if not located.count:
        for one in fast.kept:
            located.add(one.flaw, fact_id=one.fact_id, seal=one.seal, subject=one.subject, detail=one.detail)


def _take_apart(rows: RowsCheck, findings: Findings) -> tuple[int, int]:
    """Every range of this part row by row, then the facts after the last seal, then the ends of chains."""
    facts = sealed = 0
    for low, high in rows.ranges(RANGE):
        read, good = _deep(low, high, findings)
        facts, sealed = facts + read, sealed + good
    read, good = _deep(rows.last_id, HIGHEST, findings)
    if rows.first_part:
        facts, sealed = facts + read, sealed + good
        _find_before_the_first(findings)
        with rows_of(_ENDS, "ends", BATCH) as ends:
            for kind, identity, seq in ends:
                detail = "chain row missing" if seq is None else f"seq {seq}"
                findings.add(Flaw.TAIL, subject=f"{kind}:{identity}", detail=detail)
    return facts, sealed


def _find_before_the_first(findings: Findings) -> None:
    with rows_of(_BEFORE_THE_FIRST, "before_the_first", BATCH) as early:
        for fact_id, kind, identity in early:
            findings.add(Flaw.INSERTED, fact_id=fact_id, subject=f"{kind}:{identity}")


def _deep(low: int, high: int, findings: Findings) -> tuple[int, int]:
    """`deep_check` in steps that memory can hold: a city that never sealed has all its facts in one range."""
    facts = sealed = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM ledger_fact WHERE id > %s AND id <= %s ORDER BY id OFFSET %s LIMIT 1",
                [low, high, 2 * RANGE],
            )
            cut = cursor.fetchone() if high == HIGHEST else None
        upper = int(cut[0]) if cut else high
        read, good = deep_check(low, upper, findings)
        facts, sealed = facts + read, sealed + good
        if cut is None:
            return facts, sealed
        low = upper


def _ends_agree() -> bool:
    """Whether every chain row names the last fact of its object and every object has its row."""
    with connection.cursor() as cursor:
        # One pass over the facts with the chain rows in a hash table: a quarter of what the planner's merge join costs.
        cursor.execute(
            "SET LOCAL enable_mergejoin = off; SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '128MB'"
        )
        cursor.execute(f"SELECT EXISTS ({_WRONG_ENDS})")
        (wrong,) = cursor.fetchone()
        cursor.execute(_ADDS_UP)
        (adds_up,) = cursor.fetchone()
        for name in ("enable_mergejoin", "enable_nestloop", "work_mem"):
            cursor.execute(f"SET LOCAL {name} TO DEFAULT")
    return bool(adds_up) and not wrong
