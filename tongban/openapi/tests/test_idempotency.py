"""A keyed request is done once, also when it comes twice at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Any

import orjson
import pytest
from allauth.idp.oidc.models import Token
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tongban.access import services as access
from tongban.cases import services as case_verbs
from tongban.cases.models import Case
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.files.models import StoredFile
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.ledger.models import Fact, RememberedRequest
from tongban.ledger.tests.threads import at_once
from tongban.openapi.middleware import idempotency
from tongban.openapi.tests.conftest import ROOT, World, build_world
from tongban.openapi.tests.test_operations import submitted
from tongban.reference import services as reference


def post(world: World, role: str, path: str, body: object, key: str) -> Any:
    headers = {"Authorization": f"Bearer {world[role].token}", "Idempotency-Key": key}
    return Client().post(ROOT + path, orjson.dumps(body), "application/json", headers=headers)


def test_a_message_that_cannot_be_read_does_not_use_its_key_up(world: World) -> None:
    headers = {"Authorization": f"Bearer {world['resident'].token}", "Idempotency-Key": "k-broken"}
    broken = Client().post(ROOT + "/cases", b'{"version_id": ', "application/json", headers=headers)
    assert broken.status_code == 400
    assert post(world, "resident", "/cases", {"version_id": world.city.promised.id}, "k-broken").status_code == 201


def test_repeat_gets_the_first_answer(world: World) -> None:
    body = {"version_id": world.city.promised.id}
    first, second = (post(world, "resident", "/cases", body, "k-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "Idempotency-Replayed" not in first.headers
    assert second["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1
    assert post(world, "resident", "/cases", body, "k-2").json()["uid"] != first.json()["uid"]


def test_other_content_under_the_same_key_is_refused(world: World) -> None:
    post(world, "resident", "/cases", {"version_id": world.city.promised.id}, "k")
    for path, body in (("/cases", {"version_id": world.city.instant.id}), ("/ratings", {"token": "x", "level": 1})):
        answer = post(world, "resident", path, body, "k")
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"
    assert Case.objects.count() == 1


def test_a_key_is_known_again_with_a_new_token(world: World) -> None:
    """A department's system signs in anew while it waits for an answer, and sends the same once more."""
    body = {"version_id": world.city.promised.id}
    first = post(world, "resident", "/cases", body, "same")
    caller, _ = access.bearer(world["resident"].token)
    assert caller is not None
    assert caller.account_id is not None
    token = access.issue_token(account_id=caller.account_id, actor=SYSTEM, name="anew")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "same"}
    again = Client().post(f"{ROOT}/cases", orjson.dumps(body), "application/json", headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1
    assert len(RememberedRequest.objects.get().account_key) == 64  # sealed: it names nobody


def test_a_withdrawn_token_gets_no_answer_again(world: World) -> None:
    body = {"version_id": world.city.promised.id}
    assert post(world, "resident", "/cases", body, "same").status_code == 201
    Token.objects.all().delete()
    assert post(world, "resident", "/cases", body, "same").status_code == 401


def test_keys_belong_to_their_caller(world: World) -> None:
    body = {"version_id": world.city.promised.id}
    uids = {post(world, role, "/cases", body, "same").json()["uid"] for role in ("resident", "stranger")}
    assert len(uids) == 2


def test_bad_keys(world: World) -> None:
    for key in ("x" * 201, "tab\tinside"):
        answer = post(world, "resident", "/cases", {"version_id": world.city.promised.id}, key)
        assert answer.status_code == 422
    assert not Case.objects.exists()


def test_refusals_are_remembered_but_missing_rights_are_not(world: World) -> None:
    uid = submitted(world, world.city.promised.id)
    refused = post(world, "approver", f"/cases/{uid}/decide", {"granted": True}, "k")
    assert refused.status_code == 409
    again = post(world, "approver", f"/cases/{uid}/decide", {"granted": True}, "k")
    assert again["Idempotency-Replayed"] == "true"
    assert again["Content-Type"] == "application/problem+json"
    assert post(world, "resident", f"/cases/{uid}/accept", {}, "k").status_code == 403
    assert RememberedRequest.objects.count() == 1


def test_uploads_may_be_repeated(world: World) -> None:
    answers = []
    for _ in range(2):
        headers = {"Authorization": f"Bearer {world['resident'].token}", "Idempotency-Key": "upload"}
        form = {"file": SimpleUploadedFile("a.pdf", PDF)}
        answers.append(Client().post(f"{ROOT}/files", form, headers=headers))
    # The boundary of the form is the same, so the second one is recognised.
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "kept"), [(200, 1), (204, 1), (409, 1), (500, 0), (503, 0), (401, 0), (429, 0)])
def test_what_is_remembered(status: int, kept: int) -> None:
    calls: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        calls.append(1)
        return HttpResponse(b"x", status=status)

    for _ in range(2):
        request = RequestFactory().post("/api/v1/cases", b"{}", "application/json", headers={"Idempotency-Key": "k"})
        assert idempotency(view)(request).status_code == status
    assert RememberedRequest.objects.count() == kept
    assert len(calls) == 2 - kept


def test_a_fault_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = case_verbs.draft_case

    def broken(**given: Any) -> None:
        real(**given)
        raise RuntimeError("after the verb")

    body = {"version_id": world.city.promised.id}
    facts = Fact.objects.count()
    monkeypatch.setattr(case_verbs, "draft_case", broken)
    client = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {world['resident'].token}", "Idempotency-Key": "k"}
    answer = client.post(f"{ROOT}/cases", orjson.dumps(body), "application/json", headers=headers)
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "after the verb" not in answer.content.decode()
    assert (Case.objects.count(), Fact.objects.count(), RememberedRequest.objects.count()) == (0, facts, 0)
    monkeypatch.undo()
    assert post(world, "resident", "/cases", body, "k").status_code == 201


@pytest.fixture
def committed(transactional_db: None) -> Iterator[World]:
    """The same city in committed rows, for real connections."""
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build_world()


def test_two_at_once_act_once(committed: World) -> None:
    body = {"version_id": committed.city.promised.id}

    # A thread starts with an empty context; the standing clock goes with a copy of ours.
    contexts = [copy_context() for _ in range(4)]

    def call() -> Any:
        return contexts.pop().run(post, committed, "resident", "/cases", body, "same")

    answers: list[Any] = at_once([call] * 4)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["uid"] for answer in answers}) == 1
    assert Case.objects.count() == 1
    assert Fact.objects.filter(kind="case.drafted").count() == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 3
