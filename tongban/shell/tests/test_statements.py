"""Statements of the busiest roads are prepared in earnest, a pooler is spared them, errors and waiting are as ever."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.pq import TransactionStatus

from tongban.kernel import statements
from tongban.shell import settings as house
from tongban.shell.lost_database import is_lost


def _prepared(text: str) -> list[str]:
    """Names of the statements that this connection has prepared, by what they begin with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE statement LIKE %s", [f"{text}%"])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_statement_is_planned_once_and_a_reading_one_anew_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 60_000_000.0
    monkeypatch.setattr("tongban.kernel.statements.time.monotonic", lambda: clock)
    reading, writing = "SELECT %s::integer + 41", "WITH one AS (SELECT %s::integer AS n) SELECT n + 6 FROM one"

    def asked() -> list[list[str]]:
        for _ in range(3):
            assert statements.ask(reading, [1]) == [(42,)]
            assert statements.ask(writing, [1]) == [(7,)]
        return [_prepared("SELECT $1::integer + 41"), _prepared("WITH one AS (SELECT $1::integer")]

    before = asked()
    assert [len(names) for names in before] == [1, 1]
    clock += statements.PLAN_SECONDS
    after = asked()
    assert [len(names) for names in after] == [1, 1]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_connection_keeps_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_PREPARED", 3)
    connection.close()
    for turn in range(2):
        for number in range(5):
            assert statements.ask(f"SELECT {number} + %s::integer", [turn]) == [(number + turn,)]
    assert len(_prepared("SELECT")) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("threshold", [None, house.ON_DEMAND])
def test_values_come_back_as_they_went(monkeypatch: pytest.MonkeyPatch, threshold: int | None) -> None:
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", threshold)
    moment = dt.datetime(2026, 11, 21, 8, 30, 0, 5, tzinfo=dt.UTC)
    for value, kind in (
        ("𠮷野", "text"), (b"\x00\xff" * 5000, "bytea"), (True, "boolean"), (2**40, "bigint"), (None, "integer"),
        (moment, "timestamptz"), (["a", None], "text[]"), (uuid.UUID(int=7), "uuid"), (dt.date(2024, 2, 29), "date"),
    ):  # fmt: skip
        assert statements.ask(f"SELECT %s::{kind}, 1", [value]) == [(value, 1)]
    assert connection.connection.info.transaction_status == TransactionStatus.IDLE
    assert bool(_prepared("SELECT $1::uuid")) == (threshold is not None)


@pytest.mark.django_db(transaction=True)
def test_others_of_the_process_go_on_while_one_waits() -> None:
    """A statement that waits for the server holds up nobody but its own thread."""
    with ThreadPoolExecutor(1) as other:

        def wait() -> float:
            try:
                statements.ask("SELECT pg_sleep(%s::float8)", [0.5])
                return time.perf_counter()
            finally:
                connection.close()

        waiting = other.submit(wait)
        turns = 0
        while not waiting.done():
            time.sleep(0.01)
            turns += 1
        assert turns > 5
        waiting.result()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_has_gone_is_told_from_a_refusal() -> None:
    statements.ask("SELECT 1")
    with pytest.raises(OperationalError) as caught:
        statements.ask("SELECT pg_terminate_backend(pg_backend_pid())")
    assert is_lost(caught.value)
    with pytest.raises(OperationalError) as caught:
        statements.ask("SELECT 1")
    assert is_lost(caught.value)
    connection.close()
    assert statements.ask("SELECT 1") == [(1,)]


@pytest.mark.django_db
def test_errors_are_djangos_and_leave_the_transaction_to_its_block() -> None:
    statements.ask("CREATE TEMPORARY TABLE once (n integer PRIMARY KEY)")
    statements.insert("once", [{"n": 1}])
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.insert("once", [{"n": 1}])
    assert statements.ask("SELECT count(*) FROM once") == [(1,)]


def test_behind_a_pooler_nothing_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    pooled, direct = "postgresql://a@pooler:6432/tongban", "postgresql://a@db:5432/tongban"
    assert house._database(pooled)["OPTIONS"]["prepare_threshold"] == house.ON_DEMAND
    monkeypatch.setattr(house, "_direct_url", direct)
    assert house._database(pooled)["OPTIONS"]["prepare_threshold"] is None
    assert house._database(direct)["OPTIONS"]["prepare_threshold"] == house.ON_DEMAND
