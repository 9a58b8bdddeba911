"""What the interface refuses: always problem+json, a Chinese sentence, the right status, nothing written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tongban.access.models import Account
from tongban.cases.models import Case
from tongban.files.tests.papers import PDF
from tongban.ledger.models import Fact
from tongban.openapi.tests.conftest import ROOT, Caller, World
from tongban.openapi.tests.test_operations import draft, submitted

NOWHERE = "00000000-0000-4000-8000-000000000000"


def refusal(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """The problem of a refusal, checked for what every problem has."""
    assert response.status_code == status, response.content.decode()[:400]
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = orjson.loads(response.content)
    assert found["status"] == status
    assert found["type"] == f"urn:tongban:error:{found['code']}"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in found["title"])
    assert found["detail"]
    assert not code or found["code"] == code
    return found


def signed(caller: Caller) -> dict[str, str]:
    return {"Authorization": f"Bearer {caller.token}"}


def send(world: World, role: str, method: str, path: str, data: bytes = b"", kind: str = "application/json") -> Any:
    """One raw request."""
    return Client().generic(method, ROOT + path, data, kind, headers=signed(world[role]))


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v2/items", "/api/v1/items/x", "/api/v1/items/1/"])
def test_unknown_addresses(path: str) -> None:
    refusal(Client().get(path), 404, "not_found")
    refusal(Client().post(path), 404, "not_found")


@pytest.mark.django_db
def test_wrong_method_names_the_right_ones() -> None:
    answer = Client().delete(f"{ROOT}/items")
    refusal(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"


BODIES = [
    (b"{", "application/json", 400),
    (b"", "application/json", 422),
    (b"[]", "application/json", 400),
    (b"null", "application/json", 400),
    (b"\xff\xfe{}", "application/json", 400),
    (b'{"form_data": {"a": "\xff"}}', "application/json", 400),
    (b'{"form_data": {"a": "\\ud800"}}', "application/json", 400),
    (b'{"form_data": {"a": "x\\u0000"}}', "application/json", 400),
    (b'{"form_data": {"a\\u0000": 1}}', "application/json", 400),
    (b'{"form_data": {"a": NaN}}', "application/json", 400),
    (b'{"form_data": ' + b"[" * 5000 + b"]" * 5000 + b"}", "application/json", 400),
    (b'{"form_data": {}}', "text/plain", 415),
    (b"a=1", "application/x-www-form-urlencoded", 415),
    (b'{"form_data": {}, "more": 1}', "application/json", 422),
    (b'{"form_data": []}', "application/json", 422),
    (b"{}", "application/json", 422),
]


def test_unreadable_bodies(world: World) -> None:
    uid = draft(world, world.city.promised.id)
    for data, kind, status in BODIES:
        refusal(send(world, "resident", "PUT", f"/cases/{uid}/form", data, kind), status)
    assert Case.objects.get(uid=uid).form_data["premises_name"] == "小满理发店"


def test_bodies_too_large_are_refused_before_they_are_read(world: World) -> None:
    much = b'{"form_data": {"a": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}}'
    refusal(send(world, "resident", "PUT", f"/cases/{NOWHERE}/form", much), 413, "body_too_large")
    with CaptureQueriesContext(connection) as asked:
        told = {"CONTENT_LENGTH": str(100 * 1024 * 1024)}
        answer = Client().generic("POST", f"{ROOT}/files", b"x", "multipart/form-data; boundary=b", **told)  # type: ignore[arg-type]  # environ values
    refusal(answer, 413, "body_too_large")
    assert not asked.captured_queries


def test_bad_forms(world: World) -> None:
    kind = "multipart/form-data; boundary=b"
    refusal(send(world, "resident", "POST", "/files", b"no form at all", kind), 422)
    refusal(send(world, "resident", "POST", "/files", b"x", "multipart/form-data"), 400)
    refusal(send(world, "resident", "POST", "/files", b'{"file": 1}'), 422)


PATHS = [
    ("GET", f"/cases/{2**70}", 422),
    ("GET", "/cases/not-a-uid", 422),
    ("GET", f"/cases/{NOWHERE}", 404),
    ("GET", f"/cases/{NOWHERE}/instruments/{2**80}", 422),
    ("GET", f"/items/{2**80}", 422),
    ("GET", f"/items/{2**62}", 404),
    ("GET", "/items/" + "9" * 5000, 404),
    ("GET", "/items?page=0", 422),
    ("GET", "/items?region_code=%00", 422),
    ("GET", "/items?q=" + "长" * 201, 422),
    ("GET", "/licences/%00", 404),
    ("GET", "/licences/" + "9" * 3000, 404),
    ("GET", "/cases?size=0", 422),
    ("GET", "/cases?size=101", 422),
    ("GET", f"/cases?size={2**80}", 422),
    ("GET", "/cases?state=flying", 422),
    ("GET", "/cases?cursor=x", 422),
    ("GET", "/cases?cursor=%C2%B2", 422),
    ("GET", "/cases?cursor=" + "9" * 20, 422),
    ("GET", "/cases/queue?tab=none", 422),
    ("GET", "/notices?cursor=-1", 422),
    ("POST", "/notices/nothing/read", 422),
    ("POST", f"/notices/{NOWHERE}/read", 404),
    ("GET", f"/licences?holder_id={2**64}", 422),
    ("GET", "/deadline?start=2026-02-30&limit=1&unit=month", 422),
    ("GET", "/deadline?start=2026-02-03&limit=1&unit=month&pause=2026-02-05:2026-02-01", 422),
    ("GET", "/deadline?start=2026-02-03&limit=1&unit=month&pause=2026-02-31:2026-03-01", 422),
    ("GET", "/deadline?start=2026-02-03&limit=-1&unit=month", 422),
]


def test_addresses_that_fit_nothing(world: World) -> None:
    for method, path, status in PATHS:
        refusal(send(world, "resident", method, path), status)


def test_largest_cursor_is_an_empty_or_full_page_not_an_error(world: World) -> None:
    uid = draft(world, world.city.promised.id)
    assert [row["uid"] for row in world["resident"].get("/cases?cursor=9999999999999999999")["rows"]] == [uid]
    assert world["resident"].get("/cases?cursor=0")["rows"] == []


def test_bad_cursors_of_duties(world: World) -> None:
    for cursor in ("x", "W10", "bnVsbA", "e30"):
        refusal(send(world, "clerk", "GET", f"/duties?cursor={cursor}"), 422, "invalid_input")
    # A day before the calendar begins is a cursor all the same.
    assert world["clerk"].get("/duties?cursor=WyIwMDAxLTAxLTAxVDAwOjAwKzE0OjAwIiwgMV0")["rows"] == []


def test_numbers_that_the_database_cannot_keep(world: World) -> None:
    for body in ({"version_id": 2**63}, {"version_id": 2**200}, {"version_id": -1}, {"version_id": "1e400"}):
        data = orjson.dumps(body) if body["version_id"] != 2**200 else b'{"version_id": %d}' % 2**200
        refusal(send(world, "resident", "POST", "/cases", data), 422)
    refusal(send(world, "resident", "POST", "/cases", b'{"version_id": %d}' % 2**62), 404)
    version = world.city.promised.id
    for name in ("applicant_id", "subject_id"):
        data = b'{"version_id": %d, "%s": %d}' % (version, name.encode(), 2**62)
        assert send(world, "resident", "POST", "/cases", data).status_code in (403, 404)
    other = world.city.stranger.party_id
    data = orjson.dumps({"version_id": version, "subject_id": other})
    refusal(send(world, "resident", "POST", "/cases", data), 403)
    assert not Case.objects.exists()


def test_without_a_token(world: World) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer nothing"},
        {"Authorization": "Basic eDp5"},
        {"Authorization": "Bearer"},
    ):
        answer = Client().get(f"{ROOT}/me", headers=headers)
        refusal(answer, 401, "not_signed_in")


def test_expired_and_withdrawn_tokens(world: World) -> None:
    Token.objects.filter(user__username="resident").update(expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    refusal(send(world, "resident", "GET", "/me"), 401)
    Account.objects.filter(username="clerk").update(is_active=False)
    refusal(send(world, "clerk", "GET", "/me"), 401)


def test_a_session_cookie_is_no_token(world: World) -> None:
    browser = Client()
    browser.force_login(Account.objects.get(username="resident"))
    refusal(browser.get(f"{ROOT}/me"), 401)
    refusal(browser.get(f"{ROOT}/me", headers={"Authorization": "Bearer wrong"}), 401)
    body = orjson.dumps({"version_id": world.city.promised.id})
    refusal(browser.post(f"{ROOT}/cases", body, "application/json"), 401)
    with_clerk = browser.get(f"{ROOT}/me", headers=signed(world["clerk"]))
    assert with_clerk.json()["seats"] == ["clerk"]


def test_other_peoples_cases_do_not_exist(world: World) -> None:
    uid = submitted(world, world.city.promised.id)
    facts = Fact.objects.count()
    for role in ("stranger", "outsider", "system_admin", "security_admin", "audit_admin"):
        for tail in ("", "/timeline", "/clocks", "/instruments/1"):
            refusal(send(world, role, "GET", f"/cases/{uid}{tail}"), 404)
    refusal(send(world, "stranger", "POST", f"/cases/{uid}/withdraw", b"{}"), 404)
    refusal(send(world, "stranger", "PUT", f"/cases/{uid}/form", b'{"form_data": {}}'), 404)
    refusal(send(world, "outsider", "POST", f"/cases/{uid}/accept", b"{}"), 404)
    refusal(send(world, "stranger", "GET", f"/licences/{world.held}"), 404)
    refusal(send(world, "stranger", "GET", f"/licences/{world.held}/file"), 404)
    refusal(send(world, "stranger", "POST", f"/licences/{world.held}/present"), 404)
    assert Fact.objects.count() == facts


STEPS: list[tuple[str, str, object]] = [
    ("resident", "/cases/{uid}/accept", {}),
    ("resident", "/cases/{uid}/decide", {"granted": True}),
    ("clerk", "/cases/{uid}/decide", {"granted": True}),
    ("clerk", "/cases/{uid}/examine", {"opinion": "好"}),
    ("supervisor", "/cases/{uid}/accept", {}),
    ("bureau", "/cases/{uid}/decide-on-the-spot", {"granted": True}),
    ("audit_admin", "/cases/{uid}/accept", {}),
    ("resident", "/parties/find", {"number": "1", "purpose": "看看"}),
    ("system_admin", "/parties/find", {"number": "1", "purpose": "看看"}),
    ("resident", "/ledger/verify", None),
    ("system_admin", "/ledger/verify", None),
    ("clerk", f"/ratings/{NOWHERE}/contact", {"finding": "valid", "note": "x"}),
]


def test_steps_without_the_seat(world: World) -> None:
    uid = submitted(world, world.city.promised.id)
    facts = Fact.objects.count()
    for role, path, body in STEPS:
        data = b"" if body is None else orjson.dumps(body)
        answer = send(world, role, "POST", path.format(uid=uid), data)
        assert answer.status_code in (403, 404), (role, path)
        refusal(answer, answer.status_code)
    assert Case.objects.get(uid=uid).state == "submitted"
    assert Fact.objects.count() == facts


def test_only_owners_and_windows_store_files(world: World) -> None:
    world["supervisor"].upload("/files", "a.pdf", PDF, expect=403)
    world["anonymous"].upload("/files", "a.pdf", PDF, expect=401)


def test_refusals_say_what_to_do(world: World) -> None:
    uid = submitted(world, world.city.promised.id)
    found = refusal(send(world, "approver", "POST", f"/cases/{uid}/decide", b'{"granted": true}'), 409)
    assert found["code"] == "move_not_allowed"
    assert "已提交" in found["title"]
    found = refusal(send(world, "resident", "POST", "/cases", b'{"version_id": "x", "y": 1}'), 422)
    assert set(found["data"]["errors"]) == {"version_id", "y"}
