"""Reconciliation on the console: by the bank's own statement or by a file; differences are cleared with a note."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongban.cases.tests.charging import charged_case, charged_item
from tongban.console.tests.test_pages import Town, text
from tongban.fees import services as fees
from tongban.fees.models import Difference, Reconciliation

pytestmark = pytest.mark.django_db
DAYS = "/console/reconciliation"
STATEMENT = "我方单号,渠道流水号,类型,金额(元),时间\nnobody,TB-lost,payment,0.77,2026-11-24 09:30:00\n"


def paid_online(town: Town) -> None:
    _case, order = charged_case(town.city, charged_item(town.city))
    token = fees.begin_payment(order_uid=order, actor=town.city.resident).rsplit("/", 1)[-1]
    fees.pay_at_test_bank(token)


def test_the_bank_agrees(town: Town) -> None:
    paid_online(town)
    bureau = town.signed_in("bureau")
    done = bureau.post(DAYS, {"day": "2026-11-24"})
    assert done["Location"] == reverse("console:reconciliation_day", args=[Reconciliation.objects.get().uid])
    assert "两边一致" in text(bureau.get(done["Location"]))
    assert "10.00元" in text(bureau.get(DAYS))


def test_a_file_that_differs_is_cleared_line_by_line(town: Town) -> None:
    paid_online(town)
    bureau = town.signed_in("bureau")
    file = SimpleUploadedFile("day.csv", STATEMENT.encode())
    page = bureau.post(DAYS, {"day": "2026-11-24", "statement": file})["Location"]
    shown = text(bureau.get(page))
    assert "银行有、平台没有" in shown
    assert "平台有、银行没有" in shown
    first = re.findall(r'name="difference" value="([0-9a-f-]{36})"', shown)[0]
    empty = bureau.post(page, {"difference": first, "note": ""})
    assert (empty.status_code, "必须写明理由" in text(empty)) == (422, True)
    assert bureau.post(page, {"difference": first, "note": "银行误记，已冲正"}).status_code == 302
    assert Difference.objects.filter(state="open").count() == 1
    assert "银行误记，已冲正" in text(bureau.get(page))


def test_what_cannot_be_read_is_said(town: Town) -> None:
    bureau = town.signed_in("bureau")
    for fields in (
        {"day": ""},
        {"day": "今天"},
        {"day": "2026-11-24", "statement": SimpleUploadedFile("d.csv", b"a,b,c\n")},
    ):
        answer = bureau.post(DAYS, fields)
        assert answer.status_code == 422
        assert "没有对成" in text(answer)


def test_only_the_bureau_compares(town: Town) -> None:
    for role in ("clerk", "department_admin", "system_admin", "audit_admin"):
        assert town.signed_in(role).get(DAYS).status_code == 403
    missing = reverse("console:reconciliation_day", args=["00000000-0000-4000-8000-000000000000"])
    assert town.signed_in("bureau").get(missing).status_code == 404
