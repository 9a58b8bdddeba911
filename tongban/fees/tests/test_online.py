"""Paying through a channel: its word counts once, whether it comes late, twice, out of order or never."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest
from pytest_django.fixtures import Settings

from tongban.fees import channels, embedded_bank, selectors, services
from tongban.fees.channels import TEST_BANK, ChannelNotice
from tongban.fees.embedded_bank import TestBank, bank_pay, notification
from tongban.fees.errors import (
    BankPageClosed,
    ChannelNotReady,
    ChannelUnavailable,
    NoticeNotGenuine,
)
from tongban.fees.models import BankTrade, ChannelMessage, OnlineTrade, Payment, Refund
from tongban.fees.services.online import GIVEN_UP, PATIENCE
from tongban.fees.tests.conftest import ABOUT, MORNING, SYSTEM, City
from tongban.fees.tests.test_orders import running, story
from tongban.kernel import clock, keys
from tongban.kernel.errors import MoveNotAllowed, NotFound
from tongban.kernel.gm import hmac_sm3
from tongban.ledger import services as ledger

pytestmark = pytest.mark.django_db


def begun(city: City) -> tuple[str, str]:
    """An order on its way through the test bank: its uid and the token of the bank's page."""
    uid = city.order()
    address = services.begin_payment(order_uid=uid, actor=city.resident)
    return uid, address.removeprefix("/test-bank/")


def tell(body: bytes, signature: str) -> str:
    return services.receive_notice(channel=TEST_BANK, body=body, signature=signature)


def signed(**said: object) -> tuple[bytes, str]:
    """Any message under the bank's own key."""
    body = orjson.dumps(said)
    _, key = keys.store().symmetric(embedded_bank.KEY)
    return body, hmac_sm3(key, body).hex()


def state(uid: str) -> str:
    return selectors.order(uid, viewer=SYSTEM).state


def test_the_road_through_the_bank(city: City) -> None:
    uid, token = begun(city)
    page = services.page_of_test_bank(token)
    assert (page.amount_text, page.state) == ("10.00元", "open")
    assert page.subject.startswith("公共场所卫生许可（新办） 2026")
    assert page.return_address.endswith(f"/fees/{uid}/")
    assert services.pay_at_test_bank(token).state == "paid"
    found = selectors.order(uid, viewer=city.resident)
    assert (found.state, found.paid_at, found.paying) == ("paid", MORNING, False)
    assert found.payments[0].method_label == "网上支付"
    assert (story(), running(uid)) == (["fee.charged", "fee.paying", "fee.paid"], [])
    with pytest.raises(BankPageClosed):
        services.pay_at_test_bank(token)
    with pytest.raises(MoveNotAllowed):
        services.begin_payment(order_uid=uid, actor=city.resident)


def test_the_same_button_twice_leads_to_the_same_page(city: City) -> None:
    uid, token = begun(city)
    assert services.begin_payment(order_uid=uid, actor=city.resident) == f"/test-bank/{token}"
    assert OnlineTrade.objects.count() == BankTrade.objects.count() == 1
    assert story().count("fee.paying") == 1


def test_after_turning_back_at_the_bank_another_attempt_begins(city: City) -> None:
    uid, token = begun(city)
    services.cancel_at_test_bank(token)
    assert services.ask_channel(order_uid=uid, actor=city.resident) == "closed"
    assert state(uid) == "unpaid"
    again = services.begin_payment(order_uid=uid, actor=city.resident)
    assert again != f"/test-bank/{token}"
    assert [one.number[-3:] for one in OnlineTrade.objects.order_by("pk")] == ["P01", "P02"]
    services.pay_at_test_bank(again.removeprefix("/test-bank/"))
    assert state(uid) == "paid"


def test_only_the_payer_pays(city: City) -> None:
    uid = city.order()
    for actor in (city.stranger, city.cashier, city.outsider):
        with pytest.raises(NotFound):
            services.begin_payment(order_uid=uid, actor=actor)


def test_told_twice_paid_once(city: City) -> None:
    uid, token = begun(city)
    body, signature = bank_pay(token)
    assert [tell(body, signature) for _ in range(3)] == ["paid", "repeated", "repeated"]
    assert (Payment.objects.count(), ChannelMessage.objects.count(), story().count("fee.paid")) == (1, 1, 1)
    assert services.ask_channel(order_uid=uid, actor=city.resident) == "open"
    # Another message about the same money (a bank that numbers each attempt to tell) changes nothing either.
    said = {**orjson.loads(body), "message_id": "second"}
    assert tell(*signed(**said)) == "repeated"
    assert Payment.objects.count() == 1


