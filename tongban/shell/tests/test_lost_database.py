"""A database that is not there, and one that goes away in the middle: 503 in Chinese, never a bare 500."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.http import HttpRequest
from django.test import Client

from tongban.kernel.errors import NotFound
from tongban.shell import health
from tongban.shell.lost_database import RETRY_SECONDS, is_lost
from tongban.shell.tests.processes import city_environ
from tongban.shell.tests.races import told

# What a visitor, a signed-in one and programs get from a city that has never reached its database.
_VISITS = """
import json, os, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "a" * 32
got = {}
for method, path in (("GET", "/"), ("GET", "/cases"), ("POST", "/account/sign-in/"), ("GET", "/healthz"),
                     ("GET", "/api/v1/cases"), ("POST", "/api/v1/applications")):
    answer = client.generic(method, path, HTTP_AUTHORIZATION="Bearer x" if path.startswith("/api") else "")
    got[path] = [answer.status_code, answer["Content-Type"], answer.get("Retry-After"), answer.content.decode()]
print(json.dumps(got))
"""
SYSTEM_WORDS = ("Traceback", "psycopg", "OperationalError", "postgresql", "127.0.0.1")


def test_without_a_database_everybody_is_told(tmp_path: Path) -> None:
    nowhere = city_environ(
        tmp_path,
        TONGBAN_DATABASE_URL="postgresql://nobody:nothing@127.0.0.1:1/none",
        TONGBAN_CITY_KIND="production",
        DJANGO_SETTINGS_MODULE="tongban.shell.settings",
    )
    done = subprocess.run(
        [sys.executable, "-c", _VISITS], env=nowhere, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    assert len(got) == 6
    for path, (status, kind, again, content) in got.items():
        assert (path, status, again) == (path, 503, str(RETRY_SECONDS))
        assert not [word for word in SYSTEM_WORDS if word in content], content
        if path.startswith(("/api/", "/healthz")):
            assert kind == "application/problem+json"
            problem = json.loads(content)
            assert (problem["code"], problem["status"]) == ("database_away", 503)
            told(problem["title"], problem["detail"])
        else:
            assert kind.startswith("text/html")
            for word in ("平台暂时不能办理", "数据库可能正在重启", "过一会儿再试", "12345"):
                assert word in content, path


@pytest.fixture
def another() -> Iterator[None]:
    """The thread gets a connection of its own afterwards."""
    yield
    connections["default"].close()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_ends_in_the_middle(another: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    client = Client(raise_request_exception=False)
    assert client.get("/healthz").json() == {"status": "ok"}
    monkeypatch.setattr(health, "JsonResponse", dies)
    answer = client.get("/healthz")
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert answer.json()["code"] == "database_away"
    monkeypatch.undo()
    connection.close()
    assert client.get("/healthz").json() == {"status": "ok"}, "and it is well again with the next request"


@pytest.mark.django_db(transaction=True)
def test_other_faults_stay_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong query, a lock that was not granted and a defect of ours are not the database's absence."""

    def caught(sql: str) -> DatabaseError:
        with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        return raised.value

    assert not is_lost(caught("SELECT nothing FROM nowhere"))
    slow = caught("SET LOCAL statement_timeout = 10; SELECT pg_sleep(5)")
    assert isinstance(slow, OperationalError)
    assert not is_lost(slow)
    assert not is_lost(ValueError())
    assert not is_lost(NotFound())
    assert not is_lost(None)

    def wrong(request: HttpRequest) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(health, "JsonResponse", wrong)
    answer = Client(raise_request_exception=False).get("/healthz")
    assert answer.status_code == 500
    assert "Retry-After" not in answer
