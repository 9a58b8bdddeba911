"""Parcels both ways: ordered, followed, confirmed, settled; nothing personal leaves the sealed columns."""

from __future__ import annotations

import datetime as dt
import logging

import orjson
import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from tongban.duties import selectors as duties
from tongban.duties import services as duty_verbs
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import selectors as ledger
from tongban.ledger import services as ledger_verbs
from tongban.parties.selectors import looks_at_me
from tongban.post import couriers, reactions, selectors, services
from tongban.post.addresses import Address
from tongban.post.couriers import TEST_COURIER, Courier, TestCourier, TrackingNotice, sign, signed_notice
from tongban.post.errors import (
    AddressIncomplete,
    AlreadyConfirmed,
    CourierNotReady,
    CourierUnavailable,
    NotArrived,
    NoteMissing,
    NothingInside,
    NothingToSettle,
    NoticeNotGenuine,
    NotTheReceiver,
)
from tongban.post.facts import courier_ref
from tongban.post.models import CourierOrder, TrackingEvent
from tongban.post.services import Content
from tongban.post.states import COURIER_LIFECYCLE, CourierState
from tongban.post.tests.conftest import ABOUT, HALL, HOME, MORNING, PAPERS, REGION, SECRETS, SYSTEM, City

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def story() -> list[str]:
    return [fact.kind for fact in ledger.timeline(ABOUT) if fact.kind.startswith("post.")]


def running(uid: str) -> list[str]:
    return [duty.kind for duty in duties.duties_of(courier_ref(uid)) if duty.running]


def handed_over(city: City, direction: str = "to_applicant") -> str:
    """A parcel that the courier knows of."""
    uid = city.parcel(direction)
    ledger_verbs.drain(raising=True)
    return uid


def tell(uid: str, kind: str, event: str = "", at: dt.datetime = MORNING) -> str:
    tracking_no = CourierOrder.objects.get(uid=uid).tracking_no
    body, signature = signed_notice(tracking_no, event or kind, kind, at, "同安市分拨中心")
    return services.receive_notice(courier=TEST_COURIER, body=body, signature=signature)


def test_a_result_on_its_way_to_the_applicant(city: City) -> None:
    uid = city.parcel()
    assert running(uid) == ["post.moving"]
    ledger_verbs.drain(raising=True)
    found = selectors.parcel(uid, viewer=city.resident)
    assert found.number == f"2026{city.department_id:05d}0000001"
    assert found.tracking_no.startswith("TC")
    assert found.sender == "同安市卫生健康委员会，0372-0000001，同安市市民之家一楼12号窗口"
    assert found.recipient == "赵**，138****0011，同安市文峰区…"
    assert [(one.name, one.copies, one.original) for one in found.contents] == [
        ("准予行政许可决定书", 1, True), ("办事指南", 2, False),
    ]  # fmt: skip
    assert [tell(uid, kind) for kind in ("collected", "in_transit", "delivered")] == ["moved"] * 3
    after = selectors.parcel(uid, viewer=city.resident)
    assert (after.state, after.delivered_at, after.allowed) == ("delivered", MORNING, frozenset({"confirm"}))
    assert running(uid) == ["post.confirm"]
    services.confirm_contents(order_uid=uid, complete=True, actor=city.resident)
    assert running(uid) == []
    assert story() == ["post.ordered", "post.collected", "post.in_transit", "post.delivered", "post.confirmed"]
    with pytest.raises(AlreadyConfirmed):
        services.confirm_contents(order_uid=uid, complete=True, actor=city.resident)


def test_originals_on_their_way_to_the_authority(city: City) -> None:
    uid = handed_over(city, "to_authority")
    with pytest.raises(NotArrived):
        services.confirm_contents(order_uid=uid, complete=True, actor=city.clerk)
    tell(uid, "delivered")
    with pytest.raises(NotTheReceiver):
        services.confirm_contents(order_uid=uid, complete=True, actor=city.resident)
    with pytest.raises(NoteMissing):
        services.confirm_contents(order_uid=uid, complete=False, actor=city.clerk)
    services.confirm_contents(order_uid=uid, complete=False, note="身份证410502199003070115缺页", actor=city.clerk)
    found = selectors.parcel(uid, viewer=city.resident)
    assert (found.complete, story()[-1], running(uid)) == (False, "post.incomplete", [])
    assert "410502199003070115" not in found.note


