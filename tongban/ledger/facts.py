"""The ledger's contract with the rooms above: kinds of facts, what a fact looks like, how to react to one.

CASE_ACCEPTED = FactKind("case.accepted", text="受理", primary="case")

@reaction(CASE_ACCEPTED, name="notices.accepted")
def tell_applicant(fact: FactView) -> None: ...

@periodic(seconds=60, name="duties.look_again")
def look() -> None: ...
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

JsonValue: TypeAlias = "str | int | bool | list[JsonValue] | tuple[JsonValue, ...] | Mapping[str, JsonValue] | None"
"""What `data` may hold. No fractions: write money in fen, measures as decimal text (see `body`)."""

_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_TYPE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """An object a fact touches.

    `type` is a glossary word ("case"), `id` its stable public id, `role` what it was to the fact ("applicant"; the
    first object of a fact is its primary one and needs none).
    """

    type: str
    id: str
    role: str = ""

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact; creating one registers it. `primary` is the type of the object whose chain it joins.

    `public` says whether people concerned may see such facts on the object's timeline; `text` is its Chinese name.
    Raises `ValueError` for a malformed code, `TypeError` where the code is taken with another meaning.
    """

    kind: str
    text: str
    primary: str
    public: bool = True

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise ValueError(f"fact kind {self.kind!r}: expected room.happened in lower case")
        if not _TYPE.fullmatch(self.primary):
            raise ValueError(f"fact kind {self.kind!r}: object type {self.primary!r} is not a glossary word")
        if not self.text:
            raise ValueError(f"fact kind {self.kind!r}: Chinese text missing")
        known = _kinds.setdefault(self.kind, self)
        if known != self:
            raise TypeError(f"fact kind {self.kind!r} defined twice: {known!r} and {self!r}")

    def __str__(self) -> str:
        return self.kind


_kinds: dict[str, FactKind] = {}


def kinds() -> dict[str, FactKind]:
    """Every kind of fact the loaded rooms publish, by code, in order of the code."""
    return dict(sorted(_kinds.items()))


def registered(kind: str) -> FactKind | None:
    """The kind with this code, or None."""
    return _kinds.get(kind)


def kind_text(kind: str) -> str:
    """The Chinese name of a kind; the code itself where a room was removed since."""
    known = _kinds.get(kind)
    return known.text if known else kind


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact as other rooms see it. Instants are aware UTC; actor ids are plain ids."""

    id: int
    uid: str
    kind: str
    objects: tuple[ObjectRef, ...]
    account_id: int | None
    party_id: int | None
    principal_id: int | None
    officer_id: int | None
    seats: tuple[str, ...]
    channel: str
    department_id: int | None
    region_code: str
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    data: Mapping[str, JsonValue] = field(hash=False)
    seq: int
    trace_id: str

    @property
    def primary(self) -> ObjectRef:
        """The object whose chain the fact belongs to."""
        return self.objects[0]

    @property
    def text(self) -> str:
        """The Chinese name of what happened."""
        return kind_text(self.kind)

    def object(self, type: str) -> ObjectRef | None:
        """The first object of a type, or None."""
        return next((ref for ref in self.objects if ref.type == type), None)


Handler: TypeAlias = Callable[[FactView], None]
Job: TypeAlias = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Reaction:
    """A registered reader of one kind of fact. `heavy` ones wait until no quick one is owed."""

    name: str
    kind: str
    handler: Handler
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """Work the worker does every `seconds`, never twice at once in the whole city."""

    name: str
    seconds: int
    job: Job


_reactions: dict[str, dict[str, Reaction]] = {}
_jobs: dict[str, PeriodicJob] = {}


def _same(one: Callable[..., None], other: Callable[..., None]) -> bool:
    return (one.__module__, one.__qualname__) == (other.__module__, other.__qualname__)


def reaction(kind: FactKind | str, *, name: str, heavy: bool = False) -> Callable[[Handler], Handler]:
    """Run the decorated handler once for every fact of `kind` recorded from now on.

    It runs in the worker, in a transaction of its own that also settles the delivery: its effect happens
    exactly once. Facts of one object arrive in order. A handler that raises is tried again with growing
    pauses and finally parked; it must not swallow errors it cannot mend. `name` is "room.purpose" and
    stays the same over the years, because owed deliveries carry it. One handler may serve several kinds
    under different names. `heavy` work (drawing and signing a document) gives way to quick work, so that a burst of
    papers keeps nobody's message waiting. Raises `TypeError` for a name already used by another handler of that kind.
    """
    code = str(kind)

    def register(handler: Handler) -> Handler:
        known = _reactions.setdefault(code, {}).setdefault(name, Reaction(name, code, handler, heavy))
        if not _same(known.handler, handler):
            raise TypeError(f"reaction {name!r} to {code!r} registered twice")
        return handler

    return register


def reactions_to(kind: str) -> tuple[Reaction, ...]:
    """The reactions registered for a kind, in order of registration."""
    return tuple(_reactions.get(kind, {}).values())


def reactions() -> tuple[Reaction, ...]:
    """Every registered reaction."""
    return tuple(reaction for by_name in _reactions.values() for reaction in by_name.values())


def periodic(*, seconds: int, name: str) -> Callable[[Job], Job]:
    """Let the worker run the decorated function every `seconds`; one worker at a time, city-wide.

    The job opens its own transactions, reads the time from the clock and may safely run again at once.
    Raises `TypeError` where the name is taken by another function.
    """

    def register(job: Job) -> Job:
        known = _jobs.setdefault(name, PeriodicJob(name, seconds, job))
        if not _same(known.job, job):
            raise TypeError(f"periodic job {name!r} registered twice")
        return job

    return register


def periodic_jobs() -> tuple[PeriodicJob, ...]:
    """Every registered job, by name."""
    return tuple(job for _, job in sorted(_jobs.items()))


# --- the ledger's own facts ---------------------------------------------------------------------

LEDGER_EXPORTED = FactKind("ledger.exported", text="导出事实账本", primary="ledger", public=False)
DELIVERY_RETRIED = FactKind("ledger.delivery_retried", text="重新投递", primary="delivery", public=False)
DELIVERY_DISMISSED = FactKind("ledger.delivery_dismissed", text="放弃投递", primary="delivery", public=False)
HISTORY_GIVEN = FactKind("ledger.history_given", text="出具办理全程留痕文件", primary="history")
