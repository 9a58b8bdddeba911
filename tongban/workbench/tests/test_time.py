"""Time at the workbench: every form does its verb, each seat sees its own buttons, clocks come with articles."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tongban.access.tests.actors import officer
from tongban.cases import selectors, services
from tongban.cases.models import Case, CaseExtension, CaseStep
from tongban.cases.states import CaseState, StepKind
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.feeds.tests.xes_logs import event, log, trace
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.standards.people import make_citizen_no
from tongban.orgs import services as orgs
from tongban.workbench.tests.conftest import Bench, account_of


def act(client: Client, uid: str, verb: str, **given: object) -> str:
    """Press the button as the page shows it; returns the page that follows."""
    revision = Case.objects.get(uid=uid).revision
    address = reverse("workbench:act", args=[uid, verb])
    return client.post(address, {"revision": revision, **given}, follow=True).content.decode()


def page(client: Client, uid: str) -> str:
    return client.get(reverse("workbench:case", args=[uid])).content.decode()


def state(uid: str) -> str:
    return Case.objects.get(uid=uid).state


def test_suspended_and_resumed_by_the_forms(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    client = bench.signed_in("examiner")
    assert "公示" not in page(client, uid).split('id="act-suspend"')[1].split("</details>")[0]
    assert "请选择程序" in act(client, uid, "suspend", reason="检测", expected_on="2026-12-10")
    assert "请选择日期" in act(client, uid, "suspend", kind="testing", reason="检测", expected_on="月底")
    text = act(client, uid, "suspend", kind="testing", reason="空气要检测。", expected_on="2026-12-10")
    assert "特别程序告知书文号" in text
    assert "现在停止计时：检测" in text
    step = CaseStep.objects.get(case__uid=uid, planned=False)
    with clock.frozen(MORNING + dt.timedelta(days=4)):
        client = bench.signed_in("examiner")
        text = page(client, uid)
        assert "停止计时4天，因为检测：空气要检测。" in text
        assert "《行政许可法》第四十五条、《安阳市政务服务条例》第三十七条" in text
        report = SimpleUploadedFile("报告.pdf", PDF)
        text = act(client, uid, "resume", step=step.pk, result="合格。", passed="yes", report=report)
        assert "程序已结束，时限继续计算" in text
        assert "报告.pdf" in text
        answer = client.get(reverse("workbench:record", args=[uid, step.pk]))
        assert answer.content == PDF
    assert state(uid) == CaseState.ACCEPTED


def test_the_head_answers_what_the_examiner_asked(bench: Bench) -> None:
    account_of("chief", officer(bench.city.department_id, "H001", "head"), "head")
    uid = bench.city.accepted(bench.city.promised)
    examiner, chief = bench.signed_in("examiner"), bench.signed_in("chief")
    assert 'id="act-answer_extension"' not in page(chief, uid)
    assert "最多可以延长10个工作日" in act(examiner, uid, "ask_extension", days="11", reason="核实。")
    assert "已提请批准" in act(examiner, uid, "ask_extension", days="10", reason="外地核实。")
    listed = chief.get(reverse("workbench:extensions")).content.decode()
    assert "外地核实。" in listed
    assert reverse("workbench:case", args=[uid]) in listed
    assert examiner.get(reverse("workbench:extensions")).status_code == 403
    shown = page(chief, uid)
    assert 'id="act-answer_extension"' in shown
    assert 'id="act-suspend"' not in shown
    assert "延长办理期限告知书文号" in act(chief, uid, "answer_extension", granted="yes")
    assert CaseExtension.objects.get().granted
    assert "经批准延长10个工作日" in page(examiner, uid)


def test_a_hearing_from_the_right_to_its_minutes(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    client = bench.signed_in("examiner")
    chair = orgs.register_officer(
        department_id=bench.city.department_id, name="听证主持", staff_no="C001", actor=SYSTEM
    )
    assert "已告知听证权利" in act(client, uid, "tell_hearing_right", reason="涉及相邻业主。")
    form = client.get(reverse("workbench:hearing", args=[uid])).content.decode()
    assert "听证主持" in form
    given = {"held_at": "09:00", "place": "三楼", "chair": chair.id, "reason": "听取意见。"}
    assert "最早只能安排在2026年12月03日之后" in act(client, uid, "arrange_hearing", held_on="2026-12-01", **given)
    assert "听证通知书文号" in act(client, uid, "arrange_hearing", held_on="2026-12-04", **given)
    with clock.frozen(clock.at(dt.date(2026, 12, 4), dt.time(15))):
        client = bench.signed_in("examiner")
        assert "没有上传听证笔录" in act(client, uid, "record_hearing", summary="已陈述。")
        minutes = SimpleUploadedFile("笔录.pdf", PDF)
        assert "听证笔录已保存" in act(client, uid, "record_hearing", summary="已陈述。", minutes=minutes)
    assert CaseStep.objects.get(case__uid=uid, kind=StepKind.HEARING).record_name == "笔录.pdf"


def test_urgent_and_the_statement(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    client = bench.signed_in("examiner")
    assert "承诺时限已缩短" in act(client, uid, "shorten_promise", number="2", reason="参加开标。")
    assert "由5个工作日缩短为2个工作日" in page(client, uid)
    assert "办理用时说明" in act(client, uid, "state_time")
    papers = selectors.case_view(uid, viewer=bench.city.examiner).instruments
    assert papers[-1].kind == "time_statement"


def test_who_sees_which_buttons(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    verbs = ("suspend", "ask_extension", "shorten_promise", "tell_hearing_right", "arrange_hearing")
    shown = {who: page(bench.signed_in(who), uid) for who in ("examiner", "clerk", "head", "bureau")}
    for verb in verbs:
        assert f'id="act-{verb}"' in shown["examiner"]
        for who in ("clerk", "head", "bureau"):
            assert f'id="act-{verb}"' not in shown[who], (who, verb)
    assert bench.signed_in("clerk").get(reverse("workbench:hearing", args=[uid])).status_code == 403


def test_third_parties_by_the_forms(bench: Bench) -> None:
    """Named by number or by address, a request noted for whoever came on paper, ticked when they were heard."""
    uid, client = bench.city.accepted(bench.city.promised), bench.signed_in("examiner")
    unknown = make_citizen_no("410502", dt.date(1955, 1, 2), 99)
    assert "没有登记这个号码" in act(client, uid, "name_interested", number=unknown, interest="相邻。")
    assert "姓名（名称）和送达地址" in act(client, uid, "name_interested", name="孙秋分", interest="相邻。")
    known = make_citizen_no("410502", dt.date(1990, 3, 7), 13)
    assert "已告知利害关系人" in act(client, uid, "name_interested", number=known, interest="相邻，排烟。")
    text = act(client, uid, "name_interested", name="孙秋分", address="槐荫街5号", interest="共用出口。")
    for words in ("钱立夏", "孙秋分", "槐荫街5号", "共用出口。", "2026年12月1日前可以申请听证"):
        assert words in text
    other = next(one for one in selectors.interested_of(uid, viewer=SYSTEM) if not one.known)
    assert "二十个工作日内组织听证" in act(client, uid, "ask_interested", interested=str(other.uid))
    stranger = bench.city.accepted(bench.city.promised)
    given = {"revision": Case.objects.get(uid=stranger).revision, "interested": str(other.uid)}
    assert client.post(reverse("workbench:act", args=[stranger, "ask_interested"]), given).status_code == 404


def test_the_desk_names_a_logged_case_and_leads_to_it(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "办件.xes"
    file.write_bytes(log(trace(event("收件"), name="W-1", startdate="2026-11-02", deadline="2026-12-20")))
    report = services.import_log(path=file, actor=SYSTEM, department_id=bench.city.department_id)
    (row,) = selectors.logged_cases(viewer=SYSTEM, log_id=report.log_id).rows
    address = reverse("workbench:logged", args=[row.uid])
    shown = bench.signed_in("examiner").get(reverse("workbench:desk")).content.decode()
    assert f'<a href="{address}">某市办件日志 W-1</a>' in shown
    text = bench.signed_in("examiner").get(address).content.decode()
    for words in ("W-1", "办件.xes", "办件日志：办结时限", "收件"):
        assert words in text
    assert bench.signed_in("outsider").get(address).status_code == 404
