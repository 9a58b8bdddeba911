"""容缺受理: main materials complete, secondary ones promised in writing (安阳市政务服务条例 24)."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.cases import errors, selectors, services
from tongban.cases.errors import promises as refusals
from tongban.cases.models import MaterialPromise
from tongban.cases.services import MaterialInput
from tongban.cases.states import CaseState, PromiseState
from tongban.cases.tests.conftest import SYSTEM, City
from tongban.cases.tests.promising import after, drafted, papers, row, running, sweep, tolerant
from tongban.files import services as files
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.reference.models import Parameter


def promised(city: City, **changes: object) -> str:
    """Submitted with the main materials and a promise of the two others."""
    uid = drafted(city, tolerant(city, 4, **changes), 1, 2)
    services.promise_materials(case_uid=uid, actor=city.resident)
    services.submit_case(case_uid=uid, actor=city.resident)
    return uid


def hand_in(city: City, uid: str, order: int, actor: Actor | None = None) -> bool:
    """Hand one owed material in."""
    by = actor or city.resident
    stored = files.store(content=b"%PDF-1.4\n%" + str(order).encode(), name=f"{order}.pdf", actor=by)
    given = MaterialInput(order=order, digest=stored.digest, file_name=stored.name)
    return services.hand_in_promised(case_uid=uid, material=given, actor=by)


def test_accepted_first_with_notice_clock_and_the_promise_running_on(city: City) -> None:
    uid = promised(city)
    assert services.accept_with_tolerance(case_uid=uid, actor=city.clerk)
    view = selectors.case_view(uid, viewer=city.resident)
    assert (view.state, view.promise.names if view.promise else ()) == (
        CaseState.ACCEPTED,
        ("卫生检测报告", "卫生管理制度"),
    )
    assert papers(uid) == ["receipt_note", "acceptance_notice", "tolerance_notice"]
    clocks = {one.kind: one.duty for one in selectors.clocks(uid, viewer=city.resident) if one.duty.running}
    assert set(clocks) == {"case.promise", "case.statutory", "case.tolerance"}
    assert clocks["case.tolerance"].due.due_on == dt.date(2026, 12, 8)
    assert clocks["case.promise"].due.due_on == dt.date(2026, 12, 1)
    ledger.drain(raising=True)
    notice = next(one for one in view.instruments if one.kind == "tolerance_notice")
    assert services.instrument_pdf(case_uid=uid, instrument_id=notice.id, actor=city.resident)[1].startswith(b"%PDF")


def test_nothing_is_granted_before_the_promised_materials_are_there(city: City) -> None:
    uid = promised(city)
    services.accept_case(case_uid=uid, actor=city.clerk)
    services.examine_case(case_uid=uid, opinion="符合条件。", actor=city.examiner)
    with pytest.raises(refusals.PromiseOwed) as caught:
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    assert "卫生检测报告" in caught.value.sentence
    assert "2026年12月08日" in caught.value.advice
    assert not hand_in(city, uid, 3)
    with pytest.raises(refusals.PromiseOwed):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    assert hand_in(city, uid, 4)
    assert MaterialPromise.objects.get(case__uid=uid).state == PromiseState.KEPT
    assert "case.tolerance" not in running(uid)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    assert row(uid).outcome == "granted"


def test_a_refusal_ends_the_promise(city: City) -> None:
    uid = promised(city)
    services.accept_case(case_uid=uid, actor=city.clerk)
    services.examine_case(case_uid=uid, opinion="面积不足。", actor=city.examiner)
    services.decide_case(case_uid=uid, granted=False, reason="面积不足。", actor=city.approver)
    assert MaterialPromise.objects.get(case__uid=uid).state == PromiseState.ENDED
    assert running(uid) == {"case.delivery"}
    with pytest.raises(refusals.NothingOwed):
        hand_in(city, uid, 3)


def test_missed_means_withdrawn_in_anyang(city: City) -> None:
    uid = promised(city)
    services.accept_case(case_uid=uid, actor=city.clerk)
    with after(20):
        sweep()
        sweep()
        view = selectors.case_view(uid, viewer=city.resident)
        assert (view.state, view.outcome) == (CaseState.WITHDRAWN, "supplement_lapsed")
        assert view.promise is not None
        assert view.promise.state == PromiseState.MISSED
        assert not running(uid)
        with pytest.raises(MoveNotAllowed):
            hand_in(city, uid, 3)


def test_missed_means_a_refusal_that_is_owed_where_the_city_says_so(city: City) -> None:
    Parameter.objects.filter(key="tolerance_missed").update(value="refused")
    uid = promised(city)
    services.accept_case(case_uid=uid, actor=city.clerk)
    services.examine_case(case_uid=uid, opinion="符合条件。", actor=city.examiner)
    with after(20):
        sweep()
        assert row(uid).state == CaseState.EXAMINED
        assert "case.tolerance_refusal" in running(uid)
        with pytest.raises(refusals.PromiseOwed):
            services.decide_case(case_uid=uid, granted=True, actor=city.approver)
        with pytest.raises(refusals.NothingOwed):
            hand_in(city, uid, 3)
        services.decide_case(case_uid=uid, granted=False, reason="承诺的材料没有补齐。", actor=city.approver)
        assert running(uid) == {"case.delivery"}


def test_kept_in_time_nothing_lapses(city: City) -> None:
    uid = promised(city)
    services.accept_case(case_uid=uid, actor=city.clerk)
    hand_in(city, uid, 3)
    hand_in(city, uid, 4)
    with after(20):
        sweep()
        assert row(uid).state == CaseState.ACCEPTED


def test_voluntary_without_a_promise_the_officer_tells_or_waits(city: City) -> None:
    version = tolerant(city)
    uid = drafted(city, version, 1, 2)
    services.submit_case(case_uid=uid, actor=city.resident)
    for accept in (services.accept_case, services.accept_with_tolerance):
        with pytest.raises(refusals.SecondaryMissing) as caught:
            accept(case_uid=uid, actor=city.clerk)
        assert "卫生管理制度" in caught.value.sentence
    services.notify_supplement(case_uid=uid, wanted={3: "还没有提交", 4: "还没有提交"}, actor=city.clerk)
    with pytest.raises(errors.SupplementMissing):
        services.supplement_case(case_uid=uid, actor=city.resident)
    assert services.promise_materials(case_uid=uid, actor=city.resident) == (3, 4)
    services.supplement_case(case_uid=uid, actor=city.resident)
    services.accept_case(case_uid=uid, actor=city.clerk)
    assert "case.tolerance" in running(uid)


def test_main_materials_are_never_promised(city: City) -> None:
    uid = drafted(city, tolerant(city), 1)
    services.promise_materials(case_uid=uid, actor=city.resident)
    with pytest.raises(errors.MaterialsMissing):
        services.submit_case(case_uid=uid, actor=city.resident)
    services.submit_case(case_uid=uid, actor=city.resident, incomplete=True)
    with pytest.raises(errors.MaterialsMissing):
        services.accept_with_tolerance(case_uid=uid, actor=city.clerk)
    with pytest.raises(refusals.NothingToPromise):
        services.promise_materials(case_uid=city.draft(city.promised), actor=city.resident)


def test_at_the_window_a_signature_is_noted(city: City) -> None:
    uid = drafted(city, tolerant(city), 1, 2)
    services.submit_case(case_uid=uid, actor=city.resident)
    with pytest.raises(refusals.SignatureMissing):
        services.promise_materials(case_uid=uid, actor=city.clerk)
    services.accept_with_tolerance(case_uid=uid, signed="申请人本人签字，存3号窗口", actor=city.clerk)
    assert row(uid).state == CaseState.ACCEPTED
    with pytest.raises(MoveNotAllowed):
        services.promise_materials(case_uid=uid, actor=city.resident)


def test_complete_cases_are_simply_accepted(city: City) -> None:
    uid = drafted(city, tolerant(city), 1, 2, 3, 4)
    services.submit_case(case_uid=uid, actor=city.resident)
    with pytest.raises(refusals.NothingToPromise):
        services.accept_with_tolerance(case_uid=uid, actor=city.clerk)
    services.accept_case(case_uid=uid, actor=city.clerk)
    assert papers(uid) == ["receipt_note", "acceptance_notice"]


def test_a_promise_that_was_kept_before_acceptance_opens_no_clock(city: City) -> None:
    version = tolerant(city)
    uid = drafted(city, version, 1, 2)
    services.promise_materials(case_uid=uid, actor=city.resident)
    city.hand_in(uid, 3)
    city.hand_in(uid, 4)
    services.submit_case(case_uid=uid, actor=city.resident)
    services.accept_case(case_uid=uid, actor=city.clerk)
    assert MaterialPromise.objects.get(case__uid=uid).state == PromiseState.KEPT
    assert "case.tolerance" not in running(uid)


def test_withdrawal_ends_the_promise(city: City) -> None:
    uid = promised(city)
    services.accept_case(case_uid=uid, actor=city.clerk)
    services.withdraw_case(case_uid=uid, actor=city.resident)
    assert MaterialPromise.objects.get(case__uid=uid).state == PromiseState.ENDED
    assert not running(uid)


def test_deemed_acceptance_begins_the_clock_of_the_promise_too(city: City) -> None:
    uid = promised(city)
    with after(2):
        services.deem_accepted(case_uid=uid, actor=SYSTEM)
        assert "case.tolerance" in running(uid)


def test_the_version_may_give_another_limit(city: City) -> None:
    uid = promised(city, extra={"tolerance_days": 3})
    services.accept_case(case_uid=uid, actor=city.clerk)
    assert MaterialPromise.objects.get(case__uid=uid).due_on == dt.date(2026, 11, 27)


def test_strangers_and_wrong_seats(city: City) -> None:
    uid = promised(city)
    for stranger in (city.stranger, city.outsider):
        with pytest.raises((NotFound, PermissionDenied)):
            services.promise_materials(case_uid=uid, signed="x", actor=stranger)
        with pytest.raises((NotFound, PermissionDenied)):
            services.accept_with_tolerance(case_uid=uid, actor=stranger)
    with pytest.raises(PermissionDenied):
        services.accept_with_tolerance(case_uid=uid, actor=city.resident)
    services.accept_case(case_uid=uid, actor=city.clerk)
    with pytest.raises(NotFound):
        hand_in(city, uid, 3, city.stranger)
    with pytest.raises(refusals.NothingOwed):
        hand_in(city, uid, 1)


def test_the_words_of_a_promise_name_materials_limit_and_consequence(city: City) -> None:
    uid = drafted(city, tolerant(city), 1, 2)
    words = "".join(selectors.promise_offer(uid, viewer=city.resident).words)
    for expected in ("卫生检测报告", "卫生管理制度", "10个工作日", "视为撤回申请"):
        assert expected in words
    with pytest.raises(NotFound):
        selectors.promise_offer(uid, viewer=city.stranger)
    assert selectors.promise_offer(city.draft(city.promised), viewer=city.resident).words == ()
