"""How the duties of many objects came out, for the room that owns the objects and has scoped them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tongban.duties.models import Duty
from tongban.duties.states import RUNNING, DutyKind
from tongban.kernel import clock, statements
from tongban.ledger.facts import ObjectRef

# Counted where the rows are, by what `policies.lamp` says of them; cancelled ones are owed by nobody.
_RUNNING = f"state IN ({', '.join(map(repr, RUNNING))})"
_COUNT = f"""SELECT
    count(*) FILTER (WHERE state = 'discharged'),
    count(*) FILTER (WHERE state = 'discharged' AND ended_at > due_at),
    count(*) FILTER (WHERE {_RUNNING}),
    count(*) FILTER (WHERE {_RUNNING} AND due_at < %s)
    FROM {Duty._meta.db_table}
    WHERE subject_type = %s AND subject_id = ANY(%s::text[]) AND kind = ANY(%s::text[])"""  # noqa: S608  # our names


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`ended` duties, of which `late` ones ended past their end; `running` ones, of which `overdue` ones are past it.

    `late` and `overdue` are those whose lamp is red.
    """

    ended: int = 0
    late: int = 0
    running: int = 0
    overdue: int = 0

    def __add__(self, other: Outcomes) -> Outcomes:
        return Outcomes(
            self.ended + other.ended,
            self.late + other.late,
            self.running + other.running,
            self.overdue + other.overdue,
        )


def outcomes(subjects: Sequence[ObjectRef], *, kinds: Collection[str | DutyKind]) -> Outcomes:
    """How the duties of these kinds came out that these objects (all of one type) have (one query)."""
    if not subjects:
        return Outcomes()
    wanted = [subject.id for subject in subjects]
    ((ended, late, running, overdue),) = statements.ask(
        _COUNT, [clock.now(), subjects[0].type, wanted, sorted(str(kind) for kind in kinds)]
    )
    return Outcomes(ended, late, running, overdue)
