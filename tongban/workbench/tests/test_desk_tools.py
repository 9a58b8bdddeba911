"""Pages around the case: the conversation with the applicant, the same act on several cases."""

from __future__ import annotations

import dataclasses
import re
from uuid import uuid4

from django.test import Client

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.models import Batch, CaseMessage
from tongban.workbench.tests.conftest import Bench
from tongban.workbench.tests.test_pages import SYS, state, text


def shown(client: Client, address: str) -> str:
    """The page as a person reads it."""
    return text(client.get(address))


def test_the_officer_asks_and_the_page_says_what_it_is_not(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    address, client = f"/workbench/cases/{uid}/talk", bench.signed_in("clerk")
    page = shown(client, address)
    assert "不是法律文书" in page
    assert "行政许可法第三十二条第一款第四项；安阳市政务服务条例第三十六条第二款" in page
    assert f'href="/workbench/cases/{uid}/#act-notify_supplement"' in page
    assert client.post(address, {"text": "<b>做什么用？</b>", "after": "0"})["Location"] == address
    page = shown(client, address)
    assert "&lt;b&gt;做什么用？" in page
    assert "对方还没有看" in page
    assert client.post(address, {"text": "<b>做什么用？</b>", "after": "0"}).status_code == 302
    assert CaseMessage.objects.count() == 1
    assert client.post(address, {"text": " ", "after": "1000000"}).status_code == 422


def test_a_stale_page_keeps_what_was_typed(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    services.write_message(case_uid=uid, text="我想补充一句。", actor=bench.city.resident)
    answer = bench.signed_in("clerk").post(f"/workbench/cases/{uid}/talk", {"text": "请稍等", "after": "0"})
    assert answer.status_code == 409
    page = text(answer)
    assert "又有了新消息" in page
    assert "请稍等</textarea>" in page
    assert "我想补充一句。" in page


def test_what_is_unread_is_listed_until_somebody_who_works_on_it_opens_it(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    services.write_message(case_uid=uid, text="什么时候能好？", actor=bench.city.resident)
    watcher, client = bench.signed_in("head"), bench.signed_in("clerk")
    assert "1条未读" in shown(client, f"/workbench/cases/{uid}/")
    assert f"/workbench/cases/{uid}/talk" in shown(client, "/workbench/talks")
    page = shown(watcher, f"/workbench/cases/{uid}/talk")
    assert "什么时候能好？" in page
    assert "<textarea" not in page
    assert watcher.post(f"/workbench/cases/{uid}/talk", {"text": "我来答"}).status_code == 403
    assert f"/workbench/cases/{uid}/talk" in shown(client, "/workbench/talks")
    assert "新消息</span>" in shown(client, f"/workbench/cases/{uid}/talk")
    assert "没有未读的消息" in shown(client, "/workbench/talks")
    looks = [fact for fact in cases.timeline(uid, viewer=SYS) if fact.kind == "case.viewed"]
    assert len(looks) >= 3


def test_other_departments_and_closed_cases(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    address = f"/workbench/cases/{uid}/talk"
    outsider = bench.signed_in("outsider")
    assert outsider.get(address).status_code == 404
    assert outsider.post(address, {"text": "你好"}).status_code == 404
    services.withdraw_case(case_uid=uid, actor=bench.city.resident)
    client = bench.signed_in("clerk")
    assert "对话只能看，不能再写" in shown(client, address)
    assert client.post(address, {"text": "你好", "after": "0"}).status_code == 409


def fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of the form that confirms."""
    form = re.search(r'<form class="narrow-form" method="post".*?</form>', page, re.DOTALL)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0] if form else ""):
        found.setdefault(name, []).append(value)
    return found


def test_the_queue_leads_to_a_page_that_says_what_happens_to_each(bench: Bench) -> None:
    city = bench.city
    fine, early = city.accepted(city.promised), city.submitted(city.promised)
    client = bench.signed_in("examiner")
    page = shown(client, "/workbench/queue?tab=examine")
    assert f'value="{fine}"' in page
    assert "认领环节" in page
    assert 'value="grant"' not in page
    confirm = shown(client, f"/workbench/batch?act=examine&case={fine}&case={early}&case={uuid4()}")
    assert "会办的（1件）" in confirm
    assert "不能一起办的（1件）" in confirm
    assert "另有1件不在您的管辖范围内" in confirm
    assert "不能批量办理（行政许可法第三十八条第二款）" in confirm
    given = fields(confirm)
    missing = client.post("/workbench/batch", {**given, "text": ""})
    assert missing.status_code == 422
    assert "请填写审查意见" in text(missing)
    assert fields(text(missing))["uid"] == given["uid"]
    done = client.post("/workbench/batch", {**given, "text": "符合条件。"})
    assert done["Location"] == f"/workbench/batch/{given['uid'][0]}/"
    assert "1件都办好了" in shown(client, done["Location"])
    assert client.post("/workbench/batch", {**given, "text": "符合条件。"})["Location"] == done["Location"]
    assert "1件都办好了" in shown(client, done["Location"])
    assert (Batch.objects.count(), state(fine), state(early)) == (1, "examined", "submitted")
    assert bench.signed_in("approver").get(done["Location"]).status_code == 404


def test_the_result_says_why_not_with_the_article(bench: Bench) -> None:
    city = bench.city
    stale, fresh = city.accepted(city.promised), city.accepted(city.promised)
    client = bench.signed_in("examiner")
    given = fields(shown(client, f"/workbench/batch?act=examine&case={stale}&case={fresh}"))
    services.withdraw_case(case_uid=stale, actor=city.resident)
    answer = client.post("/workbench/batch", {**given, "text": "符合条件。"}, follow=True)
    assert "共2件，办好1件" in text(answer)
    assert "已被其他人改变" in text(answer)
    own = shown(client, f"/workbench/batch?act=grant&case={fresh}")
    assert "审查人和决定人不能是同一人" in own
    assert "确认办理" not in own


def test_refusals_have_no_page_here_and_clerks_no_bulk(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    client = bench.signed_in("approver")
    refused = client.get(f"/workbench/batch?act=refuse&case={uid}")
    assert refused.status_code == 422
    assert "要逐件办理，不能批量" in text(refused)
    assert client.get("/workbench/batch").status_code == 422
    assert client.post("/workbench/batch", {"act": "take"}).status_code == 422
    clerk = bench.signed_in("clerk")
    assert clerk.get(f"/workbench/batch?act=take&case={uid}").status_code == 403
    assert "col-select" not in shown(clerk, "/workbench/queue")


def test_steps_are_handed_to_a_colleague(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    client = bench.signed_in("examiner")
    page = shown(client, f"/workbench/batch?act=hand_over&case={uid}")
    assert "A002" in page
    given = {**fields(page), "officer": str(bench.city.approver.officer_id)}
    assert "1件都办好了" in text(client.post("/workbench/batch", given, follow=True))
    (one,) = [row for row in cases.case_view(uid, viewer=SYS).steps if row.state == "running"]
    assert one.holder_id == bench.city.approver.officer_id


def kept(bench: Bench, use: str, text_: str = "经审查，{申请人}符合条件。", title: str = "符合条件") -> str:
    """A text the department keeps ready."""
    admin = dataclasses.replace(bench.city.examiner, permissions=ROLE_PERMISSIONS["department_admin"])
    made = services.keep_opinion(department_id=bench.city.department_id, use=use, title=title, text=text_, actor=admin)
    return str(made)


def test_a_text_kept_ready_fills_the_form_and_keeps_what_was_typed(bench: Bench) -> None:
    uid, template = bench.city.accepted(bench.city.promised), kept(bench, "examine")
    client, address = bench.signed_in("examiner"), f"/workbench/cases/{uid}/fill/examine"
    page = shown(client, f"/workbench/cases/{uid}/")
    assert f'formaction="{address}#form-examine"' in page
    first = text(client.post(address, {"opinion": "", "opinion_uid": template}))
    assert "经审查，赵小满符合条件。</textarea>" in first
    assert "还没有提交" in first
    second = text(client.post(address, {"opinion": "现场已看。", "opinion_uid": template}))
    assert "现场已看。\n经审查，赵小满符合条件。</textarea>" in second
    assert "接在了您写的内容后面" in second
    third = text(client.post(address, {"opinion": "经审查，赵小满符合条件。", "opinion_uid": template}))
    assert third.count("经审查，赵小满符合条件。") == 1
    assert state(uid) == "accepted"
    none = client.post(address, {"opinion": "现场已看。", "opinion_uid": ""})
    assert none.status_code == 422
    assert "现场已看。</textarea>" in text(none)
    assert client.get(address)["Location"] == f"/workbench/cases/{uid}/"


def test_a_step_and_a_notice_begin_from_a_text_too(bench: Bench) -> None:
    uid, opinion = bench.city.accepted(bench.city.promised), kept(bench, "examine")
    (one,) = [row for row in cases.case_view(uid, viewer=SYS).steps if row.state == "running"]
    client = bench.signed_in("examiner")
    given = {"step": str(one.id), "opinion": "", "opinion_uid": opinion, "passed": "yes"}
    page = text(client.post(f"/workbench/cases/{uid}/fill/finish_step", given))
    assert f'id="f-opinion-{one.id}"' in page
    assert "经审查，赵小满符合条件。</textarea>" in page
    early, wanted = bench.city.submitted(bench.city.promised), kept(bench, "supplement", "请在图上标明面积。", "面积")
    clerk, address = bench.signed_in("clerk"), f"/workbench/cases/{early}/fill/notify_supplement"
    page = text(clerk.post(address, {"into": "want-2", "opinion_uid": wanted, "want-1": "请签名。"}))
    assert "请在图上标明面积。</textarea>" in page
    assert "请签名。</textarea>" in page
    assert clerk.post(address, {"into": "opinion", "opinion_uid": wanted}).status_code == 422


def test_texts_for_other_forms_and_departments_are_not_there(bench: Bench) -> None:
    uid, refusal = bench.city.accepted(bench.city.promised), kept(bench, "refuse")
    client = bench.signed_in("examiner")
    given = {"opinion": "", "opinion_uid": refusal}
    assert client.post(f"/workbench/cases/{uid}/fill/examine", given).status_code == 404
    assert client.post(f"/workbench/cases/{uid}/fill/close", given).status_code == 404
    assert bench.signed_in("outsider").post(f"/workbench/cases/{uid}/fill/examine", given).status_code == 404
    assert "套用意见模板" not in shown(client, f"/workbench/cases/{uid}/")
