"""The straight road: from draft to closed, and every lawful way off it."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.cases import errors, selectors, services
from tongban.cases.states import CaseState, DeliveryMethod
from tongban.cases.tests.conftest import MORNING, City
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline


def state(city: City, uid: str) -> str:
    return selectors.case_view(uid, viewer=city.resident).state


def test_promised_case_to_the_end(city: City) -> None:
    uid = city.examined(city.promised)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    services.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=city.clerk)
    services.close_case(case_uid=uid, actor=city.clerk)
    view = selectors.case_view(uid, viewer=city.resident)
    assert view.state == CaseState.CLOSED
    assert view.outcome == "granted"
    assert len(view.case_no) == 43
    assert view.case_no[31:39] == "20261124"
    assert [i.kind for i in view.instruments] == ["receipt_note", "acceptance_notice", "decision_granted"]
    kinds = [f.kind for f in timeline(ObjectRef("case", uid)) if f.kind.startswith("case.")]
    assert kinds == [
        "case.drafted", "case.submitted", "case.accepted", "case.examined", "case.decided", "case.delivered",
        "case.closed",
    ]  # fmt: skip


def test_case_numbers_count_up_within_the_day(city: City) -> None:
    numbers = [selectors.case_view(city.submitted(city.promised), viewer=city.resident).case_no for _ in range(2)]
    assert [number[-4:] for number in numbers] == ["0001", "0002"]


def test_instant_case_has_no_receipt_voucher_but_two_seats(city: City) -> None:
    uid = city.submitted(city.instant)
    assert services.accept_case(case_uid=uid, actor=city.examiner) == ""
    with pytest.raises(errors.TwoSeats):
        services.decide_case(case_uid=uid, granted=True, actor=city.examiner)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    view = selectors.case_view(uid, viewer=city.resident)
    assert [i.kind for i in view.instruments] == ["decision_granted"]


def test_one_seat_decides_on_the_spot(city: City) -> None:
    uid = city.submitted(city.one_seat)
    services.decide_on_the_spot(case_uid=uid, granted=True, actor=city.approver)
    assert state(city, uid) == CaseState.DECIDED


def test_other_items_are_not_decided_on_the_spot(city: City) -> None:
    uid = city.submitted(city.instant)
    with pytest.raises(errors.NotOnTheSpot):
        services.decide_on_the_spot(case_uid=uid, granted=True, actor=city.approver)


def test_promised_case_is_examined_before_it_is_decided(city: City) -> None:
    uid = city.accepted(city.promised)
    with pytest.raises(errors.NotExamined):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)


def test_examiner_does_not_decide(city: City) -> None:
    uid = city.examined(city.promised)
    with pytest.raises(errors.TwoSeats):
        services.decide_case(case_uid=uid, granted=True, actor=city.examiner)
    assert state(city, uid) == CaseState.EXAMINED


def test_refusals_state_reasons(city: City) -> None:
    uid = city.examined(city.promised)
    with pytest.raises(errors.ReasonMissing):
        services.decide_case(case_uid=uid, granted=False, actor=city.approver)
    services.decide_case(case_uid=uid, granted=False, reason="场所面积不符合卫生标准。", actor=city.approver)
    services.deliver_result(case_uid=uid, method=DeliveryMethod.WINDOW, actor=city.clerk)
    assert selectors.case_view(uid, viewer=city.resident).outcome == "refused"
    other = city.submitted(city.promised)
    with pytest.raises(errors.ReasonMissing):
        services.refuse_acceptance(case_uid=other, reason=" ", actor=city.clerk)
    services.refuse_acceptance(case_uid=other, reason="不属于本机关职权。", actor=city.clerk)
    assert state(city, other) == CaseState.REFUSED_ACCEPTANCE


def test_incomplete_application_may_be_handed_in_and_is_noticed_once(city: City) -> None:
    uid = city.draft(city.promised, materials=False)
    with pytest.raises(errors.MaterialsMissing):
        services.submit_case(case_uid=uid, actor=city.resident)
    services.submit_case(case_uid=uid, actor=city.resident, incomplete=True)
    with pytest.raises(errors.MaterialsMissing):
        services.accept_case(case_uid=uid, actor=city.clerk)
    services.notify_supplement(case_uid=uid, wanted={1: "未提交"}, actor=city.clerk)
    with pytest.raises(errors.MaterialsMissing):
        services.supplement_case(case_uid=uid, actor=city.resident)
    with clock.frozen(MORNING + dt.timedelta(hours=1)):
        city.hand_in(uid, 1)
        services.supplement_case(case_uid=uid, actor=city.resident)
        with pytest.raises(errors.NoticeOnlyOnce):
            services.notify_supplement(case_uid=uid, wanted={2: "未提交"}, actor=city.clerk)
        services.accept_case(case_uid=uid, actor=city.clerk)
        assert state(city, uid) == CaseState.ACCEPTED


def test_late_notice_means_accepted_from_receipt(city: City) -> None:
    uid = city.submitted(city.promised)
    with clock.frozen(MORNING + dt.timedelta(days=2)):
        with pytest.raises(errors.NoticeTooLate):
            services.notify_supplement(case_uid=uid, wanted={1: "不清楚"}, actor=city.clerk)
        with pytest.raises(errors.NoticeTooLate):
            services.refuse_acceptance(case_uid=uid, reason="不清楚", actor=city.clerk)
        assert services.deem_accepted(case_uid=uid, actor=Actor.system())
        view = selectors.case_view(uid, viewer=city.resident)
        assert view.deemed
        assert view.accepted_at == MORNING
        promise = next(c for c in selectors.clocks(uid, viewer=city.resident) if c.kind == "case.promise")
        assert promise.duty.starts_at == MORNING


def test_sweep_deems_accepted_and_lapses(city: City) -> None:
    silent = city.submitted(city.promised)
    owing = city.submitted(city.promised)
    services.notify_supplement(case_uid=owing, wanted={1: "请重新提交"}, actor=city.clerk)
    with clock.frozen(MORNING + dt.timedelta(days=120)):
        duties.look_again(clock.now(), actor=Actor.system())
        ledger.drain()
        assert state(city, silent) == CaseState.ACCEPTED
        assert state(city, owing) == CaseState.WITHDRAWN
        assert selectors.case_view(owing, viewer=city.resident).outcome == "supplement_lapsed"


def test_withdrawal_at_any_moment_before_the_decision(city: City) -> None:
    for make in (city.draft, city.submitted, city.accepted, city.examined):
        uid = make(city.promised)
        services.withdraw_case(case_uid=uid, actor=city.resident)
        assert state(city, uid) == CaseState.WITHDRAWN
        assert not [c for c in selectors.clocks(uid, viewer=city.resident) if c.duty.running]
    uid = city.examined(city.promised)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    with pytest.raises(MoveNotAllowed):
        services.withdraw_case(case_uid=uid, actor=city.resident)


def test_clocks_start_at_acceptance_and_stop_at_decision(city: City) -> None:
    uid = city.examined(city.promised)
    running = {c.kind: c.duty for c in selectors.clocks(uid, viewer=city.resident) if c.duty.running}
    assert set(running) == {"case.promise", "case.statutory"}
    assert running["case.promise"].due.due_on == dt.date(2026, 12, 1)
    assert running["case.statutory"].due.due_on == dt.date(2026, 12, 22)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    running = {c.kind: c.duty for c in selectors.clocks(uid, viewer=city.resident) if c.duty.running}
    assert set(running) == {"case.delivery"}
    assert running["case.delivery"].due.due_on == dt.date(2026, 12, 8)


def test_form_errors_are_named(city: City) -> None:
    uid = services.draft_case(
        version_id=city.promised.id, applicant_id=city.resident.party_id or 0, actor=city.resident
    )
    found = services.save_form(case_uid=uid, form_data={"unknown": "x"}, actor=city.resident)
    assert set(found) >= {"unknown", "premises_name"}
    with pytest.raises(InvalidInput):
        services.submit_case(case_uid=uid, actor=city.resident, incomplete=True)


def test_known_data_is_prefilled(city: City) -> None:
    uid = services.draft_case(
        version_id=city.promised.id, applicant_id=city.resident.party_id or 0, actor=city.resident
    )
    assert selectors.case_view(uid, viewer=city.resident).form_data["name"] == "赵小满"


def test_strangers_see_and_do_nothing(city: City) -> None:
    uid = city.submitted(city.promised)
    for viewer in (city.stranger, city.outsider):
        with pytest.raises(NotFound):
            selectors.case_view(uid, viewer=viewer)
    with pytest.raises(NotFound):
        services.withdraw_case(case_uid=uid, actor=city.stranger)
    with pytest.raises(NotFound):
        services.accept_case(case_uid=uid, actor=city.outsider)
    with pytest.raises(PermissionDenied):
        services.accept_case(case_uid=uid, actor=city.resident)


def test_buttons_say_why_they_are_off(city: City) -> None:
    uid = city.examined(city.promised)
    actions = {a.verb: a for a in selectors.case_view(uid, viewer=city.examiner).actions}
    assert not actions["decide"].allowed
    assert "不能是同一人" in actions["decide"].reason
    assert {a.verb for a in selectors.case_view(uid, viewer=city.resident).actions} == {"withdraw"}


def test_instruments_become_signed_pdfs(city: City) -> None:
    uid = city.accepted(city.promised)
    ledger.drain()
    for row in selectors.case_view(uid, viewer=city.resident).instruments:
        name, pdf = services.instrument_pdf(case_uid=uid, instrument_id=row.id, actor=city.resident)
        assert pdf.startswith(b"%PDF")
        assert row.number in name
    with pytest.raises(NotFound):
        services.instrument_pdf(case_uid=uid, instrument_id=row.id, actor=city.stranger)