def test_copies_need_no_confirmation(city: City) -> None:
    uid = city.parcel("to_applicant", None, Content("办事指南", original=False))
    ledger_verbs.drain(raising=True)
    tell(uid, "delivered")
    assert running(uid) == []


def test_the_same_event_twice_and_late_ones(city: City) -> None:
    uid = handed_over(city)
    assert [tell(uid, "delivered"), tell(uid, "delivered")] == ["moved", "repeated"]
    assert tell(uid, "in_transit", at=MORNING - DAY) == "kept"
    assert tell(uid, "collected", at=MORNING - 2 * DAY) == "kept"
    found = selectors.parcel(uid, viewer=city.clerk)
    assert found.state == "delivered"
    assert [one.kind for one in found.events] == ["collected", "in_transit", "delivered"]
    assert story() == ["post.ordered", "post.delivered"]


def test_a_wrong_signature_and_messages_without_sense(city: City) -> None:
    uid = handed_over(city)
    tracking_no = CourierOrder.objects.get(uid=uid).tracking_no
    body, signature = signed_notice(tracking_no, "e", "delivered", MORNING)
    for wrong in ((body, ""), (body, "0" * 64), (body + b" ", signature)):
        with pytest.raises(NoticeNotGenuine):
            services.receive_notice(courier=TEST_COURIER, body=wrong[0], signature=wrong[1])
    said = orjson.loads(body)
    for change in ({"kind": "eaten"}, {"at": "soon"}, {"at": "2026-11-24"}, {"place": 7}):
        odd = orjson.dumps({**said, **change})
        with pytest.raises(NoticeNotGenuine):
            services.receive_notice(courier=TEST_COURIER, body=odd, signature=sign(odd))
    assert tell(uid, "collected") == "moved"
    unknown, signature = signed_notice("TC-nobody", "e", "delivered", MORNING)
    assert services.receive_notice(courier=TEST_COURIER, body=unknown, signature=signature) == "unknown"
    empty, signature = signed_notice("", "e", "delivered", MORNING)
    assert services.receive_notice(courier=TEST_COURIER, body=empty, signature=signature) == "unknown"
    with pytest.raises(NotFound):
        services.receive_notice(courier="nobody", body=b"{}", signature="")
    assert TrackingEvent.objects.count() == 1


def test_days_move_the_parcels_of_the_test_courier(city: City) -> None:
    uid = handed_over(city)
    assert services.track_parcels() == 0
    with clock.frozen(MORNING + dt.timedelta(hours=7)):
        assert services.track_parcels() == 2
        reactions.track()
        assert selectors.parcel(uid, viewer=city.clerk).state == "in_transit"
    with clock.frozen(MORNING + DAY + dt.timedelta(minutes=1)):
        assert services.track_parcels() == 1
        assert services.track_parcels() == 0
    found = selectors.parcel(uid, viewer=city.clerk)
    assert (found.state, found.delivered_at) == ("delivered", MORNING + DAY)


def test_a_parcel_that_does_not_move_is_asked_after(city: City) -> None:
    uid = handed_over(city)
    (duty,) = [one for one in duties.duties_of(courier_ref(uid)) if one.running]
    assert duty.due.due_on == dt.date(2026, 11, 27)
    with clock.frozen(MORNING + 3 * DAY):
        tell(uid, "in_transit", at=clock.now())
        (fresh,) = [one for one in duties.duties_of(courier_ref(uid)) if one.running]
        assert fresh.due.due_on == dt.date(2026, 12, 2)
    with clock.frozen(MORNING + 10 * DAY):
        assert duty_verbs.look_again(clock.now(), actor=SYSTEM).overdue == 1
        (late,) = [one for one in duties.duties_of(courier_ref(uid)) if one.running]
        assert (late.kind, late.late) == ("post.moving", True)


