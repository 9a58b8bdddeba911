"""Credit at the workbench: the list, one record, a party's file."""

from __future__ import annotations

import pytest

from tongban.access import services as access
from tongban.access.models import Account
from tongban.cases.tests.conftest import SYSTEM
from tongban.credit import selectors as credit
from tongban.credit import services as verbs
from tongban.credit.selectors import CreditRecordView, Evidence
from tongban.files import services as files
from tongban.ledger.facts import ObjectRef
from tongban.parties import selectors as parties
from tongban.parties import services as party_verbs
from tongban.workbench.tests.conftest import Bench

TEXT = "核查发现经营场所与承诺不符，见责改字第3号。"


def record(bench: Bench, **changes: object) -> CreditRecordView:
    given: dict[str, object] = {
        "party_id": bench.city.resident.party_id,
        "kind": "false_commitment",
        "about": ObjectRef("paper", "责改字第3号"),
        "department_id": bench.city.department_id,
        "text": TEXT,
        "actor": bench.city.approver,
        **changes,
    }
    return verbs.record_credit(**given)  # type: ignore[arg-type]  # a test passes what it likes


def now(view: CreditRecordView) -> CreditRecordView:
    return credit.record(view.uid, viewer=SYSTEM)


def address(view: CreditRecordView) -> str:
    return f"/workbench/credit/{view.uid}/"


def do(bench: Bench, view: CreditRecordView, username: str, **form: object) -> int:
    revision = form.pop("revision", now(view).revision)
    return bench.signed_in(username).post(address(view), {**form, "revision": revision}).status_code


def number(bench: Bench) -> str:
    return party_verbs.reveal(bench.city.resident.party_id or 0, actor=SYSTEM, purpose="测试").citizen_no


def test_the_list_by_what_waits(bench: Bench) -> None:
    view = record(bench)
    shown = bench.signed_in("head").get("/workbench/credit").content.decode()
    assert view.number in shown
    assert "待核查" in shown
    assert view.number not in bench.signed_in("outsider").get("/workbench/credit").content.decode()
    empty = bench.signed_in("head").get("/workbench/credit?tab=repair").content.decode()
    assert "这里没有信用记录" in empty
    assert bench.signed_in("clerk").get("/workbench/credit").status_code == 403


def test_check_and_send_back(bench: Bench) -> None:
    view = record(bench)
    shown = bench.signed_in("head").get(address(view)).content.decode()
    assert TEXT in shown
    assert "核查通过" in shown
    assert do(bench, view, "head", do="refuse", reason="没有文号。") == 302
    assert do(bench, view, "approver", do="resubmit", text="补上文号。") == 302
    assert do(bench, view, "head", do="confirm", note="一致。") == 302
    assert (now(view).state, now(view).text) == ("in_force", "补上文号。")


def test_the_recorder_is_told_why_another_must_check(bench: Bench) -> None:
    head = bench.signed_in("head")
    view = record(bench, actor=access.actor_for(Account.objects.get(username="head")))
    assert "要由另一位工作人员办理" in head.get(address(view)).content.decode()
    assert do(bench, view, "head", do="confirm") == 403
    assert now(view).state == "proposed"


def test_a_page_that_stood_open_and_a_step_that_is_none(bench: Bench) -> None:
    view = record(bench)
    assert do(bench, view, "head", do="confirm", revision=view.revision + 1) == 409
    assert do(bench, view, "head", do="fly") == 404
    assert do(bench, view, "outsider", do="confirm") == 404
    assert now(view).state == "proposed"


def test_defence_objection_repair_revocation(bench: Bench) -> None:
    view, me = record(bench, serious=True), bench.city.resident
    verbs.state_defence(record_uid=view.uid, text="不是我。", actor=me)
    assert do(bench, view, "head", do="weigh_defence", answer="不成立。") == 422
    assert do(bench, view, "head", do="weigh_defence", heeded="no", answer="不成立。") == 302
    assert do(bench, view, "bureau", do="confirm") == 302
    verbs.object_record(record_uid=view.uid, ground="content", text="不对。", actor=me)
    shown = bench.signed_in("head").get(address(view)).content.decode()
    assert "答复异议" in shown
    assert do(bench, view, "head", do="answer_objection", outcome="upheld", answer="属实。") == 302
    stored = files.store(content=b"%PDF-1.4\n%%EOF\n", name="验收.pdf", actor=me)
    proof = Evidence(stored.digest, stored.name)
    verbs.apply_for_repair(record_uid=view.uid, text="已改。", evidence=[proof], actor=me)
    head = bench.signed_in("head")
    assert head.get(f"{address(view)}evidence/{stored.digest}").status_code == 200
    assert do(bench, view, "head", do="decide_repair", granted="yes", answer="合格。") == 302
    paper = next(one for one in now(view).papers if one.kind == "credit_repair_proof")
    assert head.get(f"{address(view)}papers/{paper.id}.pdf").content.startswith(b"%PDF-")
    assert do(bench, view, "approver", do="revoke", reason="已撤销。", document_no="") == 422
    assert do(bench, view, "approver", do="revoke", reason="已撤销。", document_no="复决7号") == 302
    assert now(view).state == "revoked"


def test_giving_up(bench: Bench) -> None:
    view = record(bench)
    assert do(bench, view, "approver", do="drop", reason="报错了。") == 302
    assert now(view).state == "dropped"


def test_a_file_by_number_and_purpose_and_a_record_by_hand(bench: Bench) -> None:
    approver = bench.signed_in("approver")
    wanted = {"number": number(bench), "purpose": "公共场所卫生许可审查"}
    answer = approver.post("/workbench/credit/find", wanted)
    assert answer.status_code == 302
    place = answer["Location"]
    assert number(bench) not in place
    shown = approver.get(place).content.decode()
    assert "没有信用记录" in shown
    looks = parties.looks_at_me(bench.city.resident)
    assert any(look.purpose == "查看信用信息：公共场所卫生许可审查" for look in looks)
    form = {
        "kind": "other_breach",
        "department": bench.city.department_id,
        "paper": "同卫罚〔2026〕9号",
        "text": "未按规定公示卫生许可证。",
    }
    made = approver.post(place, form)
    assert made.status_code == 302
    assert made["Location"].startswith("/workbench/credit/")
    assert "未按规定公示" in approver.get(place).content.decode()
    assert approver.post(place, {**form, "kind": "none"}).status_code == 422
    assert approver.post(place, {**form, "paper": ""}).status_code == 422
    assert approver.post(place, {**form, "department": "1x"}).status_code == 422
    assert bench.signed_in("examiner").get(place).status_code == 404
    assert approver.get("/workbench/credit/file/nonsense").status_code == 404


@pytest.mark.parametrize(("form", "field"), [({"number": "", "purpose": "审查"}, "请输入"), ({"purpose": ""}, "用途")])
def test_finding_needs_number_and_purpose(bench: Bench, form: dict[str, str], field: str) -> None:
    answer = bench.signed_in("approver").post("/workbench/credit/find", {"number": number(bench), **form})
    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert bench.signed_in("clerk").get("/workbench/credit/find").status_code == 403


def test_the_desk_leads_to_the_record(bench: Bench) -> None:
    view = record(bench)
    assert address(view) in bench.signed_in("head").get("/workbench/").content.decode()
