"""Fees and parcels of a case: charged by its version, waited for, dropped with it, told on its timeline."""

from __future__ import annotations

import dataclasses

import pytest

from tongban.cases import selectors, services
from tongban.cases.errors import MaterialUnknown
from tongban.cases.errors.fees import FeesUnpaid, NothingToSend
from tongban.cases.models import Case
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.charging import CARD, HOME, charged_case, charged_item
from tongban.cases.tests.conftest import SYSTEM, City
from tongban.fees import selectors as fees
from tongban.fees import services as fee_verbs
from tongban.fees.errors import FeeNotPublished, FeeOffStandard
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.post import selectors as post
from tongban.reference.models import Parameter

pytestmark = pytest.mark.django_db


def kinds(uid: str) -> list[str]:
    return [fact.kind for fact in selectors.timeline(uid, viewer=SYSTEM)]


def decided(city: City, uid: str, *, granted: bool = True) -> None:
    services.examine_case(case_uid=uid, opinion="材料真实，条件符合。", actor=city.examiner)
    services.decide_case(case_uid=uid, granted=granted, reason="" if granted else "不符合条件", actor=city.approver)


def issuing(city: City, uid: str) -> tuple[bool, str, str]:
    """The button that makes the result, as the approver sees it."""
    (action,) = [one for one in selectors.case_view(uid, viewer=city.approver).actions if one.verb == "issue_result"]
    return action.allowed, action.reason, action.basis


def test_a_case_is_charged_what_its_version_publishes(city: City) -> None:
    uid, order = charged_case(city, charged_item(city))
    found = fees.order(order, viewer=city.resident)
    assert (found.about, found.amount, found.payer_id) == (ObjectRef("case", uid), 1000, city.resident.party_id)
    assert "fee.charged" in kinds(uid)
    with pytest.raises(FeeOffStandard):
        services.charge_case(case_uid=uid, lines=[dataclasses.replace(CARD, unit_amount=9900)], actor=city.clerk)


def test_no_fee_where_the_guide_has_none(city: City) -> None:
    uid = city.accepted(city.promised)
    with pytest.raises(FeeNotPublished) as refused:
        services.charge_case(case_uid=uid, lines=[CARD], actor=city.clerk)
    assert "第五十八条" in refused.value.article


def test_who_charges_and_when(city: City) -> None:
    version = charged_item(city)
    submitted = city.submitted(version)
    with pytest.raises(MoveNotAllowed):
        services.charge_case(case_uid=submitted, lines=[CARD], actor=city.clerk)
    services.accept_case(case_uid=submitted, actor=city.clerk)
    with pytest.raises(PermissionDenied):
        services.charge_case(case_uid=submitted, lines=[CARD], actor=city.resident)
    with pytest.raises(NotFound):
        services.charge_case(case_uid=submitted, lines=[CARD], actor=city.outsider)


def test_the_result_waits_for_the_fee(city: City) -> None:
    uid, order = charged_case(city, charged_item(city))
    decided(city, uid)
    with pytest.raises(FeesUnpaid) as refused:
        services.issue_result(case_uid=uid, actor=city.approver)
    assert "10.00元" in refused.value.sentence
    assert "应当按照公布的法定项目和标准收费" in refused.value.article
    allowed, reason, basis = issuing(city, uid)
    assert (allowed, reason) == (False, refused.value.sentence)
    assert "第五十九条" in basis
    fee_verbs.take_cash(order_uid=order, received=1000, receipt_no="A001", actor=city.clerk)
    assert issuing(city, uid)[0]
    services.issue_result(case_uid=uid, actor=city.approver)


def test_a_city_may_let_the_result_come_first(city: City) -> None:
    uid, _order = charged_case(city, charged_item(city))
    decided(city, uid)
    Parameter.objects.filter(key="fee.before_result").update(value="not_required")
    assert services.issue_result(case_uid=uid, actor=city.approver) == ""


def test_what_is_not_paid_ends_with_the_case(city: City) -> None:
    version = charged_item(city)
    withdrawn, first = charged_case(city, version)
    services.withdraw_case(case_uid=withdrawn, actor=city.resident)
    refused, second = charged_case(city, version)
    decided(city, refused, granted=False)
    granted, third = charged_case(city, version)
    decided(city, granted)
    ledger.drain(raising=True)
    states = [fees.order(order, viewer=SYSTEM).state for order in (first, second, third)]
    assert states == ["cancelled", "cancelled", "unpaid"]
    assert "不再收取" in fees.order(first, viewer=city.resident).end_reason
    assert kinds(withdrawn)[-1] == "notice.sent" or "fee.cancelled" in kinds(withdrawn)
    assert services.drop_fees(case_uid=withdrawn, reason="再来一次", actor=SYSTEM) == 0


def test_what_was_paid_stays_paid_until_two_officers_give_it_back(city: City) -> None:
    uid, order = charged_case(city, charged_item(city))
    fee_verbs.take_cash(order_uid=order, received=1000, receipt_no="A001", actor=city.clerk)
    services.withdraw_case(case_uid=uid, actor=city.resident)
    ledger.drain(raising=True)
    assert fees.order(order, viewer=SYSTEM).state == "paid"


def test_a_result_by_post_is_followed_on_the_timeline(city: City) -> None:
    uid = city.examined(city.promised)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    services.deliver_result(case_uid=uid, method=DeliveryMethod.POST, address=HOME, actor=city.clerk)
    (parcel,) = post.couriers_of(ObjectRef("case", uid), viewer=city.resident)
    found = post.parcel(parcel.uid, viewer=city.resident)
    assert (found.direction, [one.name for one in found.contents]) == ("to_applicant", ["准予行政许可决定书"])
    assert found.sender.startswith("同安市卫生健康委员会，0372-0000001，")
    assert "post.ordered" in kinds(uid)
    assert Case.objects.get(uid=uid).delivery_method == "post"
    told = repr([fact.data for fact in selectors.timeline(uid, viewer=SYSTEM)])
    assert "学院路" not in told + str(found.recipient)


def test_by_post_without_an_address_and_by_hand_no_courier_comes(city: City) -> None:
    for method, address in ((DeliveryMethod.POST, None), (DeliveryMethod.WINDOW, HOME)):
        uid = city.examined(city.promised)
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
        services.deliver_result(case_uid=uid, method=method, address=address, actor=city.clerk)
        assert post.couriers_of(ObjectRef("case", uid), viewer=SYSTEM) == ()


def test_originals_sent_in(city: City) -> None:
    uid = city.submitted(city.promised)
    sent = services.send_papers(case_uid=uid, sender=HOME, orders=[2, 2, 1], actor=city.resident)
    found = post.parcel(sent, viewer=city.clerk)
    assert (found.direction, [one.name for one in found.contents]) == ("to_authority", ["场所平面图", "申请表"])
    assert found.originals
    with pytest.raises(NothingToSend):
        services.send_papers(case_uid=uid, sender=HOME, orders=[], actor=city.resident)
    with pytest.raises(MaterialUnknown):
        services.send_papers(case_uid=uid, sender=HOME, orders=[99], actor=city.resident)
    with pytest.raises(NotFound):
        services.send_papers(case_uid=uid, sender=HOME, orders=[1], actor=city.stranger)
    services.withdraw_case(case_uid=uid, actor=city.resident)
    with pytest.raises(MoveNotAllowed):
        services.send_papers(case_uid=uid, sender=HOME, orders=[1], actor=city.resident)
