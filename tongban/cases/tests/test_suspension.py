"""Special procedures: only by a written notice, several at once, resumed by the last; urgency; a late supplement."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.access.tests.actors import officer
from tongban.cases import errors, selectors, services
from tongban.cases.errors import time as refusals
from tongban.cases.models import Case, CaseStep
from tongban.cases.states import CaseState, StepKind, StepState
from tongban.cases.tests.conftest import MORNING, SYSTEM, City
from tongban.duties import services as duties
from tongban.duties.errors import NotShorter
from tongban.duties.selectors import DutyView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.notices.models import InboxMessage
from tongban.reference.models import Parameter

DAY = dt.timedelta(days=1)
LATER = dt.date(2026, 12, 10)


def on(days: int, hours: int = 0) -> dt.datetime:
    """So many days after the morning of the tests."""
    return MORNING + days * DAY + dt.timedelta(hours=hours)


def suspend(city: City, uid: str, kind: StepKind = StepKind.TESTING, until: dt.date = LATER) -> str:
    return services.suspend_case(
        case_uid=uid, kind=kind, reason="卫生状况需要检测。", expected_on=until, actor=city.examiner
    )


def clocks(city: City, uid: str) -> dict[str, DutyView]:
    return {one.kind: one.duty for one in selectors.clocks(uid, viewer=city.resident)}


def step_of(uid: str, kind: StepKind = StepKind.TESTING) -> CaseStep:
    return CaseStep.objects.get(case__uid=uid, kind=kind, planned=False)


def resume(city: City, uid: str, kind: StepKind = StepKind.TESTING) -> bool:
    step = step_of(uid, kind)
    return services.resume_case(case_uid=uid, step_id=step.pk, result="检测合格。", actor=city.examiner)


def state(city: City, uid: str) -> str:
    return selectors.case_view(uid, viewer=city.resident).state


def told(city: City, template: str) -> list[str]:
    return list(
        InboxMessage.objects.filter(party_id=city.resident.party_id, template=template).values_list("body", flat=True)
    )


def test_a_notice_stops_both_clocks_and_the_end_of_the_procedure_starts_them_again(city: City) -> None:
    uid = city.accepted(city.promised)
    with clock.frozen(on(1)):  # Wednesday
        number = suspend(city, uid)
        view = selectors.case_view(uid, viewer=city.resident)
        assert view.state == CaseState.SUSPENDED
        assert view.instruments[-1].kind == "special_procedure_notice"
        assert view.instruments[-1].number == number
        found = clocks(city, uid)
        for kind in ("case.promise", "case.statutory"):
            assert found[kind].due_at is None
            assert found[kind].pauses[0].document_no == number
            assert "检测" in found[kind].pauses[0].reason
        assert found["case.special_procedure"].due.due_on == LATER
        assert "2026年12月10日" in told(city, "case_suspended")[0]
    with clock.frozen(on(9)):  # Thursday of the next week: nine days stood still
        assert resume(city, uid)
        assert state(city, uid) == CaseState.ACCEPTED
        found = clocks(city, uid)
        # Five working days from Friday, 4 December: 4, 7, 8, 9, 10.
        assert found["case.promise"].due.due_on == dt.date(2026, 12, 10)
        assert found["case.promise"].used == 0
        assert found["case.special_procedure"].state == "discharged"
        assert len(told(city, "case_resumed")) == 1
    kinds = [f.kind for f in timeline(ObjectRef("case", uid)) if f.kind in ("case.suspended", "case.resumed")]
    assert kinds == ["case.suspended", "case.resumed"]


def test_new_year_neither_runs_nor_is_counted_as_standing_still_twice(city: City) -> None:
    with clock.frozen(on(34)):  # Monday, 28 December
        uid = city.accepted(city.promised)
    with clock.frozen(on(36)):  # Wednesday, 30 December: one day has run
        suspend(city, uid, until=dt.date(2027, 1, 5))
        assert clocks(city, uid)["case.promise"].used == 1
    with clock.frozen(on(41)):  # Monday, 4 January, after the holiday and the weekend
        assert resume(city, uid)
        promise = clocks(city, uid)["case.promise"]
        assert promise.used == 1
        assert promise.due.due_on == dt.date(2027, 1, 8)
        assert promise.provisional


def test_several_at_once_and_the_last_one_resumes(city: City) -> None:
    uid = city.accepted(city.promised)
    with clock.frozen(on(1)):
        first = suspend(city, uid)
        second = suspend(city, uid, StepKind.APPRAISAL, dt.date(2026, 12, 20))
        assert first != second
    with clock.frozen(on(3)):
        assert not resume(city, uid)
        assert state(city, uid) == CaseState.SUSPENDED
        assert clocks(city, uid)["case.promise"].due_at is None
        running = [c.duty for c in selectors.clocks(uid, viewer=city.resident) if c.kind == "case.special_procedure"]
        assert [one.state for one in running] == ["discharged", "open"]
        assert "鉴定" in told(city, "case_procedure_ended")[0]
    with clock.frozen(on(7)):
        assert resume(city, uid, StepKind.APPRAISAL)
        assert state(city, uid) == CaseState.ACCEPTED
        # Still from 25 November to 1 December; then 2, 3, 4, 7, 8 December.
        assert clocks(city, uid)["case.promise"].due.due_on == dt.date(2026, 12, 8)


def test_the_same_procedure_is_not_begun_twice(city: City) -> None:
    uid = city.accepted(city.promised)
    suspend(city, uid)
    with pytest.raises(refusals.ProcedureRunning):
        suspend(city, uid)


def test_a_case_that_waited_for_its_decision_waits_for_it_again(city: City) -> None:
    uid = city.examined(city.promised)
    suspend(city, uid)
    with pytest.raises(MoveNotAllowed):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    third = officer(city.department_id, "A003", "approver")
    services.resume_case(case_uid=uid, step_id=step_of(uid).pk, result="合格。", actor=third)
    assert state(city, uid) == CaseState.EXAMINED
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)


def test_what_the_notice_needs(city: City) -> None:
    uid = city.accepted(city.promised)
    today = clock.today()

    def attempt(kind: StepKind = StepKind.TESTING, reason: str = "需要检测。", until: dt.date = LATER) -> None:
        services.suspend_case(case_uid=uid, kind=kind, reason=reason, expected_on=until, actor=city.examiner)

    with pytest.raises(errors.ReasonMissing):
        attempt(reason="  ")
    with pytest.raises(refusals.ExpectedEndWrong):
        attempt(until=today)
    for kind in (StepKind.PUBLICITY, StepKind.COUNTERSIGN, StepKind.EXAMINE):
        with pytest.raises(refusals.TimeNotExcluded):
            attempt(kind)
    with pytest.raises(refusals.HearingNeedsTimeAndPlace):
        attempt(StepKind.HEARING)
    assert state(city, uid) == CaseState.ACCEPTED
    assert not CaseStep.objects.filter(case__uid=uid, planned=False).exists()


def test_where_a_text_gives_a_longest_time_nothing_longer_is_expected(city: City) -> None:
    Parameter.objects.create(
        pack_id="anyang", key="suspension_longest.testing", value=5, unit="working_day", stricter="less",
        note="检测五个工作日。", valid_from=dt.date(2021, 12, 1),
    )  # fmt: skip
    uid = city.accepted(city.promised)
    with pytest.raises(refusals.ExpectedEndWrong, match="12月01日"):
        suspend(city, uid, until=dt.date(2026, 12, 2))
    suspend(city, uid, until=dt.date(2026, 12, 1))


def test_the_national_law_excludes_fewer_procedures(city: City) -> None:
    Parameter.objects.filter(pack="anyang", key="excluded_time").delete()
    uid = city.accepted(city.promised)
    with pytest.raises(refusals.TimeNotExcluded):
        suspend(city, uid, StepKind.SITE_INSPECTION)


def test_two_officers_look_on_the_spot(city: City) -> None:
    uid = city.accepted(city.promised)
    suspend(city, uid, StepKind.SITE_INSPECTION)
    assert not resume(city, uid, StepKind.SITE_INSPECTION)
    assert state(city, uid) == CaseState.SUSPENDED
    step = step_of(uid, StepKind.SITE_INSPECTION)
    assert services.resume_case(case_uid=uid, step_id=step.pk, result="属实。", actor=city.approver)
    assert state(city, uid) == CaseState.ACCEPTED


def test_only_the_seat_that_examines_within_its_scope(city: City) -> None:
    uid = city.accepted(city.promised)
    for who, refusal in (
        (city.clerk, PermissionDenied),
        (city.resident, PermissionDenied),
        (city.stranger, PermissionDenied),
        (city.outsider, NotFound),
    ):
        with pytest.raises(refusal):
            services.suspend_case(case_uid=uid, kind=StepKind.TESTING, reason="检测。", expected_on=LATER, actor=who)
    suspend(city, uid)
    for who, refusal in ((city.clerk, PermissionDenied), (city.outsider, NotFound)):
        with pytest.raises(refusal):
            services.resume_case(case_uid=uid, step_id=step_of(uid).pk, result="合格。", actor=who)


def test_an_expected_end_that_passes_is_red_and_told_once(city: City) -> None:
    uid = city.accepted(city.promised)
    suspend(city, uid, until=dt.date(2026, 12, 4))
    with clock.frozen(on(9)):  # the last fifth of ten days: warned before the end
        duties.look_again(clock.now(), actor=SYSTEM)
        assert [f.kind for f in timeline(ObjectRef("case", uid)) if f.kind == "duty.warned"] == ["duty.warned"]
    with clock.frozen(on(11)):
        for _ in range(2):
            duties.look_again(clock.now(), actor=SYSTEM)
            ledger.drain(raising=True)
            services.tell_overrun(case_uid=uid, actor=Actor.system())
        assert clocks(city, uid)["case.special_procedure"].late
        assert clocks(city, uid)["case.promise"].due_at is None
        assert len(told(city, "case_procedure_late")) == 1
        assert len([f for f in timeline(ObjectRef("case", uid)) if f.kind == "duty.warned"]) == 1


def test_withdrawal_ends_what_is_under_way(city: City) -> None:
    uid = city.accepted(city.promised)
    suspend(city, uid)
    services.withdraw_case(case_uid=uid, actor=city.resident)
    assert step_of(uid).state == StepState.CANCELLED
    assert not [one for one in clocks(city, uid).values() if one.running]


def test_urgency_shortens_the_promise_and_never_lengthens_it(city: City) -> None:
    uid = city.accepted(city.promised)
    for number in (5, 6, 20):
        with pytest.raises(NotShorter):
            services.shorten_promise(case_uid=uid, number=number, reason="参加开标。", actor=city.examiner)
    with pytest.raises(errors.ReasonMissing):
        services.shorten_promise(case_uid=uid, number=2, reason=" ", actor=city.examiner)
    for who, refusal in ((city.resident, PermissionDenied), (city.clerk, PermissionDenied), (city.outsider, NotFound)):
        with pytest.raises(refusal):
            services.shorten_promise(case_uid=uid, number=2, reason="参加开标。", actor=who)
    services.shorten_promise(case_uid=uid, number=2, reason="后天要参加开标。", actor=city.examiner)
    found = clocks(city, uid)
    assert found["case.promise"].due.due_on == dt.date(2026, 11, 26)
    assert found["case.statutory"].due.due_on == dt.date(2026, 12, 22)
    assert Case.objects.get(uid=uid).urgent_reason == "后天要参加开标。"
    (fact,) = [f for f in timeline(ObjectRef("case", uid)) if f.kind == "duty.shortened"]
    assert fact.data["before"] == "5个工作日"
    assert fact.data["to"] == "2个工作日"
    assert "2026年11月26日" in told(city, "case_urgent")[0]


def test_a_promise_is_not_shortened_into_the_past(city: City) -> None:
    uid = city.accepted(city.promised)
    with clock.frozen(on(6)), pytest.raises(NotShorter):
        services.shorten_promise(case_uid=uid, number=2, reason="参加开标。", actor=city.examiner)
    assert clocks(city, uid)["case.promise"].limit is not None
    assert str(clocks(city, uid)["case.promise"].limit) == "5个工作日"


@pytest.mark.parametrize(
    ("rule", "ends"), [("withdrawn", CaseState.WITHDRAWN), ("refused", CaseState.REFUSED_ACCEPTANCE)]
)
def test_a_late_supplement_ends_as_the_rule_pack_says(city: City, rule: str, ends: CaseState) -> None:
    Parameter.objects.filter(pack="anyang", key="supplement_missed").update(value=rule)
    uid = city.submitted(city.promised)
    services.notify_supplement(case_uid=uid, wanted={2: "没有标明面积"}, actor=city.clerk)
    with clock.frozen(on(40)):
        duties.look_again(clock.now(), actor=SYSTEM)
        ledger.drain(raising=True)
        view = selectors.case_view(uid, viewer=city.resident)
        assert view.state == ends
        papers = [one.kind for one in view.instruments]
        assert ("refusal_of_acceptance" in papers) is (rule == "refused")
        if rule == "refused":
            assert "场所平面图" in view.reason
            assert view.outcome == "not_accepted"
            number = next(one.id for one in view.instruments if one.kind == "refusal_of_acceptance")
            _, pdf = services.instrument_pdf(case_uid=uid, instrument_id=number, actor=city.resident)
            assert pdf.startswith(b"%PDF")