def test_a_wrong_signature_or_a_changed_word_is_refused(city: City) -> None:
    uid, token = begun(city)
    body, signature = bank_pay(token)
    cheaper = orjson.dumps({**orjson.loads(body), "amount": 1})
    for wrong in ((body, ""), (body, "0" * 64), (body, signature[:-1]), (cheaper, signature), (body + b" ", signature)):
        with pytest.raises(NoticeNotGenuine):
            tell(*wrong)
    assert (state(uid), ChannelMessage.objects.count()) == ("unpaid", 0)
    assert tell(body, signature.upper()) == "paid"


@pytest.mark.parametrize(
    "change",
    [{"kind": "given"}, {"amount": "1000"}, {"amount": True}, {"amount": 0}, {"at": "yesterday"}, {"at": "2026-11-24"},
     {"number": 7}],
)  # fmt: skip
def test_a_genuine_message_without_sense_is_refused(city: City, change: dict[str, object]) -> None:
    uid, token = begun(city)
    body, _ = bank_pay(token)
    with pytest.raises(NoticeNotGenuine):
        tell(*signed(**{**orjson.loads(body), **change}))
    for raw in (b"[]", b'"paid"', b"{", b""):
        _, key = keys.store().symmetric(embedded_bank.KEY)
        with pytest.raises(NoticeNotGenuine):
            tell(raw, hmac_sm3(key, raw).hex())
    assert state(uid) == "unpaid"


def test_money_for_a_trade_we_do_not_know_is_kept_for_the_reconciliation(city: City) -> None:
    begun(city)
    said = {"message_id": "m", "kind": "paid", "number": "nobody", "channel_no": "TB9", "amount": 5}
    assert tell(*signed(**said, at=MORNING.isoformat())) == "unknown"
    assert not Payment.objects.exists()
    with pytest.raises(NotFound):
        services.receive_notice(channel="no-bank", body=b"{}", signature="")


def test_a_payment_told_after_the_order_was_cancelled_goes_back(city: City) -> None:
    uid, token = begun(city)
    body, signature = bank_pay(token)
    services.cancel_order(order_uid=uid, reason="开错了", actor=city.cashier)
    assert tell(body, signature) == "stray"
    found = selectors.order(uid, viewer=city.resident)
    (payment,) = found.payments
    (refund,) = payment.refunds
    assert (found.state, payment.counted, refund.amount, refund.automatic) == ("cancelled", False, 1000, True)
    assert story() == ["fee.charged", "fee.paying", "fee.cancelled", "fee.stray", "fee.refund_requested"]
    services.grant_refund(refund_uid=refund.uid, actor=city.approver)
    ledger.drain(raising=True)
    after = selectors.order(uid, viewer=city.resident)
    assert (after.state, after.payments[0].refunded, after.payments[0].refunds[0].state) == ("cancelled", 1000, "done")


def test_cash_and_bank_both_came_one_counts(city: City) -> None:
    uid, token = begun(city)
    body, signature = bank_pay(token)
    services.take_cash(order_uid=uid, received=1000, receipt_no="A001", actor=city.cashier)
    assert tell(body, signature) == "stray"
    assert [(one.method, one.counted) for one in Payment.objects.order_by("pk")] == [("cash", True), ("online", False)]
    assert state(uid) == "paid"
    assert Refund.objects.get().payment.method == "online"


def test_another_amount_does_not_settle_the_order(city: City) -> None:
    uid, token = begun(city)
    body, _ = bank_pay(token)
    assert tell(*signed(**{**orjson.loads(body), "amount": 999})) == "stray"
    assert (state(uid), Refund.objects.get().amount) == ("unpaid", 999)


def test_closed_told_before_paid(city: City) -> None:
    uid, token = begun(city)
    body, signature = bank_pay(token)
    said = orjson.loads(body)
    assert tell(*signed(**{**said, "kind": "closed", "message_id": "c"})) == "closed"
    assert (state(uid), OnlineTrade.objects.get().state) == ("unpaid", "closed")
    assert tell(body, signature) == "paid"
    assert (state(uid), OnlineTrade.objects.get().state) == ("paid", "paid")
    assert tell(*signed(**{**said, "kind": "closed", "message_id": "late"})) == "closed"
    assert OnlineTrade.objects.get().state == "paid"


def test_a_late_payment_settles_an_order_out_of_time(city: City) -> None:
    uid, token = begun(city)
    with clock.frozen(MORNING + dt.timedelta(days=16)):
        body, signature = bank_pay(token)
        services.expire_order(order_uid=uid, actor=SYSTEM)
        assert tell(body, signature) == "paid"
        assert state(uid) == "paid"


