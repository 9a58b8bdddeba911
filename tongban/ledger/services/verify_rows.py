"""The fast half of verification: the digests over whole ranges of rows against those the seals signed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from tongban.ledger.rows import digests_in_worker, enter_worker, rows_digests
from tongban.ledger.services.streams import rows_of
from tongban.ledger.services.verify_deep import deep_check
from tongban.ledger.services.verify_seals import SealCheck, rows_digest_of
from tongban.ledger.services.verify_terms import Findings, Flaw, Part

TOGETHER = 65_536
"""Facts read by one question: as many as the largest seal, or many small seals in a row."""


@dataclass(slots=True)
class _Group:
    """Seals in a row: the facts after `low`, cut at `bounds`."""

    low: int
    bounds: list[int]
    numbers: list[int]
    counts: list[int]
    signed: list[str]


class RowsCheck:
    """Every seal of a part: its own bytes and signature, then the digest over its rows.

    `last_id` is the last fact any seal covers, `disagreeing` number and range of the seals whose rows are not what
    was signed.
    """

    def __init__(self, part: Part | None, findings: Findings, *, workers: int) -> None:
        self.part, self.findings, self.workers = part, findings, workers
        self.disagreeing: list[tuple[int, int, int]] = []
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(last_id), 0) FROM ledger_seal")
            (self.last_id,) = cursor.fetchone()

    @property
    def first_part(self) -> bool:
        """Whether this part also answers for what belongs to no seal."""
        return self.part is None or self.part.number == 1

    def run(self) -> tuple[int, int]:
        """Returns the facts read and those of them under sound seals that agree."""
        facts = sealed = 0
        for group, sound, future in self._read():
            for place, digest in enumerate(future):
                number, count, signed = group.numbers[place], group.counts[place], group.signed[place]
                low = group.bounds[place - 1] if place else group.low
                facts += count
                if signed and digest != signed:
                    self.disagreeing.append((number, low, group.bounds[place]))
                    self.findings.add(Flaw.SEAL_ROWS, seal=number)
                elif not signed:
                    _, good = deep_check(low, group.bounds[place], self.findings)
                    sealed += good
                elif sound[place]:
                    sealed += count
        return facts, sealed

    def ranges(self, most: int) -> Iterator[tuple[int, int]]:
        """The ranges of this part's seals, as many facts together as memory should hold."""
        low = high = held = 0
        for before, last_id, _, count, *_ in self._seals("seal_ranges"):
            if before != high or held + count > most:
                if held:
                    yield low, high
                low, held = before, 0
            high, held = last_id, held + count
        if held:
            yield low, high

    def _seals(self, name: str) -> Iterator[tuple[Any, ...]]:
        """Last id before, last id, number, count and the whole row of every seal of this part, in order."""
        before, place = 0, (0, bytes(32), 0)
        check = SealCheck(iter(()), self.findings, None)
        with rows_of(SealCheck.between(-1, 2**63 - 1), name, 16) as seals:
            for seal in seals:
                mine = self.part is None or self.part.owns(seal[0])
                if mine:
                    check.before = place
                    yield before, seal[7 + 1], seal[0], seal[9], seal, check
                place = SealCheck.place_of(seal)
                before = seal[8]

    def _read(self) -> Iterator[tuple[_Group, list[bool], list[str]]]:
        """Groups with their digests, in order; several processes read ahead where there is more than one."""
        if self.workers == 1:
            for group, sound in self._groups():
                yield group, sound, rows_digests(connection.connection, group.low, group.bounds)
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        address = psycopg.conninfo.make_conninfo(**_address())
        with ProcessPoolExecutor(
            self.workers, multiprocessing.get_context("spawn"), initializer=enter_worker, initargs=(address, snapshot)
        ) as pool:
            waiting: list[tuple[_Group, list[bool], Future[list[str]]]] = []
            for group, sound in self._groups():
                waiting.append((group, sound, pool.submit(digests_in_worker, group.low, group.bounds)))
                if len(waiting) > 2 * self.workers:
                    ready, marks, future = waiting.pop(0)
                    yield ready, marks, future.result()
            for ready, marks, future in waiting:
                yield ready, marks, future.result()

    def _groups(self) -> Iterator[tuple[_Group, list[bool]]]:
        group, sound = _Group(0, [], [], [], []), list[bool]()
        for before, last_id, number, count, seal, check in self._seals("seal_rows"):
            full = sum(group.counts) + count > TOGETHER
            if group.bounds and (full or group.bounds[-1] != before):
                yield group, sound
                group, sound = _Group(0, [], [], [], []), []
            if not group.bounds:
                group.low = before
            sound.append(check.check_itself(seal))
            group.bounds.append(last_id)
            group.numbers.append(number)
            group.counts.append(count)
            group.signed.append(rows_digest_of(seal[1]))
        if group.bounds:
            yield group, sound


def _address() -> dict[str, Any]:
    """How this city's database is reached, without what only Django's pool understands."""
    found = connection.get_connection_params()
    return {name: found[name] for name in ("dbname", "user", "password", "host", "port") if found.get(name)}
