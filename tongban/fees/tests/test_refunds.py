"""Money that goes back: two seats, never more than came, by the way it came."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.duties import selectors as duties
from tongban.fees import selectors, services
from tongban.fees.errors import (
    NotPaidYet,
    ReasonMissing,
    ReceiptTaken,
    RefundGoesOnline,
    RefundTooLarge,
    TwoSeats,
)
from tongban.fees.facts import refund_ref
from tongban.fees.models import BankRefund, Payment, Refund
from tongban.fees.services import Charge
from tongban.fees.tests.conftest import CARD, SYSTEM, TEST, City
from tongban.fees.tests.test_online import begun
from tongban.fees.tests.test_orders import story
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger

pytestmark = pytest.mark.django_db


def ask(city: City, uid: str, amount: int = 1000) -> str:
    return services.request_refund(order_uid=uid, amount=amount, reason="重复收费", actor=city.cashier)


def running(uid: str) -> list[str]:
    return [duty.kind for duty in duties.duties_of(refund_ref(uid)) if duty.running]


def test_cash_goes_back_at_the_counter_by_three_hands(city: City) -> None:
    uid = city.paid()
    refund = ask(city, uid)
    assert running(refund) == ["fee.refund"]
    with pytest.raises(MoveNotAllowed):
        services.pay_out_refund(refund_uid=refund, receipt_no="T001", actor=city.cashier)
    services.grant_refund(refund_uid=refund, note="属实", actor=city.approver)
    ledger.drain(raising=True)  # the platform sends back what came online; this came in cash
    assert Refund.objects.get().state == "approved"
    with pytest.raises(ReceiptTaken):
        services.pay_out_refund(refund_uid=refund, receipt_no="", actor=city.cashier)
    services.pay_out_refund(refund_uid=refund, receipt_no="T001", actor=city.second_cashier)
    found = selectors.order(uid, viewer=city.resident)
    assert (found.state, found.payments[0].refunded, running(refund)) == ("refunded", 1000, [])
    assert story()[-3:] == ["fee.refund_requested", "fee.refund_approved", "fee.refunded"]
    with pytest.raises(MoveNotAllowed):
        services.pay_out_refund(refund_uid=refund, receipt_no="T002", actor=city.cashier)


def test_what_came_online_goes_back_the_same_way(city: City) -> None:
    uid, token = begun(city)
    services.pay_at_test_bank(token)
    refund = ask(city, uid, 400)
    services.grant_refund(refund_uid=refund, actor=city.approver)
    with pytest.raises(RefundGoesOnline):
        services.pay_out_refund(refund_uid=refund, receipt_no="T001", actor=city.cashier)
    ledger.drain(raising=True)
    assert selectors.order(uid, viewer=city.resident).state == "part_refunded"
    assert not services.send_refund(refund_uid=refund, actor=SYSTEM)
    assert [one.amount for one in BankRefund.objects.all()] == [400]
    rest = ask(city, uid, 600)
    services.grant_refund(refund_uid=rest, actor=city.approver)
    ledger.drain(raising=True)
    assert selectors.order(uid, viewer=city.resident).state == "refunded"


def test_who_asks_does_not_approve(city: City) -> None:
    both = city.approver.permissions | city.cashier.permissions
    import dataclasses

    one = dataclasses.replace(city.cashier, permissions=both)
    refund = services.request_refund(order_uid=city.paid(), amount=1000, reason="重复收费", actor=one)
    for verb in (services.grant_refund, services.refuse_refund):
        with pytest.raises(TwoSeats):
            verb(refund_uid=refund, actor=one, **({"reason": "不"} if verb is services.refuse_refund else {}))
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.update(decided_by=one.officer_id)


def test_a_refusal_says_why_and_frees_the_amount(city: City) -> None:
    uid = city.paid()
    refund = ask(city, uid)
    with pytest.raises(RefundTooLarge):
        ask(city, uid, 1)
    with pytest.raises(ReasonMissing):
        services.refuse_refund(refund_uid=refund, reason="", actor=city.approver)
    services.refuse_refund(refund_uid=refund, reason="收费符合标准", actor=city.approver)
    assert (running(refund), selectors.order(uid, viewer=SYSTEM).refundable) == ([], 1000)
    with pytest.raises(MoveNotAllowed):
        services.grant_refund(refund_uid=refund, actor=city.approver)
    ask(city, uid, 1000)


@pytest.mark.parametrize("amount", [0, -1, 1001])
def test_never_more_than_came(city: City, amount: int) -> None:
    uid = city.paid()
    with pytest.raises(RefundTooLarge):
        ask(city, uid, amount)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(refunded=1001)


def test_refusals_of_persons(city: City) -> None:
    uid = city.paid()
    for actor, refusal in (
        (city.resident, PermissionDenied),
        (city.approver, PermissionDenied),
        (city.outsider, NotFound),
        (city.stranger, NotFound),
    ):
        with pytest.raises(refusal):
            services.request_refund(order_uid=uid, amount=1, reason="试", actor=actor)
    refund = ask(city, uid)
    for actor, refusal in (
        (city.second_cashier, PermissionDenied),
        (city.outsider, NotFound),
        (city.stranger, NotFound),
    ):
        with pytest.raises(refusal):
            services.grant_refund(refund_uid=refund, actor=actor)
    services.grant_refund(refund_uid=refund, actor=city.approver)
    for actor, refusal in ((city.approver, PermissionDenied), (city.outsider, NotFound)):
        with pytest.raises(refusal):
            services.pay_out_refund(refund_uid=refund, receipt_no="T1", actor=actor)
    with pytest.raises(NotFound):
        services.grant_refund(refund_uid="no-uid", actor=city.approver)


def test_what_was_never_paid_cannot_go_back(city: City) -> None:
    with pytest.raises(NotPaidYet):
        ask(city, city.order())
    with pytest.raises(ReasonMissing):
        services.request_refund(order_uid=city.paid(), amount=1, reason=" ", actor=city.cashier)


def test_a_refund_receipt_is_used_once(city: City) -> None:
    refunds = [ask(city, city.paid(receipt_no=number)) for number in ("A1", "A2")]
    for refund in refunds:
        services.grant_refund(refund_uid=refund, actor=city.approver)
    services.pay_out_refund(refund_uid=refunds[0], receipt_no="T1", actor=city.cashier)
    with pytest.raises(ReceiptTaken):
        services.pay_out_refund(refund_uid=refunds[1], receipt_no="T1", actor=city.cashier)
    assert Refund.objects.get(uid=refunds[1]).state == "approved"


def test_the_queue_is_scoped(city: City) -> None:
    refund = ask(city, city.paid())
    assert [str(row.refund.uid) for row in selectors.refunds_waiting(viewer=city.approver).rows] == [refund]
    assert selectors.refunds_waiting(viewer=city.approver).rows[0].refund.allowed == {"grant", "refuse"}
    assert selectors.refunds_waiting(viewer=city.cashier).rows[0].refund.allowed == frozenset()
    for viewer in (city.outsider, city.resident, city.stranger):
        assert selectors.refunds_waiting(viewer=viewer).rows == ()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.tuples(st.integers(1, 20), st.integers(0, 50_000), st.integers(0, 100)), min_size=1, max_size=1),
    card=st.booleans(),
    refunds=st.lists(st.tuples(st.integers(1, 1_200_000), st.sampled_from(["pay", "refuse", "leave"])), max_size=6),
)
def test_whatever_happens_the_books_balance(
    city: City, lines: list[tuple[int, int, int]], card: bool, refunds: list[tuple[int, str]]
) -> None:
    with transaction.atomic():
        charges = [CARD] if card else []
        for quantity, unit, percent in lines:
            gross = quantity * unit
            charges.append(Charge(TEST.name, quantity, unit, gross * percent // 100, "减免", "某文第一条"))
        uid = city.order(*charges)
        found = selectors.order(uid, viewer=SYSTEM)
        assert found.amount == sum(line.quantity * line.unit_amount - line.reduction for line in found.lines)
        if found.state == "unpaid":
            services.take_cash(order_uid=uid, received=found.amount, receipt_no="A1", actor=city.cashier)
            paid_back, held = 0, 0
            for place, (amount, end) in enumerate(refunds):
                if amount > found.amount - paid_back - held:
                    with pytest.raises(RefundTooLarge):
                        ask(city, uid, amount)
                    continue
                refund = ask(city, uid, amount)
                if end == "refuse":
                    services.refuse_refund(refund_uid=refund, reason="不符", actor=city.approver)
                elif end == "pay":
                    services.grant_refund(refund_uid=refund, actor=city.approver)
                    services.pay_out_refund(refund_uid=refund, receipt_no=f"T{place}", actor=city.cashier)
                    paid_back += amount
                else:
                    held += amount
            after = selectors.order(uid, viewer=SYSTEM)
            (payment,) = after.payments
            assert (payment.amount, payment.refunded) == (found.amount, paid_back)
            assert after.refundable == found.amount - paid_back - held
            expected = "paid" if not paid_back else "refunded" if paid_back == found.amount else "part_refunded"
            assert after.state == expected
        transaction.set_rollback(True)