def test_a_lost_notification_is_asked_for(city: City) -> None:
    uid, token = begun(city)
    services.pay_at_test_bank(token, tells=False)
    assert (state(uid), services.ask_channels()) == ("unpaid", 0)
    with clock.frozen(MORNING + PATIENCE + dt.timedelta(seconds=1)):
        assert services.ask_channels() == 1
        assert services.ask_channels() == 0
    assert state(uid) == "paid"
    assert tell(*notification(token)) == "repeated"


def test_asking_about_what_nobody_paid_changes_nothing_until_it_is_given_up(city: City) -> None:
    uid, _token = begun(city)
    assert services.ask_channel(order_uid=uid, actor=city.resident) == "open"
    with clock.frozen(MORNING + dt.timedelta(hours=1)):
        assert services.ask_channels() == 0
    assert (OnlineTrade.objects.get().state, BankTrade.objects.get().state) == ("open", "open")
    with clock.frozen(MORNING + GIVEN_UP + dt.timedelta(minutes=1)):
        assert services.ask_channels() == 1
    assert (OnlineTrade.objects.get().state, BankTrade.objects.get().state) == ("closed", "closed")


def test_what_is_settled_takes_no_more_money_from_a_bank(city: City) -> None:
    uid, token = begun(city)
    services.take_cash(order_uid=uid, received=1000, receipt_no="A001", actor=city.cashier)
    ledger.drain(raising=True)
    assert (OnlineTrade.objects.get().state, services.page_of_test_bank(token).state) == ("closed", "closed")
    with pytest.raises(BankPageClosed):
        services.pay_at_test_bank(token)
    assert services.close_trades(order_uid=uid) == 0


class SilentBank(TestBank):
    """A bank that does not answer."""

    def query(self, number: str) -> ChannelNotice | None:
        raise ChannelUnavailable()


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(channels._factories, TEST_BANK, SilentBank)


def test_a_bank_that_does_not_answer_stops_nobody(city: City, silent: None) -> None:
    uid, token = begun(city)
    with pytest.raises(ChannelUnavailable):
        services.ask_channel(order_uid=uid, actor=city.resident)
    with clock.frozen(MORNING + dt.timedelta(hours=1)):
        assert services.ask_channels() == 0
    body, signature = bank_pay(token)
    assert tell(body, signature) == "paid"


def test_a_production_city_has_no_test_bank(city: City, settings: Settings) -> None:
    uid, token = begun(city)
    settings.TONGBAN_CITY_KIND = "production"
    assert channels.check_config() == ["网上缴费现在不能用：还没有接入支付渠道，测试银行不能用于正式城市。"]
    with pytest.raises(ChannelNotReady):
        services.begin_payment(order_uid=uid, actor=city.resident)
    with pytest.raises(NotFound):
        services.pay_at_test_bank(token)
    assert "测试银行不能用" in selectors.order(uid, viewer=city.resident).online_off


def test_a_channel_nobody_has_registered(city: City, settings: Settings) -> None:
    settings.TONGBAN_PAYMENT_CHANNEL = "unionpay"
    with pytest.raises(ChannelNotReady) as refused:
        services.begin_payment(order_uid=city.order(), actor=city.resident)
    assert "unionpay" in refused.value.sentence
    assert refused.value.status == 503


def test_a_vendors_channel_is_named_by_its_path(city: City, settings: Settings) -> None:
    settings.TONGBAN_PAYMENT_CHANNEL = "vendor=tongban.fees.embedded_bank:TestBank"
    uid, token = begun(city)
    assert OnlineTrade.objects.get().channel == "vendor"
    body, signature = bank_pay(token)
    assert services.receive_notice(channel="vendor", body=body, signature=signature) == "paid"
    assert state(uid) == "paid"
    settings.TONGBAN_PAYMENT_CHANNEL = "vendor=tongban.nobody:Bank"
    assert "找不到支付渠道的程序" in channels.check_config()[0]


def test_what_the_bank_is_told_names_nobody(city: City) -> None:
    begun(city)
    told = BankTrade.objects.get()
    assert "赵" not in told.subject + told.return_address


def test_reactions_may_run_twice(city: City) -> None:
    uid, token = begun(city)
    services.pay_at_test_bank(token)
    ledger.drain(raising=True)
    before = (story(ABOUT), Payment.objects.count())
    from tongban.fees import reactions
    from tongban.ledger.selectors import timeline

    for fact in timeline(ABOUT):
        if fact.kind == "fee.paid":
            reactions.make_receipt(fact)
            reactions._close_trades(fact)
    reactions.ask_channels()
    assert (story(ABOUT), Payment.objects.count()) == before
    assert state(uid) == "paid"
