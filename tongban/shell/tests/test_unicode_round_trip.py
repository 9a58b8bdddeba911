"""Rare characters, full-width digits and marks nobody sees, all the way from the form to the licence."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest
from django.test import Client

from tongban.access.models import Account
from tongban.kernel.standards.people import make_citizen_no
from tongban.openapi.tests.conftest import ROOT, World, standing_world, world
from tongban.openapi.tests.test_operations import draft

__all__ = ["standing_world", "world"]
pytestmark = pytest.mark.django_db
NUMBER = make_citizen_no("410502", dt.date(1991, 5, 6), 21)
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
RARE = "𬱖𠮷㼆理发店\U0002ebf0"


def browser(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def test_a_rare_name_stays_itself_from_form_to_licence(world: World) -> None:
    resident, clerk = world["resident"], world["clerk"]
    uid = draft(world, world.licensed.id, licences=True)
    page = browser("resident").post(f"/cases/{uid}/form", {"name": "赵𠮷", "premises_name": f" {RARE} "})
    assert page.status_code == 302
    assert resident.get(f"/cases/{uid}")["form_data"] == {"name": "赵𠮷", "premises_name": RARE}
    resident.post(f"/cases/{uid}/submit", {})
    assert RARE in browser("clerk").get(f"/workbench/cases/{uid}/").content.decode()
    clerk.post(f"/cases/{uid}/accept", {})
    world["examiner"].post(f"/cases/{uid}/examine", {"opinion": f"符合：{RARE}"}, expect=204)
    world["approver"].post(f"/cases/{uid}/decide", {"granted": True})
    identifier = world["approver"].post(f"/cases/{uid}/issue-result")["licence_identifier"]
    licence = resident.get(f"/licences/{identifier}")
    assert RARE in orjson.dumps(licence).decode()
    assert RARE in browser("resident").get(f"/licences/{identifier}/").content.decode()
    assert resident.get(f"/licences/{identifier}/file").startswith(b"%PDF")


@pytest.mark.parametrize("hidden", ["\u202e", "\u2067", "\u200b", "\ufeff"])
def test_marks_nobody_sees_do_not_reach_a_document(world: World, hidden: str) -> None:
    uid = draft(world, world.city.promised.id)
    form = {"form_data": {"name": "赵小满", "premises_name": f"小满{hidden}理发店"}}
    errors = world["resident"].put(f"/cases/{uid}/form", form)["errors"]
    assert "看不见" in errors["premises_name"]
    assert world["resident"].get(f"/cases/{uid}")["form_data"]["premises_name"] == "小满理发店"


def test_halves_of_characters_are_no_json(world: World) -> None:
    uid = draft(world, world.city.promised.id)
    headers = {"Authorization": f"Bearer {world['resident'].token}"}
    for body in (
        b'{"form_data": {"name": "\\ud800"}}',
        b'{"form_data": {"\\udfff": 1}}',
        b'{"form_data": {"name": "\xff"}}',
    ):
        answer = Client().put(f"{ROOT}/cases/{uid}/form", body, "application/json", headers=headers)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "text", ["𠮷", "𬱖", "👍👨‍👩‍👧", "\u202e", "e\u0301", "ＡＢＣ１２３", "%00", "'; --", "\\", "＿％", "卫" * 200]
)
def test_searches_of_anything_answer(world: World, text: str) -> None:
    client = Client()
    for address in ("/items", "/suggest", f"{ROOT}/items"):
        answer = client.get(address, {"q": text})
        assert answer.status_code in (200, 422), (address, answer.status_code)


def test_full_width_numbers_find_their_person(world: World) -> None:
    made = world["clerk"].post("/parties/persons", {"name": "周𠮷\U0002ebf0", "citizen_no": NUMBER.translate(WIDE)})
    again = world["clerk"].post("/parties/find", {"number": NUMBER, "purpose": "窗口收件"})
    assert again == made
    refused = world["clerk"].post("/parties/persons", {"name": "周\u202e满", "citizen_no": NUMBER}, expect=422)
    assert "看不见" in refused["title"]
