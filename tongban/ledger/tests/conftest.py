from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.ledger import facts
from tongban.ledger.facts import FactKind, FactView, JsonValue, ObjectRef
from tongban.ledger.migrations import TABLES_WRITTEN_ONCE
from tongban.ledger.services import record

MORNING = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
OPENED = FactKind("probe.opened", text="开始", primary="probe")
MOVED = FactKind("probe.moved", text="推进", primary="probe")
HIDDEN = FactKind("probe.hidden", text="内部", primary="probe", public=False)

Recorder = Callable[..., FactView]


@pytest.fixture(autouse=True)
def _only_registered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reactions and jobs a test registers end with it; those of other rooms stay out."""
    monkeypatch.setattr(facts, "_reactions", {})
    monkeypatch.setattr(facts, "_jobs", {})


@pytest.fixture
def clerk() -> Actor:
    return Actor(
        account_id=7,
        party_id=None,
        officer_id=5,
        seats=frozenset({"clerk", "approver"}),
        department_ids=frozenset({3}),
        permissions=frozenset({"ledger.view"}),
        channel=Channel.WINDOW,
        trace_id="t" * 32,
    )


@pytest.fixture
def write(clerk: Actor) -> Recorder:
    """Record a fact about a probe, at a time that moves on by a second per call."""
    moments = (MORNING + dt.timedelta(seconds=step) for step in range(1_000_000))

    def recorder(
        probe: str = "p-1",
        kind: FactKind = MOVED,
        *,
        also: tuple[ObjectRef, ...] = (),
        data: dict[str, JsonValue] | None = None,
        department_id: int | None = 3,
        actor: Actor = clerk,
    ) -> FactView:
        with clock.frozen(next(moments)):
            return record(
                kind,
                actor=actor,
                objects=[ObjectRef("probe", probe), *also],
                data=data,
                department_id=department_id,
                region_code="410502",
            )

    return recorder


Tamper = Callable[..., int]


@pytest.fixture
def tamper() -> Tamper:
    """What somebody with full power over the database can do: change rows with the triggers off."""

    def execute(statement: str, *parameters: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES_WRITTEN_ONCE:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, parameters)
            changed: int = cursor.rowcount
            for table in TABLES_WRITTEN_ONCE:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return changed

    return execute
