"""Statements of the busiest roads are prepared in earnest, and a pooler is spared them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from tongban.kernel import statements
from tongban.shell import settings as house


def _prepared(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", [f"{text}%"])
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_statement_is_planned_once_and_a_reading_one_anew_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 60_000_000.0
    monkeypatch.setattr("tongban.kernel.statements.time.monotonic", lambda: clock)
    for _ in range(3):
        assert statements.ask("SELECT %s::integer + 41", [1]) == [(42,)]
        assert statements.ask("WITH one AS (SELECT %s::integer AS n) SELECT n + 6 FROM one", [1]) == [(7,)]
    assert len(_prepared("SELECT $1::integer + 41")) == 1
    clock += statements.PLAN_SECONDS
    statements.ask("SELECT %s::integer + 41", [1])
    statements.ask("WITH one AS (SELECT %s::integer AS n) SELECT n + 6 FROM one", [1])
    assert len(_prepared("SELECT $1::integer + 41")) == 2
    assert len(_prepared("WITH one AS (SELECT $1::integer")) == 1


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
