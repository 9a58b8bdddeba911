"""Write facts: two statements, inside the transaction of the verb that made them true.

The first appends to the primary objects' chain rows, which locks those objects (and nothing shared), and takes the
facts' ids; the second writes facts, objects touched and owed deliveries. Whoever waits for a lock reads the clock and
takes ids after all are granted, so that times and ids along a chain never run backwards between honest clocks.

A verb that makes several facts true wraps itself in `together`: its facts are written at its end by the same two
statements. Chains are locked in one order, so two such verbs cannot wait for each other.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.caching import forgotten_with_the_rest
from tongban.ledger import body as fact_body
from tongban.ledger.errors import FactRefused
from tongban.ledger.facts import FactKind, FactView, JsonValue, ObjectRef, reactions_to, registered
from tongban.ledger.services._rows import APPEND, BORN, FEW, KNOWN, fact_row, write_statement

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

CHANNEL = "tongban_ledger"
"""What workers LISTEN to."""

# Sealing knows who may still write by the numbers of running transactions: ours is taken before any id.
_IDS = """
WITH own AS MATERIALIZED (SELECT pg_current_xact_id() IS NOT NULL AS numbered)
SELECT nextval('ledger_fact_id_seq') FROM own, generate_series(1, %s::integer) WHERE numbered
"""

TOLERANCE = dt.timedelta(seconds=2)
"""How far clocks of several machines may disagree before we refuse to write."""


class _HighWater:
    """The latest instant this process knows to be written; learned from the ledger, refreshed before refusing."""

    mark: dt.datetime | None = None

    @classmethod
    def forget(cls) -> None:
        """Learn it anew at the next fact; a test must not meet what another one wrote and took back."""
        cls.mark = None

    @classmethod
    def check(cls, now: dt.datetime) -> None:
        if cls.mark is None or now < cls.mark - TOLERANCE:
            cls.mark = cls.learn()
        if now < cls.mark - TOLERANCE:
            raise _went_back(cls.mark)

    @staticmethod
    def learn() -> dt.datetime:
        with connection.cursor() as cursor:
            # Ids and times run almost in step, so the latest time is among the newest ids: no index needed.
            cursor.execute(
                "SELECT max(recorded_at) FROM (SELECT recorded_at FROM ledger_fact ORDER BY id DESC LIMIT 500) n"
            )
            (latest,) = cursor.fetchone()
        return latest or dt.datetime.min.replace(year=2, tzinfo=dt.UTC)

    @classmethod
    def raise_to(cls, instant: dt.datetime) -> Callable[[], None]:
        def committed() -> None:
            if cls.mark is None or instant > cls.mark:
                cls.mark = instant
                clock.stand_at(instant)

        return committed


forgotten_with_the_rest(_HighWater.forget)


def _went_back(written: dt.datetime) -> clock.ClockWentBack:
    """This step is refused: it took its times from a clock that was behind. The next one finds the time standing."""
    clock.stand_at(written)
    lag = clock.behind(written)
    stops = "nothing is written until it is right" if lag > clock.HOLD else "the time stands still until it catches up"
    log.error("the machine's clock is %.1f s behind the ledger: %s", lag.total_seconds(), stops)
    return clock.ClockWentBack()


def clock_lag() -> dt.timedelta:
    """How far the machine's clock is behind the newest fact; zero within what several machines may differ."""
    lag = clock.behind(_HighWater.learn())
    return lag if lag > TOLERANCE else dt.timedelta()


@dataclass(frozen=True, slots=True)
class _Told:
    """A fact that is true and waits to be written."""

    kind: FactKind
    actor: Actor
    objects: Sequence[ObjectRef]
    data: dict[str, JsonValue]
    department_id: int | None
    region_code: str
    at: dt.datetime | None
    born: bool
    uid: str

    def body(self, *, id: int, seq: int, prev: bytes, now: dt.datetime) -> fact_body.FactBody:
        """The fact in its place."""
        actor = self.actor
        return fact_body.FactBody(
            account_id=actor.account_id,
            channel=str(actor.channel),
            data=self.data,
            department_id=self.department_id,
            id=id,
            kind=self.kind.kind,
            objects=self.objects,
            occurred_at=self.at or now,
            officer_id=actor.officer_id,
            party_id=actor.party_id,
            prev=prev,
            principal_id=actor.principal_id,
            recorded_at=now,
            region_code=self.region_code,
            seats=",".join(sorted(actor.seats)),
            seq=seq,
            trace_id=actor.trace_id,
            uid=self.uid,
        )


_MOST = 500
"""Facts in one statement: far from the 65,535 parameters it may have."""