@pytest.mark.parametrize(("kind", "state"), [("returned", "returned"), ("lost", "lost")])
def test_what_did_not_arrive_is_settled(city: City, kind: str, state: str) -> None:
    uid = handed_over(city)
    with pytest.raises(NothingToSettle):
        services.settle_parcel(order_uid=uid, note="已联系", actor=city.clerk)
    tell(uid, kind)
    assert (selectors.parcel(uid, viewer=city.clerk).state, running(uid)) == (state, ["post.settle"])
    with pytest.raises(NoteMissing):
        services.settle_parcel(order_uid=uid, note=" ", actor=city.clerk)
    with pytest.raises(PermissionDenied):
        services.settle_parcel(order_uid=uid, note="x", actor=city.resident)
    services.settle_parcel(order_uid=uid, note="改为窗口领取", actor=city.clerk)
    assert running(uid) == []
    with pytest.raises(NothingToSettle):
        services.settle_parcel(order_uid=uid, note="再来", actor=city.clerk)


def test_what_was_lost_may_turn_up(city: City) -> None:
    uid = handed_over(city)
    tell(uid, "lost")
    assert tell(uid, "in_transit", at=MORNING + DAY) == "moved"
    assert running(uid) == ["post.moving"]
    tell(uid, "delivered", at=MORNING + DAY)
    assert selectors.parcel(uid, viewer=city.clerk).state == "delivered"


def test_calling_off(city: City) -> None:
    uid = city.parcel("to_authority")
    with pytest.raises(NotFound):
        services.cancel_courier(order_uid=uid, actor=city.stranger)
    services.cancel_courier(order_uid=uid, actor=city.resident)
    assert (running(uid), story()) == ([], ["post.ordered", "post.cancelled"])
    ledger_verbs.drain(raising=True)  # the courier never hears of it
    assert CourierOrder.objects.get().tracking_no == ""
    moving = handed_over(city)
    with pytest.raises(PermissionDenied):
        services.cancel_courier(order_uid=moving, actor=city.resident)
    tell(moving, "collected")
    with pytest.raises(MoveNotAllowed):
        services.cancel_courier(order_uid=moving, actor=city.clerk)


def test_who_sends(city: City) -> None:
    with pytest.raises(NotFound):
        city.parcel("to_applicant", city.outsider)
    for actor in (city.resident, city.stranger):
        with pytest.raises(PermissionDenied):
            city.parcel("to_applicant", actor)
    with pytest.raises(PermissionDenied):
        city.parcel("to_authority", city.stranger)
    assert city.parcel("to_authority", city.clerk)  # the clerk for whoever stands at the window


def test_a_parcel_of_another_does_not_exist(city: City) -> None:
    uid = city.parcel()
    for viewer in (city.stranger, city.outsider):
        with pytest.raises(NotFound):
            selectors.parcel(uid, viewer=viewer)
        assert selectors.couriers_of(ABOUT, viewer=viewer) == ()
        with pytest.raises(NotFound):
            services.reveal_address(order_uid=uid, actor=viewer)
        with pytest.raises(NotFound):
            services.confirm_contents(order_uid=uid, complete=True, actor=viewer)
    with pytest.raises(NotFound):
        selectors.parcel("no-uid", viewer=city.resident)
    assert len(selectors.couriers_of(ABOUT, viewer=city.clerk)) == 1


@pytest.mark.parametrize(
    "end",
    [
        Address("", "13800000011", "文峰区学院路3号"),
        Address("赵小满", "123", "文峰区学院路3号"),
        Address("赵小满", "打这个13800000011", "文峰区学院路3号"),
        Address("赵小满", "13800000011", "3号"),
        Address("赵" * 101, "13800000011", "文峰区学院路3号"),
    ],
)
def test_an_address_is_whole_and_its_words_stay_out_of_the_refusal(city: City, end: Address) -> None:
    with pytest.raises(AddressIncomplete) as refused:
        services.order_courier(
            about=ABOUT, direction="to_applicant", party_id=city.resident.party_id or 0,
            department_id=city.department_id, sender=HALL, recipient=end, contents=PAPERS, actor=city.clerk,
        )  # fmt: skip
    assert not [secret for secret in SECRETS if secret in repr(refused.value.problem())]


