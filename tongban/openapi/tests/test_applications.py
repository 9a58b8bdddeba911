"""A whole application in one request: received together, or nothing is kept."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.cases.models import Case, CaseMaterial
from tongban.duties.models import Duty
from tongban.files.models import StoredFile
from tongban.files.tests.papers import PDF
from tongban.ledger import services as ledger
from tongban.ledger.models import Fact, Series
from tongban.openapi.tests.conftest import ROOT, World, check_answer

FORM = {"name": "赵小满", "premises_name": "小满理发店"}
BOTH = [{"order": 1, "file": "first"}, {"order": 2, "file": "second"}]
FILES = {"first": ("申请表.pdf", PDF), "second": ("平面图.pdf", PDF + b"2")}


def application(world: World, **changes: object) -> dict[str, object]:
    return {"item_code": world.city.promised.code, "form": FORM, "materials": BOTH, **changes}


def send(
    world: World,
    body: object,
    files: dict[str, tuple[str, bytes]] | None = None,
    *,
    role: str = "resident",
    expect: int = 201,
    key: str = "",
) -> Any:
    parts: dict[str, Any] = {
        name: SimpleUploadedFile(*file) for name, file in (FILES if files is None else files).items()
    }
    if body is not None:
        parts["application"] = body if isinstance(body, str) else orjson.dumps(body).decode()
    given = {"Authorization": f"Bearer {world[role].token}"} if world[role].token else {}
    if key:
        given["Idempotency-Key"] = key
    response: Any = Client().post(f"{ROOT}/applications", parts, headers=given)
    assert response.status_code == expect, response.content.decode()
    check_answer("submit_application", response)
    return orjson.loads(response.content)


def counts() -> tuple[int, ...]:
    rows = [model.objects.count() for model in (Case, CaseMaterial, Duty, StoredFile, Fact)]
    return (*rows, sum(Series.objects.values_list("value", flat=True)))


def test_one_request_leaves_what_the_single_steps_leave(world: World) -> None:
    received = send(world, application(world))
    case = Case.objects.get(uid=received["uid"])
    assert (case.state, case.revision, case.case_no) == ("submitted", 1, received["case_no"])
    assert (case.form_data, case.channel, case.applicant_id) == (FORM, "api", world.city.resident.party_id)
    assert case.received_at is not None
    assert case.notice_due_at is not None
    rows = case.materials.order_by("order")
    assert [(row.order, row.provision, row.file_name) for row in rows] == [
        (1, "upload", "申请表.pdf"),
        (2, "upload", "平面图.pdf"),
    ]
    assert Duty.objects.get(subject_id=str(case.uid)).due_at == case.notice_due_at
    assert case.instruments.get().content["materials"] == [row.name for row in rows]
    kinds = [fact.kind for fact in Fact.objects.filter(touched__object_id=str(case.uid)).order_by("id").distinct()]
    assert kinds == ["duty.opened", "case.submitted"]
    assert ledger.verify().ok


def test_the_case_goes_its_way(world: World) -> None:
    uid = send(world, application(world))["uid"]
    assert world["clerk"].post(f"/cases/{uid}/accept", {})["number"]
    world["examiner"].post(f"/cases/{uid}/examine", {"opinion": "材料真实。"}, expect=204)
    assert world["approver"].post(f"/cases/{uid}/decide", {"granted": True})["number"]
    ledger.drain(raising=True)
    assert Case.objects.get(uid=uid).instruments.filter(document=None).count() == 0
    assert ledger.verify().ok


def test_a_licence_stands_in_for_a_file(world: World) -> None:
    materials = [BOTH[0], {"order": 2, "licence": world.held}]
    body = application(world, item_code=world.licensed.code, materials=materials)
    uid = send(world, body, {"first": FILES["first"]})["uid"]
    assert Case.objects.get(uid=uid).materials.get(order=2).licence_identifier == world.held
    assert Fact.objects.filter(kind="licence.used", touched__object_id=uid).count() == 1


def test_incomplete_only_where_said(world: World) -> None:
    body = application(world, materials=BOTH[:1])
    before = counts()
    refusal = send(world, body, {"first": FILES["first"]}, expect=422)
    assert refusal["code"] == "case_materials_missing"
    assert counts() == before
    assert send(world, {**body, "incomplete": True}, {"first": FILES["first"]})["case_no"]


HOSTILE: list[tuple[dict[str, object], dict[str, tuple[str, bytes]] | None, int, str]] = [
    ({"form": {"name": ""}}, None, 422, "invalid_input"),
    ({"form": {**FORM, "state": "decided"}}, None, 422, "invalid_input"),
    ({"materials": [*BOTH, {"order": 99, "file": "c"}]}, {**FILES, "c": ("c.pdf", PDF)}, 422, "case_material_unknown"),
    ({"materials": [BOTH[0], BOTH[0]]}, None, 422, "invalid_input"),
    ({"materials": [BOTH[0], {"order": 2, "file": "first"}]}, None, 422, "invalid_input"),
    ({"materials": [*BOTH, {"order": 1, "file": "second"}]}, None, 422, "invalid_input"),
    ({"materials": BOTH[:1]}, None, 422, "invalid_input"),
    ({"materials": [BOTH[0], {"order": 2, "file": "none"}]}, None, 422, "invalid_input"),
    ({"materials": [BOTH[0], {"order": 2}]}, None, 422, "invalid_input"),
    ({"materials": [BOTH[0], {"order": 2, "file": "second", "paper": True}]}, None, 422, "invalid_input"),
    ({"materials": [BOTH[0], {"order": 2, "paper": True}]}, {"first": FILES["first"]}, 403, "permission_denied"),
    ({"item_code": "11410500Y00000016W3410123009000"}, None, 404, "not_found"),
    ({"item_code": "'; DROP TABLE cases_case; --"}, None, 404, "not_found"),
    ({"applicant_id": 2**61}, None, 403, ""),
    ({"subject_id": 2**61}, None, 404, "not_found"),
    ({"state": "closed"}, None, 422, "invalid_input"),
    ({}, {**FILES, "second": ("平面图.pdf", b"MZ\x00\x00" + b"\x00" * 80)}, 415, "forbidden_file_type"),
    ({}, {**FILES, "second": ("平面图.png", PDF)}, 415, "file_type_mismatch"),
    ({}, {**FILES, "second": ("../../etc/passwd.exe", PDF)}, 415, "forbidden_file_type"),
    ({}, {**FILES, "second": ("平面图.pdf", b"")}, 422, ""),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "files", "status", "code"), HOSTILE)
def test_what_is_refused_leaves_nothing(
    world: World,
    changes: dict[str, object],
    files: dict[str, tuple[str, bytes]] | None,
    status: int,
    code: str,
) -> None:
    before = counts()
    refusal = send(world, application(world, **changes), files, expect=status)
    assert code in refusal["code"]
    assert counts() == before


@pytest.mark.parametrize(
    ("body", "status"),
    [(None, 422), ("{", 400), ("[]", 400), ('"x"', 400), ('{"form":{"a":"\\u0000"}}', 400)],
)
def test_a_part_that_is_no_application(world: World, body: str | None, status: int) -> None:
    send(world, body, expect=status)
    assert not Case.objects.exists()


def test_only_who_may(world: World) -> None:
    send(world, application(world), role="anonymous", expect=401)
    send(world, application(world, applicant_id=world.city.resident.party_id), role="stranger", expect=403)
    send(world, application(world, applicant_id=world.city.resident.party_id), role="outsider", expect=403)
    assert not Case.objects.exists()
    taken = send(world, application(world, applicant_id=world.city.resident.party_id), role="clerk")
    assert Case.objects.get(uid=taken["uid"]).applicant_id == world.city.resident.party_id


def test_json_is_not_taken(world: World) -> None:
    assert world["resident"].post("/applications", application(world), expect=415)["code"] == "media_type_not_supported"


def test_a_repeated_key_acts_once(world: World) -> None:
    first = send(world, application(world), key="once")
    assert send(world, application(world), key="once") == first
    assert Case.objects.count() == 1
    other = application(world, form={**FORM, "premises_name": "小满美发店"})
    assert send(world, other, expect=422, key="once")["status"] == 422
