"""Time on the applicant's page: what stands still and why, the right to a hearing, the sealed statement."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from tongban.cases import selectors, services
from tongban.cases.models import CaseInstrument
from tongban.cases.states import StepKind
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
