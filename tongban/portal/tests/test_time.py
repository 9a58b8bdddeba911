"""Time on the applicant's page: what stands still and why, the right to a hearing, the sealed statement."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from tongban.cases import selectors, services
from tongban.cases.models import CaseInstrument
from tongban.cases.states import DeliveryMethod, StepKind
from tongban.cases.tests.conftest import MORNING
from tongban.kernel import clock
from tongban.portal.tests.conftest import Town


def test_the_page_says_why_time_stands_still(town: Town) -> None:
    uid = town.city.accepted(town.permit)
    number = services.suspend_case(
        case_uid=uid, kind=StepKind.TESTING, reason="空气要检测。", expected_on=dt.date(2026, 12, 10),
        actor=town.city.examiner,
    )  # fmt: skip
    with clock.frozen(MORNING + dt.timedelta(days=3)):
        text = town.signed_in().get(reverse("portal:case", args=[uid])).content.decode()
    assert "正在进行检测，期间停止计时，预计12月10日结束" in text
    assert number in text
    assert "停止计时3天" in text
    assert "行政许可法》第四十五条" not in text.split("承诺时限是怎么算的")[1].split("</details>")[0]


def test_the_applicant_asks_for_the_hearing_and_downloads_the_statement(town: Town) -> None:
    uid = town.city.accepted(town.permit)
    page, client = reverse("portal:case", args=[uid]), town.signed_in()
    assert "申请听证" not in client.get(page).content.decode()
    services.tell_hearing_right(case_uid=uid, reason="涉及相邻业主。", actor=town.city.examiner)
    assert "请在2026年12月1日前提出" in client.get(page).content.decode()
    address = reverse("portal:ask_hearing", args=[uid])
    assert "已收到您的听证申请" in client.post(address, follow=True).content.decode()
    assert "已经申请过听证" in client.post(address, follow=True).content.decode()
    assert any(c.kind == "case.hearing" for c in selectors.clocks(uid, viewer=town.resident))
    assert town.signed_in("lixia").post(address).status_code == 404

    answer = client.post(reverse("portal:statement", args=[uid]), follow=True)
    assert b"".join([answer.content])[:4] == b"%PDF"
    assert CaseInstrument.objects.get(kind="time_statement").content["articles"] is False
    assert town.signed_in("lixia").post(reverse("portal:statement", args=[uid])).status_code == 404


def test_a_third_party_reads_asks_and_speaks(town: Town) -> None:
    city = town.city
    uid = city.accepted(town.permit)
    interest = "与拟开设的场所相邻，排烟影响居住。"
    services.name_interested(case_uid=uid, party_id=city.stranger.party_id, interest=interest, actor=city.examiner)
    (named,) = selectors.interested_of(uid, viewer=city.examiner)
    address, client = reverse("portal:interest", args=[named.uid]), town.signed_in("lixia")
    shown = client.get(address).content.decode()
    for words in ("与您有关的申请", interest, "赵小满", "2026年12月1日前提出", "听证权利告知书"):
        assert words in shown
    assert client.post(address, {"do": "state", "text": " "}).status_code == 422
    said = client.post(address, {"do": "state", "text": "排烟口对着窗户。"}, follow=True).content.decode()
    assert "您的意见已经收到" in said
    assert "您已经申请听证" in client.post(address, {"do": "ask"}, follow=True).content.decode()
    assert client.post(address, {"do": "ask"}).status_code == 409
    (paper,) = selectors.own_interest(named.uid, viewer=city.stranger).papers
    answer = client.get(reverse("portal:interested_paper", args=[named.uid, paper.id]))
    assert answer.content.startswith(b"%PDF")
    for closed in (address, reverse("portal:interested_paper", args=[named.uid, paper.id])):
        assert town.signed_in().get(closed).status_code == 404
    assert town.signed_in().get(reverse("portal:instrument", args=[uid, paper.id])).status_code == 404


def test_a_result_is_taken_out_of_its_locker(town: Town) -> None:
    city = town.city
    uid = city.examined(city.promised)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    locker = DeliveryMethod.LOCKER
    code = services.place_result(case_uid=uid, method=locker, place="一楼大厅1号柜12格", actor=city.clerk)
    page, fetch = reverse("portal:case", args=[uid]), reverse("portal:fetch", args=[uid])
    client = town.signed_in()
    shown = client.get(page).content.decode()
    assert "结果在自助取件柜：一楼大厅1号柜12格" in shown
    assert code in shown
    wrong = "000000" if code != "000000" else "111111"
    assert "取件码不对" in client.post(fetch, {"code": wrong}, follow=True).content.decode()
    assert town.signed_in("lixia").post(fetch, {"code": code}).status_code == 404
    done = client.post(fetch, {"code": code}, follow=True).content.decode()
    assert "已登记取件" in done
    assert code not in done
    view = selectors.case_view(uid, viewer=town.resident)
    assert (view.state, view.delivery_method) == ("delivered", "locker")
