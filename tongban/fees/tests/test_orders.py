"""Orders: opened by law, paid in cash once, run out of time, opened again, ended; each with its fact and its clock."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tongban.documents import services as documents
from tongban.documents.models import IssuedDocument
from tongban.duties import selectors as duties
from tongban.duties import services as duty_verbs
from tongban.fees import selectors, services
from tongban.fees.errors import AmountDiffers, FeeNotPublished, NotPaidYet, ReasonMissing, ReceiptTaken
from tongban.fees.facts import order_ref
from tongban.fees.models import OrderLine, PaymentOrder
from tongban.fees.states import ORDER_LIFECYCLE, OrderState
from tongban.fees.tests.conftest import ABOUT, CARD, MORNING, REGION, SYSTEM, TEST, City, half
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import selectors as ledger
from tongban.ledger import services as ledger_verbs
from tongban.ledger.facts import ObjectRef
from tongban.notices.models import InboxMessage

pytestmark = pytest.mark.django_db


def story(about: ObjectRef = ABOUT) -> list[str]:
    """Kinds of the facts on the timeline of what the orders are about."""
    return [fact.kind for fact in ledger.timeline(about) if fact.kind.startswith("fee.")]


def running(uid: str) -> list[str]:
    return [duty.kind for duty in duties.duties_of(order_ref(uid)) if duty.running]


def test_an_order_holds_what_was_published_and_tells_the_payer(city: City) -> None:
    uid = city.order(CARD, half(TEST))
    found = selectors.order(uid, viewer=city.resident)
    assert found.number == f"2026{city.department_id:05d}0000001"
    assert (found.state, found.amount, found.amount_text) == ("unpaid", 1000 + 12550, "135.50元")
    card, test = found.lines
    assert (card.standard, card.basis, card.amount) == ("10元/证", "财综〔2003〕1号", 1000)
    assert (test.reduction, test.amount, test.reduction_basis) == (12550, 12550, "豫财税〔2016〕10号第三条")
    assert found.expires_at == dt.datetime(2026, 12, 9, 16, tzinfo=dt.UTC)  # the end of the fifteenth day in China
    assert (story(), running(uid)) == (["fee.charged"], ["fee.payment"])
    message = InboxMessage.objects.get(template="fee_charged")
    assert (message.party_id, message.link) == (city.resident.party_id, f"/fees/{uid}/")
    assert "135.50元" in message.body
    assert selectors.unpaid(ABOUT) == 13550


def test_numbers_run_on(city: City) -> None:
    numbers = [selectors.order(city.order(), viewer=SYSTEM).number for _ in range(3)]
    assert [number[-7:] for number in numbers] == ["0000001", "0000002", "0000003"]


def test_no_fee_without_law(city: City) -> None:
    with pytest.raises(FeeNotPublished) as refused:
        services.open_payment_order(
            about=ABOUT, payer_id=city.resident.party_id or 0, department_id=city.department_id,
            version_id=city.free.id, lines=[CARD], actor=city.cashier,
        )  # fmt: skip
    assert refused.value.article == "《行政许可法》第五十八条"
    assert not PaymentOrder.objects.exists()
    assert story() == []


def test_only_the_seat_in_its_department_charges(city: City) -> None:
    def charge(actor: Actor) -> None:
        services.open_payment_order(
            about=ABOUT, payer_id=city.resident.party_id or 0, department_id=city.department_id, region_code=REGION,
            version_id=city.charged.id, lines=[CARD], actor=actor,
        )  # fmt: skip

    with pytest.raises(NotFound):
        charge(city.outsider)
    for actor in (city.resident, city.bureau):
        with pytest.raises(PermissionDenied):
            charge(actor)
    charge(city.approver)


def test_a_fee_reduced_to_nothing_is_waived_and_owed_by_nobody(city: City) -> None:
    whole = services.Charge("证照工本费", 1, 1000, 1000, "低保户全免", "豫财税〔2016〕10号")
    uid = city.order(whole)
    found = selectors.order(uid, viewer=city.resident)
    assert (found.state, found.amount, found.allowed) == ("waived", 0, frozenset())
    assert (story(), running(uid), selectors.unpaid(ABOUT)) == (["fee.charged", "fee.waived"], [], 0)


def test_cash_settles_an_order_once(city: City) -> None:
    uid = city.order()
    with pytest.raises(AmountDiffers):
        services.take_cash(order_uid=uid, received=900, receipt_no="A001", actor=city.cashier)
    with pytest.raises(ReceiptTaken):
        services.take_cash(order_uid=uid, received=1000, receipt_no="  ", actor=city.cashier)
    services.take_cash(order_uid=uid, received=1000, receipt_no="A 001", actor=city.cashier)
    found = selectors.order(uid, viewer=city.resident)
    assert (found.state, found.paid_at, found.payments[0].reference) == ("paid", MORNING, "A001")
    assert (story(), running(uid), selectors.unpaid(ABOUT)) == (["fee.charged", "fee.paid"], [], 0)
    with pytest.raises(MoveNotAllowed):
        services.take_cash(order_uid=uid, received=1000, receipt_no="A002", actor=city.second_cashier)
    other = city.order()
    with pytest.raises(ReceiptTaken):
        services.take_cash(order_uid=other, received=1000, receipt_no="A001", actor=city.cashier)
    assert selectors.order(other, viewer=SYSTEM).state == "unpaid"


def test_cash_is_taken_by_cashiers_only(city: City) -> None:
    uid = city.order()
    for actor, refusal in (
        (city.approver, PermissionDenied),
        (city.resident, PermissionDenied),
        (city.outsider, NotFound),
        (city.stranger, NotFound),
    ):
        with pytest.raises(refusal):
            services.take_cash(order_uid=uid, received=1000, receipt_no="A001", actor=actor)
    assert selectors.unpaid(ABOUT) == 1000


def test_an_order_of_another_does_not_exist(city: City) -> None:
    uid = city.paid()
    for viewer in (city.stranger, city.outsider):
        with pytest.raises(NotFound):
            selectors.order(uid, viewer=viewer)
        assert selectors.orders_of(ABOUT, viewer=viewer) == ()
        with pytest.raises(NotFound):
            services.receipt_pdf(order_uid=uid, actor=viewer)
        for verb in (services.reopen_order, services.begin_payment, services.ask_channel):
            with pytest.raises(NotFound):
                verb(order_uid=uid, actor=viewer)
    for odd in ("", "no-uid", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(NotFound):
            selectors.order(odd, viewer=city.resident)


def test_the_agent_sees_and_pays_for_the_principal(city: City) -> None:
    uid = services.open_payment_order(
        about=ABOUT, payer_id=city.resident.party_id or 0, agent_id=city.stranger.party_id,
        department_id=city.department_id, version_id=city.charged.id, lines=[CARD], actor=city.cashier,
    )  # fmt: skip
    assert "pay" in selectors.order(uid, viewer=city.stranger).allowed
    assert InboxMessage.objects.filter(template="fee_charged").count() == 2


def test_an_order_runs_out_of_time_stays_owed_and_opens_again(city: City) -> None:
    uid = city.order()
    late = MORNING + dt.timedelta(days=16)
    assert not services.expire_order(order_uid=uid, actor=SYSTEM)
    with clock.frozen(late):
        duty_verbs.look_again(clock.now(), actor=SYSTEM)
        ledger_verbs.drain(raising=True)
        found = selectors.order(uid, viewer=city.resident)
        assert (found.state, "reopen" in found.allowed, "pay" in found.allowed) == ("expired", True, False)
        assert (selectors.unpaid(ABOUT), running(uid)) == (1000, [])
        assert not services.expire_order(order_uid=uid, actor=SYSTEM)
        with pytest.raises(MoveNotAllowed):
            services.begin_payment(order_uid=uid, actor=city.resident)
        services.reopen_order(order_uid=uid, actor=city.resident)
        with pytest.raises(MoveNotAllowed):
            services.reopen_order(order_uid=uid, actor=city.resident)
        again = selectors.order(uid, viewer=city.resident)
        assert (again.state, running(uid)) == ("unpaid", ["fee.payment"])
        assert again.expires_at is not None
        assert again.expires_at > late
        assert story() == ["fee.charged", "fee.expired", "fee.reopened"]


def test_an_order_out_of_time_is_still_taken_in_cash(city: City) -> None:
    uid = city.order()
    with clock.frozen(MORNING + dt.timedelta(days=20)):
        services.expire_order(order_uid=uid, actor=SYSTEM)
        services.take_cash(order_uid=uid, received=1000, receipt_no="A009", actor=city.cashier)
        assert selectors.order(uid, viewer=SYSTEM).state == "paid"


def test_cancelling(city: City) -> None:
    uid = city.order()
    with pytest.raises(ReasonMissing):
        services.cancel_order(order_uid=uid, reason=" ", actor=city.cashier)
    with pytest.raises(PermissionDenied):
        services.cancel_order(order_uid=uid, reason="不办了", actor=city.resident)
    services.cancel_order(order_uid=uid, reason="开错了，电话13800000011", actor=city.cashier)
    found = selectors.order(uid, viewer=city.resident)
    assert found.state == "cancelled"
    assert "13800000011" not in found.end_reason
    assert (story(), running(uid), selectors.unpaid(ABOUT)) == (["fee.charged", "fee.cancelled"], [], 0)
    with pytest.raises(MoveNotAllowed):
        services.cancel_order(order_uid=uid, reason="再取消", actor=city.cashier)


def test_everything_owed_for_an_object_ends_with_it(city: City) -> None:
    first, second, third = city.order(), city.order(), city.paid()
    assert services.cancel_orders(about=ABOUT, reason="申请已经撤回。", actor=city.resident) == 2
    assert services.cancel_orders(about=ABOUT, reason="申请已经撤回。", actor=city.resident) == 0
    states = [selectors.order(uid, viewer=SYSTEM).state for uid in (first, second, third)]
    assert states == ["cancelled", "cancelled", "paid"]


def test_the_receipt_is_sealed_and_made_once(city: City) -> None:
    unpaid = city.order()
    with pytest.raises(NotPaidYet):
        services.receipt_pdf(order_uid=unpaid, actor=city.resident)
    uid = city.paid(CARD, half(TEST))
    ledger_verbs.drain(raising=True)
    name, content = services.receipt_pdf(order_uid=uid, actor=city.resident)
    assert name.startswith("电子缴款凭证-2026")
    assert documents.verify_pdf(content).genuine
    assert services.make_receipt(order_uid=uid, actor=SYSTEM) == services.make_receipt(order_uid=uid, actor=SYSTEM)
    assert IssuedDocument.objects.filter(kind="payment_receipt").count() == 1
    assert "document.issued" in [fact.kind for fact in ledger.timeline(ABOUT)]


def test_facts_tell_amounts_and_nobody(city: City) -> None:
    services.cancel_order(order_uid=city.order(), reason="赵小满不办了", actor=city.cashier)
    uid = city.paid(half(TEST))
    services.request_refund(order_uid=uid, amount=5, reason="赵小满多缴", actor=city.cashier)
    told = repr([fact.data for fact in ledger.timeline(ABOUT)])
    for secret in ("赵小满", "13800000011", "410502", "低生活", "低保"):
        assert secret not in told


def test_the_database_keeps_lines_in_balance(city: City) -> None:
    order = PaymentOrder.objects.get(uid=city.order())
    for change in ({"amount": 999}, {"reduction": 1}, {"quantity": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderLine.objects.filter(order=order).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(state="paid")


def test_every_state_leads_somewhere_or_ends() -> None:
    ends = {OrderState.CANCELLED, OrderState.WAIVED, OrderState.REFUNDED}
    assert ORDER_LIFECYCLE.final_states == {state.value for state in ends}
