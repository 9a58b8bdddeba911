"""States as a table: `Move(verb, sources, target, seat, clock, instrument)`.

A room lists its moves once; policies, buttons, diagrams and documentation are read from the list.
`advance` is a conditional UPDATE: of two people on one object one wins, the other gets `StaleState`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from tongban.kernel import statements
from tongban.kernel.errors import MoveNotAllowed, StaleState


class ClockEffect(enum.StrEnum):
    """What a move does to the statutory clock."""

    NONE = "none"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow. `seat` says who may, `clock` what happens to time, `instrument` which legal document issues."""

    verb: str
    label: str
    sources: frozenset[str]
    target: str
    seat: str
    clock: ClockEffect = ClockEffect.NONE
    instrument: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A verb as a page offers it: its button on, or off with the reason."""

    verb: str
    label: str
    allowed: bool
    reason: str = ""
    basis: str = ""


def _updated(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Write `values` where the row still is as loaded; one prepared statement for every move."""
    meta = row._meta
    fields = [meta.get_field(name) for name in values]
    columns = tuple(str(field.column) for field in fields)  # type: ignore[union-attr]  # a column each, or no move
    django = connections[DEFAULT_DB_ALIAS]
    saved = [
        field.get_db_prep_save(value, django)  # type: ignore[union-attr]  # as above
        for field, value in zip(fields, values.values(), strict=True)
    ]
    where = [row.pk, row.state, row.revision]  # type: ignore[attr-defined]  # what a lifecycle moves has both
    return bool(statements.ask(_update(meta.db_table, str(meta.pk.column), columns), [*saved, *where]))


@lru_cache(maxsize=256)
def _update(table: str, key: str, columns: tuple[str, ...]) -> str:
    changes = ", ".join(f'"{column}" = %s' for column in columns)
    return f'UPDATE "{table}" SET {changes} WHERE "{key}" = %s AND state = %s AND revision = %s RETURNING 1'  # noqa: S608  # our own names


class Lifecycle:
    """The moves of one aggregate, looked up by verb."""

    def __init__(self, name: str, labels: Mapping[str, str], initial: str, moves: Iterable[Move]) -> None:
        self.name = name
        self.labels = dict(labels)
        self.initial = initial
        self.moves = {move.verb: move for move in moves}
        reached = {initial} | {move.target for move in self.moves.values()}
        used = reached | {state for move in self.moves.values() for state in move.sources}
        if unknown := used - self.labels.keys():
            raise ValueError(f"{name}: states without a label: {sorted(unknown)}")
        if lost := self.labels.keys() - reached:
            raise ValueError(f"{name}: states no move leads to: {sorted(lost)}")

    def check(self, verb: str, state: str) -> Move:
        """The move, or `MoveNotAllowed` where `state` is not among its sources."""
        move = self.moves[verb]
        if state not in move.sources:
            raise MoveNotAllowed(state=self.labels.get(state, state), verb=move.label)
        return move

    def allowed(self, state: str) -> list[Move]:
        """Every move that leaves `state`."""
        return [move for move in self.moves.values() if state in move.sources]

    @property
    def final_states(self) -> frozenset[str]:
        """States nothing leaves."""
        return frozenset(s for s in self.labels if not self.allowed(s))

    def advance(self, row: models.Model, verb: str, **changes: Any) -> Move:
        """Move `row` (fields `state`, `revision`) with one conditional UPDATE.

        Writes `changes` in the same statement and refreshes the attributes of `row`.
        Raises `MoveNotAllowed` if the loaded state forbids it, `StaleState` if another was faster.
        """
        move = self.check(verb, row.state)  # type: ignore[attr-defined]
        revision: int = row.revision  # type: ignore[attr-defined]
        values = {"state": move.target, "revision": revision + 1, **changes}
        if not _updated(row, values):
            raise StaleState()
        for name, value in values.items():
            setattr(row, name, value)
        return move

    def mermaid(self) -> str:
        """The state diagram as Mermaid text, for the generated documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {state}: {label}" for state, label in self.labels.items()]
        lines += [
            f"    {source} --> {move.target}: {move.label}"
            for move in self.moves.values()
            for source in sorted(move.sources)
        ]
        lines += [f"    {state} --> [*]" for state in sorted(self.final_states)]
        return "\n".join(lines) + "\n"
