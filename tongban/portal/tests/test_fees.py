"""Fees and parcels on the resident's pages: from the case to the bank and back, and messages of machines."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tongban.cases import services as cases
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.charging import HOME, charged_case, charged_item
from tongban.fees import selectors as fees
from tongban.fees.channels import TEST_BANK
from tongban.fees.embedded_bank import bank_pay, notification
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.portal.tests.conftest import Town
from tongban.portal.tests.test_pages import page, text_of
from tongban.post import selectors as post
from tongban.post.couriers import TEST_COURIER, signed_notice
from tongban.post.models import CourierOrder

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def charged(town: Town) -> tuple[str, str]:
    return charged_case(town.city, charged_item(town.city))


def posted(town: Town) -> str:
    """A parcel to the resident that has arrived."""
    case = town.city.examined(town.city.promised)
    cases.decide_case(case_uid=case, granted=True, actor=town.city.approver)
    cases.deliver_result(case_uid=case, method=DeliveryMethod.POST, address=HOME, actor=town.city.clerk)
    ledger.drain(raising=True)
    return case


def tell(row: CourierOrder, kind: str) -> None:
    body, signature = signed_notice(row.tracking_no, kind, kind, row.ordered_at)
    answer = Client(enforce_csrf_checks=True).post(
        page("post_notify", TEST_COURIER), body, "application/json", headers={"X-Signature": signature}
    )
    assert answer.json() == {"result": "moved"}


def test_from_the_case_to_the_bank_and_back(town: Town) -> None:
    case, order = charged(town)
    client = town.signed_in()
    shown = text_of(client.get(page("case", case)))
    assert page("fee", order) in shown
    assert "10.00元" in shown
    bill = text_of(client.get(page("fee", order)))
    assert "10元/证" in bill
    assert "财综〔2003〕1号" in bill
    to_bank = client.post(page("fee", order), {"do": "pay"})
    assert to_bank.status_code == 302
    bank = Client().get(to_bank["Location"])  # the bank knows nobody
    assert "这不是真的银行" in text_of(bank)
    back = Client().post(to_bank["Location"], {"do": "pay"})
    assert back["Location"] == page("fee", order)
    assert "已缴费" in text_of(client.get(page("fee", order)))
    receipt = client.get(page("fee_receipt", order))
    assert receipt["Content-Type"] == "application/pdf"
    again = Client().post(to_bank["Location"], {"do": "pay"})
    assert (again.status_code, "已经结束" in text_of(again)) == (409, True)


def test_turning_back_and_asking(town: Town) -> None:
    _case, order = charged(town)
    client = town.signed_in()
    first = client.post(page("fee", order), {"do": "pay"})["Location"]
    Client().post(first, {"do": "cancel"})
    asked = client.post(page("fee", order), {"do": "ask"}, follow=True)
    assert "这次支付没有完成" in text_of(asked)
    second = client.post(page("fee", order), {"do": "pay"})["Location"]
    assert second != first
    Client().post(second, {"do": "silent"})
    assert "待缴费" in text_of(client.get(page("fee", order)))
    assert "已经收到您缴的费用" in text_of(client.post(page("fee", order), {"do": "ask"}, follow=True))
    assert client.post(page("fee", order), {"do": "pay"}).status_code == 409


def test_orders_and_parcels_of_others_are_not_there(town: Town) -> None:
    case, order = charged(town)
    posted(town)
    parcel = CourierOrder.objects.get().uid
    stranger = town.signed_in("lixia")
    for name, uid in (("fee", order), ("fee_receipt", order), ("parcel", parcel), ("parcel_send", case)):
        assert stranger.get(page(name, uid)).status_code == 404
        assert Client().get(page(name, uid)).status_code == 302
    for do in ("pay", "ask", "reopen", "steal", ""):
        assert stranger.post(page("fee", order), {"do": do}).status_code == 404
    assert stranger.post(page("parcel", parcel), {"do": "confirm", "complete": "yes"}).status_code == 404
    assert Client().get(page("test_bank", "no-token")).status_code == 404


def test_the_word_of_a_bank_needs_no_form_but_a_signature(town: Town) -> None:
    _case, order = charged(town)
    token = town.signed_in().post(page("fee", order), {"do": "pay"})["Location"].rsplit("/", 1)[-1]
    body, signature = bank_pay(token)
    machine = Client(enforce_csrf_checks=True)
    address = page("fee_notify", TEST_BANK)

    def say(body: bytes, signature: str) -> tuple[int, dict[str, object]]:
        answer = machine.post(address, body, "application/json", headers={"X-Signature": signature})
        return answer.status_code, answer.json()

    status, problem = say(body, "0" * 64)
    assert (status, problem["code"]) == (403, "fee_notice_not_genuine")
    assert fees.order(order, viewer=SYSTEM).state == "unpaid"
    assert say(body, signature) == (200, {"result": "paid"})
    assert say(*notification(token)) == (200, {"result": "repeated"})
    assert machine.post(address, b"x" * 70_000, "application/json").status_code == 413
    assert machine.get(address).status_code == 405
    assert machine.post(page("fee_notify", "no-bank"), b"{}", "application/json").status_code == 404


def test_the_receiver_confirms_what_came(town: Town) -> None:
    case = posted(town)
    row = CourierOrder.objects.get()
    client = town.signed_in()
    assert "请确认收到" not in text_of(client.get(page("case", case)))
    tell(row, "delivered")
    assert "请确认收到" in text_of(client.get(page("case", case)))
    missing = client.post(page("parcel", row.uid), {"do": "confirm", "complete": "no"})
    assert (missing.status_code, "请写明缺少或者损坏了什么" in text_of(missing)) == (422, True)
    client.post(page("parcel", row.uid), {"do": "confirm", "complete": "yes"})
    assert post.parcel(row.uid, viewer=SYSTEM).complete
    shown = text_of(client.get(page("parcel", row.uid)))
    assert "都在，完好" in shown
    assert "学院路" not in shown


def test_originals_are_sent_in_from_the_case(town: Town) -> None:
    case = town.city.submitted(town.city.promised)
    client = town.signed_in()
    assert page("parcel_send", case) in text_of(client.get(page("case", case)))
    half = client.post(page("parcel_send", case), {"papers": ["1"], "name": "赵小满"})
    assert (half.status_code, 'value="赵小满"' in text_of(half)) == (422, True)
    whole = {"papers": ["1", "x"], "name": HOME.name, "phone": HOME.phone, "address": HOME.address}
    sent = client.post(page("parcel_send", case), whole)
    (parcel,) = post.couriers_of(ObjectRef("case", case), viewer=SYSTEM)
    assert sent["Location"] == reverse("portal:parcel", args=[parcel.uid])
    assert "取消寄递" in text_of(client.get(sent["Location"]))
    client.post(sent["Location"], {"do": "cancel"})
    assert post.parcel(parcel.uid, viewer=SYSTEM).state == "cancelled"
