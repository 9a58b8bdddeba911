"""The same order at the same moment, on real connections: two cashiers, cash and bank, one message many times."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest

from tongban.fees import selectors, services
from tongban.fees.channels import TEST_BANK
from tongban.fees.embedded_bank import bank_pay
from tongban.fees.models import Payment, Refund
from tongban.fees.tests.conftest import ABOUT, MORNING, REGION, SYSTEM, City, build
from tongban.fees.tests.test_orders import story
from tongban.kernel import clock
from tongban.kernel.errors import DomainError, MoveNotAllowed
from tongban.ledger.tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


@pytest.fixture
def city() -> Iterator[City]:
    with clock.frozen(MORNING):
        yield build()


def frozen(call: Callable[[], object]) -> Callable[[], object]:
    """In a thread of its own, at the same moment."""

    def run() -> object:
        with clock.frozen(MORNING):
            return call()

    return run


def refused(answers: list[object]) -> list[DomainError]:
    assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)], answers
    return [one for one in answers if isinstance(one, DomainError)]


def test_two_cashiers_on_one_order(city: City) -> None:
    for turn in range(ROUNDS):
        uid = city.order()
        answers = at_once(
            frozen(
                lambda by=by, uid=uid, turn=turn: services.take_cash(  # type: ignore[misc]  # defaults bind
                    order_uid=uid, received=1000, receipt_no=f"{turn}-{by.officer_id}", actor=by
                )
            )
            for by in (city.cashier, city.second_cashier)
        )
        assert [type(one) for one in refused(answers)] == [MoveNotAllowed]
        assert Payment.objects.filter(order__uid=uid).count() == 1
    assert story().count("fee.paid") == ROUNDS


def test_cash_and_the_bank_at_once(city: City) -> None:
    for turn in range(ROUNDS):
        uid = city.order()
        token = services.begin_payment(order_uid=uid, actor=city.resident).removeprefix("/test-bank/")
        body, signature = bank_pay(token)
        answers = at_once(
            [
                frozen(
                    lambda uid=uid, turn=turn: services.take_cash(  # type: ignore[misc]  # defaults bind
                        order_uid=uid, received=1000, receipt_no=f"C{turn}", actor=city.cashier
                    )
                ),
                frozen(
                    lambda body=body, signature=signature: services.receive_notice(  # type: ignore[misc]  # defaults bind
                        channel=TEST_BANK, body=body, signature=signature
                    )
                ),
            ]
        )
        cash, bank = answers
        refused(answers)
        assert selectors.order(uid, viewer=SYSTEM).state == "paid"
        assert Payment.objects.filter(order__uid=uid, counted=True).count() == 1
        if isinstance(cash, MoveNotAllowed):
            assert bank == "paid"
        else:
            assert (cash, bank) == (None, "stray")
            assert Refund.objects.filter(payment__order__uid=uid).count() == 1


def test_one_message_six_times_at_once(city: City) -> None:
    uid = city.order()
    token = services.begin_payment(order_uid=uid, actor=city.resident).removeprefix("/test-bank/")
    body, signature = bank_pay(token)
    answers = at_once([frozen(lambda: services.receive_notice(channel=TEST_BANK, body=body, signature=signature))] * 6)
    assert sorted(str(one) for one in answers) == ["paid", *["repeated"] * 5]
    assert Payment.objects.count() == 1


def test_two_refunds_of_the_whole_at_once(city: City) -> None:
    for turn in range(ROUNDS):
        uid = city.paid(receipt_no=f"R{turn}")
        answers = at_once(
            [
                frozen(
                    lambda uid=uid: services.request_refund(  # type: ignore[misc]  # defaults bind
                        order_uid=uid, amount=1000, reason="重复", actor=city.cashier
                    )
                )
            ]
            * 2
        )
        assert [one.code for one in refused(answers)] == ["fee_refund_too_large"]
    assert Refund.objects.count() == ROUNDS


def test_numbers_of_orders_have_no_gaps_and_no_twins(city: City) -> None:
    def open_one() -> str:
        return services.open_payment_order(
            about=dataclasses.replace(ABOUT, id="another"), payer_id=city.resident.party_id or 0,
            department_id=city.department_id, region_code=REGION, version_id=city.charged.id,
            lines=[services.Charge("证照工本费", 1, 1000)], actor=city.cashier,
        )  # fmt: skip

    uids = at_once([frozen(open_one)] * 6)
    numbers = sorted(selectors.order(str(uid), viewer=SYSTEM).number[-7:] for uid in uids)
    assert numbers == [f"{n:07d}" for n in range(1, 7)]


def test_an_order_ends_while_it_is_paid(city: City) -> None:
    for turn in range(ROUNDS):
        uid = city.order()
        answers = at_once(
            [
                frozen(
                    lambda uid=uid, turn=turn: services.take_cash(  # type: ignore[misc]  # defaults bind
                        order_uid=uid, received=1000, receipt_no=f"E{turn}", actor=city.cashier
                    )
                ),
                frozen(lambda: services.cancel_orders(about=ABOUT, reason="撤回", actor=SYSTEM)),
            ]
        )
        cash, ended = answers
        refused(answers)
        state = selectors.order(uid, viewer=SYSTEM).state
        assert (state, ended) == (("paid", 0) if cash is None else ("cancelled", 1))
