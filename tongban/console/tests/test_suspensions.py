"""The watch over suspensions on its page: for supervisors, within their scope, by flag and period."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from tongban.cases import services
from tongban.cases.states import StepKind
from tongban.console.tests.test_pages import Town, text


def test_the_page_lists_what_is_noted_and_sums_it_up(town: Town) -> None:
    address = reverse("console:suspensions")
    assert "没有列入检查的暂停计时" in text(town.signed_in("bureau").get(address))
    uid = town.city.accepted(town.city.promised)
    for kind in (StepKind.TESTING, StepKind.INSPECTION, StepKind.APPRAISAL):
        services.suspend_case(
            case_uid=uid, kind=kind, reason="需要。", expected_on=dt.date(2026, 12, 4), actor=town.city.examiner
        )
    for role in ("bureau", "department_admin"):
        shown = text(town.signed_in(role).get(address))
        assert shown.count("次数过多（3次）") == 3
        assert "特字第1号" in shown
        assert "同安市卫生健康委员会 工作人员" in shown
        assert reverse("workbench:case", args=[uid]) in shown
        assert "法律没有规定一件办件可以启动几次特别程序" in shown
    assert "没有列入检查的暂停计时" in text(town.signed_in("bureau").get(address, {"flag": "too_long"}))
    assert "没有列入检查的暂停计时" in text(town.signed_in("bureau").get(address, {"until": "2026-10-01"}))


def test_who_may_look_and_for_how_long(town: Town) -> None:
    address = reverse("console:suspensions")
    for role in ("clerk", "system_admin", "audit_admin"):
        assert town.signed_in(role).get(address).status_code == 403
    for wrong in ({"since": "2026-12-01", "until": "2026-11-01"}, {"since": "2020-01-01"}, {"until": "昨天"}):
        assert town.signed_in("bureau").get(address, wrong).status_code == 422
