"""My credit on the portal: read, object, ask for repair; what everybody may look up."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.cases.tests.conftest import SYSTEM
from tongban.credit import selectors as credit
from tongban.credit import services as verbs
from tongban.credit.selectors import CreditRecordView
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.portal.tests.conftest import UPLOAD, Town

TEXT = "核查发现经营场所与承诺不符，见责改字第3号。"


def checker(town: Town) -> Actor:
    return dataclasses.replace(town.city.examiner, permissions=ROLE_PERMISSIONS["department_admin"])


def record(town: Town, **changes: object) -> CreditRecordView:
    given: dict[str, object] = {
        "party_id": town.resident.party_id,
        "kind": "false_commitment",
        "about": ObjectRef("paper", "责改字第3号"),
        "department_id": town.city.department_id,
        "text": TEXT,
        "actor": town.city.approver,
        **changes,
    }
    view = verbs.record_credit(**given)  # type: ignore[arg-type]  # a test passes what it likes
    return verbs.confirm_record(record_uid=view.uid, actor=checker(town)) if view.state == "proposed" else view


def address(view: CreditRecordView) -> str:
    return f"/credit/{view.uid}/"


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("验收意见.pdf", UPLOAD, "application/pdf")


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_my_file_says_what_is_recorded_and_what_it_means(town: Town) -> None:
    view = record(town)
    client = town.signed_in()
    listed = text_of(client.get("/credit"))
    assert view.number in listed
    assert "有失信记录" in listed
    shown = text_of(client.get(address(view)))
    for words in (TEXT, "不能用告知承诺", "2027年11月24日", "提出异议", "申请信用修复", "不对社会公开"):
        assert words in shown


def test_whoever_is_barred_learns_it_before_filling_anything_in(town: Town) -> None:
    view = record(town, kind="false_materials", item_code=town.permit.catalog_code)
    client, start = town.signed_in(), f"/apply/{town.permit.id}"
    shown = text_of(client.get(start))
    for words in ("赵小满现在不能申请这项许可", "2027年11月24日前不能再次申请", "第七十八条", address(view)):
        assert words in shown
    assert f'value="{town.resident.party_id}"' not in shown  # the enterprise is still a choice
    answer = client.post(start, {"applicant": town.resident.party_id, "nonce": "n"})
    assert answer.status_code == 422


def test_objecting_without_a_script(town: Town) -> None:
    view, client = record(town), town.signed_in()
    form = {
        "do": "object",
        "revision": view.revision,
        "ground": "content",
        "text": "场所早已整改。",
        "evidence": [upload()],
    }
    answer = client.post(address(view), form)
    assert (answer.status_code, answer["Location"]) == (302, address(view))
    shown = text_of(client.get(address(view)))
    assert "异议处理中" in shown
    assert "信用异议核实" in shown
    plea = credit.record(view.uid, viewer=town.resident).pleas[0]
    file = client.get(f"{address(view)}evidence/{plea.evidence[0].digest}")
    assert (file.status_code, file.content) == (200, UPLOAD)
    assert file["Content-Disposition"].startswith("attachment")


def test_a_refusal_keeps_what_was_typed(town: Town) -> None:
    view, client = record(town), town.signed_in()
    answer = client.post(
        address(view), {"do": "object", "revision": view.revision, "ground": "", "text": "场所早已整改。"}
    )
    assert answer.status_code == 422
    assert "请选择对什么有异议" in text_of(answer)
    assert "场所早已整改。" in text_of(answer)
    answer = client.post(address(view), {"do": "apply_for_repair", "revision": view.revision, "text": "已改。"})
    assert "要附上" in text_of(answer)


def test_a_page_that_stood_open_says_so(town: Town) -> None:
    view, client = record(town), town.signed_in()
    answer = client.post(
        address(view), {"do": "object", "revision": view.revision + 1, "ground": "content", "text": "不对。"}
    )
    assert answer.status_code == 409
    assert "刚刚已被其他人改变" in text_of(answer)
    assert client.post(address(view), {"do": "fly", "revision": view.revision}).status_code == 404


def test_from_repair_to_the_sealed_proof(town: Town) -> None:
    view, client = record(town), town.signed_in()
    form = {"do": "apply_for_repair", "revision": view.revision, "text": "已验收。", "evidence": [upload()]}
    assert client.post(address(view), form).status_code == 302
    verbs.decide_repair(record_uid=view.uid, granted=True, answer="验收合格。", actor=checker(town))
    ledger.drain(raising=True)
    (paper,) = credit.record(view.uid, viewer=town.resident).papers
    shown = text_of(client.get(address(view)))
    assert "信用修复证明" in shown
    file = client.get(f"{address(view)}papers/{paper.id}.pdf")
    assert file.content.startswith(b"%PDF-")


def test_speaking_before_a_serious_record(town: Town) -> None:
    view, client = record(town, serious=True), town.signed_in()
    assert "可以陈述、申辩" in text_of(client.get(address(view)))
    form = {"do": "state_defence", "revision": view.revision, "text": "不是我。"}
    assert client.post(address(view), form).status_code == 302
    assert credit.record(view.uid, viewer=town.resident).state == "defended"


@pytest.mark.parametrize("who", ["lixia", "examiner"])
def test_another_persons_record_is_not_there(town: Town, who: str) -> None:
    view, client = record(town), town.signed_in(who)
    for path in ("", "papers/1.pdf", f"evidence/{'0' * 64}"):
        assert client.get(address(view) + path).status_code == 404
    form = {"do": "object", "revision": view.revision, "ground": "content", "text": "不对。"}
    assert client.post(address(view), form).status_code == 404
    assert Client().get(address(view)).status_code == 302


def test_the_public_finds_organisations_and_no_person(town: Town) -> None:
    record(town)
    company = record(town, party_id=town.city.enterprise_id, actor=SYSTEM)
    shown = text_of(Client().get("/credit/published"))
    assert company.number in shown
    assert "赵小满" not in shown
    assert company.number in text_of(Client().get("/credit/published", {"q": "小满餐饮"}))
    assert "没有查到" in text_of(Client().get("/credit/published", {"q": "赵小满"}))


def test_an_empty_file_and_that_of_an_officer(town: Town) -> None:
    assert "没有信用记录" in text_of(town.signed_in("lixia").get("/credit"))
    assert "没有信用档案" in text_of(town.signed_in("examiner").get("/credit"))