@pytest.mark.parametrize("contents", [(), (PAPERS[0], PAPERS[0]), (Content(" ", True),), (Content("证", True, 0),)])
def test_a_parcel_has_something_in_it(city: City, contents: tuple[Content, ...]) -> None:
    with pytest.raises(NothingInside):
        services.order_courier(
            about=ABOUT, direction="to_applicant", party_id=city.resident.party_id or 0,
            department_id=city.department_id, region_code=REGION, sender=HALL, recipient=HOME, contents=contents,
            actor=city.clerk,
        )  # fmt: skip


def test_nothing_personal_in_facts_logs_or_open_columns(city: City, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        uid = handed_over(city)
        tell(uid, "delivered")
        services.reveal_address(order_uid=uid, actor=city.clerk)
        services.confirm_contents(order_uid=uid, complete=True, actor=city.resident)
    facts = repr([(fact.data, fact.objects) for fact in ledger.timeline(ABOUT)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '|') FROM post_courierorder t")
        row = str(cursor.fetchone())
    for secret in SECRETS:
        assert secret not in facts + row + caplog.text + repr(HOME)


def test_whoever_looks_at_an_address_is_seen_looking(city: City) -> None:
    uid = city.parcel()
    assert services.reveal_address(order_uid=uid, actor=city.resident) == HOME
    assert looks_at_me(city.resident) == []
    assert services.reveal_address(order_uid=city.parcel("to_authority"), actor=city.clerk) == HOME
    (look,) = looks_at_me(city.resident)
    assert look.purpose.startswith("查看寄递单2026")


class SilentCourier(TestCourier):
    """A courier that does not answer."""

    def order(self, parcel: couriers.Parcel) -> str:
        raise CourierUnavailable()

    def track(self, tracking_no: str) -> list[TrackingNotice]:
        raise CourierUnavailable()


def test_a_courier_that_does_not_answer_is_asked_again(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    known = handed_over(city)
    silent: type[Courier] = SilentCourier
    monkeypatch.setitem(couriers._factories, TEST_COURIER, silent)
    uid = city.parcel()
    with pytest.raises(CourierUnavailable):
        services.hand_over(order_uid=uid)
    with clock.frozen(MORNING + DAY):
        assert services.track_parcels() == 0
    monkeypatch.setitem(couriers._factories, TEST_COURIER, TestCourier)
    first = services.hand_over(order_uid=uid)
    assert first == services.hand_over(order_uid=uid) == CourierOrder.objects.get(uid=uid).tracking_no
    assert first != CourierOrder.objects.get(uid=known).tracking_no


def test_a_production_city_has_no_test_courier(city: City, settings: Settings) -> None:
    settings.TONGBAN_CITY_KIND = "production"
    with pytest.raises(CourierNotReady):
        city.parcel()
    assert "测试寄递不能用" in selectors.why_off()
    settings.TONGBAN_COURIER = "nobody"
    assert "nobody" in selectors.why_off()
    settings.TONGBAN_COURIER = "vendor=tongban.nobody:Courier"
    assert "找不到寄递企业的程序" in selectors.why_off()
    settings.TONGBAN_CITY_KIND = "test"
    settings.TONGBAN_COURIER = "vendor=tongban.post.couriers:TestCourier"
    city.parcel()
    assert CourierOrder.objects.get().courier == "vendor"


def test_the_database_keeps_the_order_of_things(city: City) -> None:
    uid = city.parcel()
    for change in ({"state": "delivered"}, {"delivered_at": MORNING}, {"confirmed_at": MORNING, "complete": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CourierOrder.objects.filter(uid=uid).update(**change)


def test_every_state_leads_somewhere_or_ends() -> None:
    ends = {CourierState.DELIVERED, CourierState.RETURNED, CourierState.CANCELLED}
    assert COURIER_LIFECYCLE.final_states == {state.value for state in ends}
