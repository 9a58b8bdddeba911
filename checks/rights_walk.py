"""The walk of every role over every address: what is sent, and what the answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from checks.rights_api import api_bodies
from tongban.files.tests.papers import PDF
from tongban.openapi.tests.conftest import ROOT

if TYPE_CHECKING:
    from checks.rights import Town


def bodies(town: Town) -> Mapping[str, object]:
    """For each operation that takes a body, one that is complete, so that the person is what decides."""
    applicant = {"applicant_id": town.world.city.resident.party_id}
    return {
        "draft_case": {**applicant, "version_id": town.others["version_id"]},
        "submit_application": {**applicant, "item_code": town.others["item_code"]},
        "save_form": {"form_data": {}},
        "attach_material": {"paper": True},
        "submit_case": {},
        "notify_supplement": {"wanted": [{"order": 1, "text": "看不清"}]},
        "accept_case": {},
        "refuse_acceptance": {"reason": "不属于本机关职权"},
        "suspend_case": {"kind": "testing", "reason": "检测", "expected_on": "2026-12-10"},
        "resume_case": {"result": "合格"},
        "ask_extension": {"days": 3, "reason": "核实"},
        "answer_extension": {"granted": True},
        "shorten_promise": {"number": 2, "reason": "参加开标"},
        "tell_hearing_right": {"reason": "涉及相邻业主"},
        "arrange_hearing": {
            "held_at": "2026-12-10T09:00:00+08:00",
            "place": "三楼",
            "chair_id": 1,
            "reason": "听取意见",
        },
        "record_hearing": {"summary": "已陈述", "digest": "0" * 64},
        "examine_case": {"opinion": "符合"},
        "decide_case": {"granted": True},
        "decide_on_the_spot": {"granted": True},
        "deliver_result": {"method": "window"},
        "finish_step": {"opinion": "符合"},
        "return_step": {"reason": "没有写面积"},
        "take_next": {"department_id": town.world.city.department_id},
        "withdraw_case": {"reason": "不办了"},
        "register_person": {"name": "周寒露", "citizen_no": "41050219900307019X", "mobile": ""},
        "find_party": {"number": "410502199003070115", "purpose": "窗口收件"},
        "revoke_licence": {"reason": "不再符合条件", "basis": "第一条"},
        "rate": {"token": town.others["rating_token"], "level": 5},
        "accept_pair": {},
        "refuse_pair": {},
        "record_contact": {"finding": "valid", "note": "已电话核实"},
        **api_bodies(town.world, town.others),
    }


def ask(town: Town, client: Client, role: str, method: str, path: str, body: object) -> HttpResponse:
    """One request of one role; whatever it did is undone."""
    headers: dict[str, str] = {}
    if path.startswith(ROOT):
        if token := town.tokens.get(role, ""):
            headers["Authorization"] = f"Bearer {token}"
    else:
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in town.cookies[role].items()})
    send: Any = getattr(client, method.lower())
    with transaction.atomic():
        if path in (f"{ROOT}/files", f"{ROOT}/verify"):
            answer = send(path, {"file": SimpleUploadedFile("a.pdf", PDF)}, headers=headers)
        elif method == "POST" and (part := _form(path)):
            answer = send(path, {part: json.dumps(body)}, headers=headers)
        elif path.startswith(ROOT) and method != "GET":
            answer = send(path, body or {}, "application/json", headers=headers)
        else:
            answer = send(path, {"revision": "1"} if "/act/" in path else None, headers=headers)
        transaction.set_rollback(True)
    found: HttpResponse = answer
    return found


def _form(path: str) -> str:
    """The JSON part of an operation that takes a form with files; "" for the others."""
    if path in (f"{ROOT}/applications", f"{ROOT}/cross-region"):
        return "application"
    return "supplement" if path.startswith(f"{ROOT}/cross-region/") and path.endswith("/supplement") else ""


def verdict(answer: HttpResponse) -> str:
    """The status as the matrix says it."""
    status = answer.status_code
    if status == 401 or (status == 302 and answer["Location"].startswith("/account/sign-in/")):
        return "sign-in"
    if status in (403, 404, 405):
        return str(status)
    if status < 400 or status in (400, 409, 422):
        return "yes"
    return f"status {status}"