_waiting: ContextVar[list[_Told] | None] = ContextVar("tongban_facts", default=None)


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Write the facts recorded inside at the end of the block, all by two statements.

    Belongs directly inside the transaction of a verb (see `act`). Blocks nest: the outermost one writes, and an inner
    one that raises takes its own facts back, as its transaction does. Errors of writing (`ClockWentBack`) come at the
    end of the block. Nothing inside the block may read the facts back.
    """
    outer = _waiting.get()
    if outer is not None:
        before = len(outer)
        try:
            yield
        except BaseException:
            del outer[before:]
            raise
        return
    told: list[_Told] = []
    token = _waiting.set(told)
    try:
        yield
    finally:
        _waiting.reset(token)
    for start in range(0, len(told), _MOST):
        _write_all(told[start : start + _MOST])


def act(verb: Callable[P, R]) -> Callable[P, R]:
    """Run a verb in one transaction, its facts written together at its end."""

    @functools.wraps(verb)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), together():
            return verb(*args, **kwargs)

    return whole


def record(
    kind: FactKind,
    *,
    actor: Actor,
    objects: Sequence[ObjectRef],
    data: Mapping[str, JsonValue] | None = None,
    department_id: int | None = None,
    region_code: str = "",
    at: dt.datetime | None = None,
    born: bool = False,
) -> FactView:
    """Write down that something happened, in the transaction of the caller.

    `objects[0]` is the primary object, of the type the kind names; the fact joins its chain. `at` is when it
    happened (default now; histories give the past). `data` holds codes, numbers and short texts, nothing personal.
    `born`: the primary object came into being in this very transaction, so this is the first fact of its chain (a
    chain that is there nevertheless is an `IntegrityError`). Inside `together` the view has neither id nor place yet
    (both 0).

    Raises `FactRefused` for data a fact may not hold, no or wrong objects, or a future `at`;
    `kernel.clock.ClockWentBack` where the clock is behind the object's last fact, or more than two seconds
    behind the ledger.
    """
    told = _checked(kind, actor, objects, data, department_id, region_code, at, born)
    waiting = _waiting.get()
    if waiting is None:
        return _view(_write_all([told])[0])
    now = clock.now()
    _check_at(told, now)
    waiting.append(told)
    return _view(told.body(id=0, seq=0, prev=fact_body.START, now=now))


def tell(
    kind: FactKind,
    *,
    actor: Actor,
    objects: Sequence[ObjectRef],
    data: Mapping[str, JsonValue] | None = None,
    department_id: int | None = None,
    region_code: str = "",
    at: dt.datetime | None = None,
    born: bool = False,
) -> None:
    """As `record`, for whoever writes many and looks at none: inside `together` only, and no view is made."""
    waiting = _waiting.get()
    if waiting is None:
        raise RuntimeError("tell() belongs inside together()")
    waiting.append(_checked(kind, actor, objects, data, department_id, region_code, at, born))


def _checked(
    kind: FactKind,
    actor: Actor,
    objects: Sequence[ObjectRef],
    data: Mapping[str, JsonValue] | None,
    department_id: int | None,
    region_code: str,
    at: dt.datetime | None,
    born: bool,
) -> _Told:
    if registered(kind.kind) != kind:
        raise FactRefused(f"{kind}: not a registered kind of fact")
    refs = tuple(objects)
    _check_objects(kind, refs)
    fact_body.plain_text(region_code, f"{kind}: region_code")
    kept = fact_body.checked(data or {})
    return _Told(kind, actor, refs, kept, department_id, region_code, at, born, str(uuid.uuid4()))


def _check_at(told: _Told, now: dt.datetime) -> None:
    if told.at is not None and told.at > now + TOLERANCE:
        raise FactRefused(f"{told.kind}: at lies in the future")


@dataclass(slots=True)
class _Chain:
    """Where the next fact of an object goes; `born` rows are inserted with their last fact, others updated."""

    seq: int
    digest: bytes
    born: bool


def _write_all(told: Sequence[_Told]) -> list[fact_body.FactBody]:
    with transaction.atomic(savepoint=False):
        chains, ids, latest = _append(told)
        now = clock.now()
        if latest is not None and now < latest:
            raise _went_back(latest)
        _HighWater.check(now)
        written, facts = [], []
        for one, new_id in zip(told, ids, strict=True):
            _check_at(one, now)
            link = chains[one.objects[0].type, one.objects[0].id]
            link.seq += 1
            fact = one.body(id=new_id, seq=link.seq, prev=link.digest, now=now)
            content = fact.encode()
            link.digest = fact_body.digest_of(content)
            written.append(fact)
            facts.append(fact_row(fact, content, link.digest))
        awaited = _insert(written, facts, chains, now)
    transaction.on_commit(_HighWater.raise_to(now))
    if awaited:
        _wake_after_commit()
    return written


def _append(told: Sequence[_Told]) -> tuple[dict[tuple[str, str], _Chain], list[int], dt.datetime | None]:
    """Lock the chains of the primary objects, the oldest known instant among them, and take an id for every fact."""
    numbers: dict[tuple[str, str], int] = {}
    chains: dict[tuple[str, str], _Chain] = {}
    for one in told:
        key = (one.objects[0].type, one.objects[0].id)
        if one.born or key in chains:
            chains.setdefault(key, _Chain(0, fact_body.START, True))
        else:
            numbers[key] = numbers.get(key, 0) + 1
    if not numbers:
        rows = statements.ask(_IDS, [len(told)])
        return chains, [row[0] for row in rows], None
    keys = sorted(numbers)
    parameters = [[type for type, _ in keys], [id for _, id in keys], [numbers[key] for key in keys], len(told)]
    ((types, objects, seqs, digests, latest, ids),) = statements.ask(APPEND, parameters)
    for type, id, seq, digest in zip(types, objects, seqs, digests, strict=True):
        before = seq - numbers[type, id]
        chains[type, id] = _Chain(before, bytes(digest) if before else fact_body.START, False)
    return chains, ids, latest


def _insert(
    written: Sequence[fact_body.FactBody],
    facts: Sequence[list[object]],
    chains: Mapping[tuple[str, str], _Chain],
    now: dt.datetime,
) -> bool:
    """The second statement; returns whether somebody waits for what is owed (nobody does for a paper)."""
    objects = [
        value
        for fact in written
        for place, ref in enumerate(fact.objects)
        for value in (fact.id, place, ref.type, ref.id, ref.role)
    ]
    deliveries = [
        value
        for fact in written
        for owed in reactions_to(fact.kind)
        for value in (fact.id, owed.name, owed.heavy, fact.objects[0].type, fact.objects[0].id, now)
    ]
    born = [(t, i, link.seq, link.digest, now) for (t, i), link in chains.items() if link.born]
    known = [(t, i, link.seq, link.digest, now) for (t, i), link in chains.items() if not link.born]
    if len(written) > FEW:
        for statement, rows in ((BORN, born), (KNOWN, known)):
            if rows:
                statements.ask(statement, [list(column) for column in zip(*rows, strict=True)])
        born, known = [], []
    sql = write_statement(len(written), len(objects) // 5, len(deliveries) // 6, len(known), len(born))
    flat = chain.from_iterable
    statements.ask(sql, [*flat(facts), *objects, *deliveries, *flat(born), *flat(known)])
    return any(heavy is False for heavy in deliveries[2::6])


@functools.lru_cache(maxsize=1024)
def _check_objects(kind: FactKind, objects: tuple[ObjectRef, ...]) -> None:
    """Raises `FactRefused`. What a verb or an import tells of the same objects again is not looked at again."""
    if not objects or objects[0].type != kind.primary:
        raise FactRefused(f"{kind}: the first object must be a {kind.primary}")
    if len(objects) > 1000:
        raise FactRefused(f"{kind}: more than 1000 objects; record a batch object instead")
    for ref in objects:
        if not ref.type or not ref.id or len(ref.type) > 40 or len(ref.id) > 120 or len(ref.role) > 40:
            raise FactRefused(f"{kind}: object {ref.type!r} with an empty or too long type, id or role")
        fact_body.plain_text(ref.id, f"{kind}: object {ref.type}")
    if len(set(objects)) != len(objects):
        raise FactRefused(f"{kind}: the same object twice in the same role")


def _view(fact: fact_body.FactBody) -> FactView:
    return FactView(
        id=fact.id,
        uid=fact.uid,
        kind=fact.kind,
        objects=tuple(fact.objects),
        account_id=fact.account_id,
        party_id=fact.party_id,
        principal_id=fact.principal_id,
        officer_id=fact.officer_id,
        seats=tuple(fact.seats.split(",")) if fact.seats else (),
        channel=fact.channel,
        department_id=fact.department_id,
        region_code=fact.region_code,
        occurred_at=fact.occurred_at,
        recorded_at=fact.recorded_at,
        data=fact.data,
        seq=fact.seq,
        trace_id=fact.trace_id,
    )


def _wake_after_commit() -> None:
    """Wake workers once per transaction, after it: a NOTIFY inside would make all commits of the city queue up."""
    if not any(function is _wake for _, function, *_ in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    statements.ask(f"NOTIFY {CHANNEL}")
