"""Fees and parcels at the workbench: charge, cash, refund in two seats, and a parcel's address behind a press."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tongban.cases import services as cases
from tongban.cases.tests.charging import HOME, charged_case, charged_item
from tongban.cases.tests.conftest import City
from tongban.fees import selectors as fees
from tongban.fees.models import PaymentOrder, Refund
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.post.models import CourierOrder
from tongban.workbench.tests.conftest import Bench
from tongban.workbench.tests.test_pages import text

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
ONE = {"take-0": "yes", "quantity-0": "1", "unit-0": "10"}


def address(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args or None)


def revision(client: Client, page: str) -> str:
    return str(re.findall(r'name="revision" value="(\d+)"', text(client.get(page)))[0])


def do(client: Client, uid: str, **fields: str) -> int:
    """One press on the page of an order, as it stands."""
    page = address("fee", uid)
    shown = fees.order(uid, viewer=SYSTEM).revision
    return client.post(page, {"revision": str(shown), **fields}).status_code


def order(city: City) -> str:
    return charged_case(city, charged_item(city))[1]


def test_a_clerk_charges_a_case(bench: Bench) -> None:
    uid = bench.city.accepted(charged_item(bench.city))
    client = bench.signed_in("clerk")
    assert address("money", uid) in text(client.get(address("case", uid)))
    assert address("charge", uid) in text(client.get(address("money", uid)))
    page = address("charge", uid)
    wrong = client.post(page, {**ONE, "unit-0": "99", "revision": revision(client, page)})
    assert wrong.status_code == 422
    assert "和公布的标准" in text(wrong)
    assert client.post(page, {**ONE, "revision": "0"}).status_code == 409
    for odd in ({"quantity-0": "一"}, {"unit-0": "十元"}, {"take-0": ""}):
        assert client.post(page, {**ONE, **odd, "revision": revision(client, page)}).status_code == 422
    done = client.post(page, {**ONE, "revision": revision(client, page)})
    made = PaymentOrder.objects.get()
    assert done["Location"] == address("fee", made.uid)
    assert address("fee", made.uid) in text(client.get(address("money", uid)))


def test_where_nothing_is_published_nothing_is_offered(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    client = bench.signed_in("clerk")
    assert address("money", uid) not in text(client.get(address("case", uid)))
    assert address("charge", uid) not in text(client.get(address("money", uid)))
    assert "不能收取任何费用" in text(client.get(address("charge", uid)))


def test_cash_then_a_refund_by_another_seat(bench: Bench) -> None:
    uid = order(bench.city)
    clerk, approver = bench.signed_in("clerk"), bench.signed_in("approver")
    assert do(clerk, uid, do="cash", received="9", receipt_no="A1") == 422
    assert do(clerk, uid, do="cash", received="10.00", receipt_no="A1") == 302
    assert do(clerk, uid, do="cash", received="10.00", receipt_no="A2") == 409
    assert clerk.get(address("fee_receipt", uid))["Content-Type"] == "application/pdf"
    assert do(clerk, uid, do="refund", amount="4", reason="多收") == 302
    refund = str(Refund.objects.get().uid)
    assert do(clerk, uid, do="grant", refund=refund) == 403
    assert address("fee", uid) in text(approver.get(address("refunds")))
    assert do(approver, uid, do="refuse", refund=refund, note="") == 422
    assert do(approver, uid, do="grant", refund=refund) == 302
    assert do(clerk, uid, do="pay_out", refund=refund, receipt_no="T1") == 302
    assert "已部分退费" in text(clerk.get(address("fee", uid)))
    assert do(clerk, uid, do="steal") == 404


def test_cancelling_and_asking(bench: Bench) -> None:
    uid = order(bench.city)
    clerk = bench.signed_in("clerk")
    assert do(clerk, uid, do="ask") == 302
    assert clerk.post(address("fee", uid), {"do": "cancel", "reason": "错了", "revision": "9"}).status_code == 409
    assert do(clerk, uid, do="cancel", reason="") == 422
    assert do(clerk, uid, do="cancel", reason="开错了") == 302
    assert fees.order(uid, viewer=SYSTEM).state == "cancelled"


def test_another_department_finds_nothing(bench: Bench) -> None:
    uid = order(bench.city)
    outsider = bench.signed_in("outsider")
    assert outsider.get(address("fee", uid)).status_code == 404
    assert do(outsider, uid, do="cash", received="10", receipt_no="A1") == 404
    assert address("fee", uid) not in text(outsider.get(address("refunds")))


def test_the_desk_leads_to_what_is_owed(bench: Bench) -> None:
    uid = order(bench.city)
    assert address("fee", uid) in text(bench.signed_in("clerk").get(address("desk")))


def test_delivery_by_post_and_its_parcel(bench: Bench) -> None:
    uid = bench.city.examined(bench.city.promised)
    cases.decide_case(case_uid=uid, granted=True, actor=bench.city.approver)
    clerk = bench.signed_in("clerk")
    page = address("act", uid, "deliver")
    half = {"method": "post", "post_name": "赵小满", "revision": revision(clerk, address("case", uid))}
    assert clerk.post(page, half).status_code == 422
    whole = {**half, "post_phone": HOME.phone, "post_address": HOME.address}
    assert clerk.post(page, whole).status_code == 302
    ledger.drain(raising=True)
    parcel = CourierOrder.objects.get()
    assert address("money", uid) in text(clerk.get(address("case", uid)))
    assert address("parcel", parcel.uid) in text(clerk.get(address("money", uid)))
    shown = text(clerk.get(address("parcel", parcel.uid)))
    assert "学院路" not in shown
    assert "学院路" in text(clerk.post(address("parcel", parcel.uid), {"do": "reveal"}))
    assert clerk.post(address("parcel", parcel.uid), {"do": "settle", "note": "x"}).status_code == 409
    assert clerk.post(address("parcel", parcel.uid), {"do": "cancel"}).status_code == 302
    assert clerk.post(address("parcel", parcel.uid), {"do": "eat"}).status_code == 404
    assert bench.signed_in("outsider").get(address("parcel", parcel.uid)).status_code == 404


def test_the_clerk_confirms_originals_that_came(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    sent = cases.send_papers(case_uid=uid, sender=HOME, orders=[1], actor=bench.city.resident)
    CourierOrder.objects.update(state="delivered", delivered_at=CourierOrder.objects.get().ordered_at)
    clerk = bench.signed_in("clerk")
    assert "核对收到的原件" in text(clerk.get(address("parcel", sent)))
    done = clerk.post(address("parcel", sent), {"do": "confirm", "complete": "yes"})
    assert done.status_code == 302
    assert CourierOrder.objects.get().complete
