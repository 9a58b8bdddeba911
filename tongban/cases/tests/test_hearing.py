"""Hearings (行政许可法 46–48): told, asked in time, held after seven days' notice by somebody else, with minutes."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.access.tests.actors import officer
from tongban.cases import errors, selectors, services
from tongban.cases.errors import time as refusals
from tongban.cases.models import CaseInstrument, CaseStep
from tongban.cases.services._texts import instrument_body
from tongban.cases.states import CaseState, StepKind
from tongban.cases.tests.conftest import MORNING, SYSTEM, City
from tongban.duties import services as duties
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.orgs import selectors as orgs

DAY = dt.timedelta(days=1)
#: Nine o'clock on Friday, 4 December: seven working days lie between it and the notice of 24 November.
HELD_AT = clock.at(dt.date(2026, 12, 4), dt.time(9))


@pytest.fixture
def chair(city: City) -> Actor:
    return officer(city.department_id, "C001", "approver")


def tell(city: City, uid: str) -> str:
    return services.tell_hearing_right(case_uid=uid, reason="该许可涉及您与相邻业主的重大利益。", actor=city.examiner)


def arrange(city: City, uid: str, chair: Actor, held_at: dt.datetime = HELD_AT) -> str:
    return services.arrange_hearing(
        case_uid=uid,
        held_at=held_at,
        place="同安市民之家三楼听证室",
        chair_id=chair.officer_id or 0,
        reason="申请人要求听证。",
        actor=city.examiner,
    )


def minutes(city: City) -> tuple[str, str]:
    stored = files.store(content=PDF, name="听证笔录.pdf", actor=city.examiner)
    return stored.digest, stored.name


def record(city: City, uid: str) -> None:
    digest, name = minutes(city)
    services.record_hearing(
        case_uid=uid, summary="申请人陈述了意见。", digest=digest, file_name=name, actor=city.examiner
    )


def duty(city: City, uid: str, kind: str) -> object:
    return next((c.duty for c in selectors.clocks(uid, viewer=city.resident) if c.kind == kind), None)


def ends(city: City, uid: str) -> dict[str, dt.date | None]:
    found = selectors.clocks(uid, viewer=city.resident)
    return {one.kind: one.duty.due.due_on for one in found if one.duty.running}


def test_from_the_right_to_a_decision_that_rests_on_the_minutes(city: City, chair: Actor) -> None:
    uid = city.accepted(city.promised)
    number = tell(city, uid)
    assert ends(city, uid)["case.hearing_request"] == dt.date(2026, 12, 1)
    assert ends(city, uid)["case.promise"] == dt.date(2026, 12, 1)  # telling of the right stops nothing
    services.ask_hearing(case_uid=uid, actor=city.resident)
    assert ends(city, uid)["case.hearing"] == dt.date(2026, 12, 22)
    notice = arrange(city, uid, chair)
    view = selectors.case_view(uid, viewer=city.resident)
    assert view.state == CaseState.SUSPENDED
    assert [one.number for one in view.instruments][-2:] == [number, notice]
    with clock.frozen(HELD_AT + dt.timedelta(hours=3)):
        record(city, uid)
        assert selectors.case_view(uid, viewer=city.resident).state == CaseState.ACCEPTED
        assert "case.hearing" not in ends(city, uid)
        # Still from 24 November to 4 December; five working days from Monday, 7 December.
        assert ends(city, uid)["case.promise"] == dt.date(2026, 12, 11)
        step = CaseStep.objects.get(case__uid=uid, kind=StepKind.HEARING)
        assert selectors.step_record(uid, step.pk, viewer=city.resident) == ("听证笔录.pdf", PDF)
        with pytest.raises(NotFound):
            selectors.step_record(uid, step.pk, viewer=city.stranger)
        services.examine_case(case_uid=uid, opinion="符合。", actor=city.examiner)
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
        decision = CaseInstrument.objects.get(case__uid=uid, kind="decision_granted")
        body = instrument_body(decision, orgs.department(city.department_id))
        assert any("2026年12月4日举行听证" in text and "听证笔录" in text for text in body.paragraphs)


def test_an_unasked_right_expires_and_then_the_case_is_decided(city: City) -> None:
    uid = city.examined(city.promised)
    tell(city, uid)
    with pytest.raises(refusals.HearingRightOpen, match="12月01日"):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    with clock.frozen(MORNING + 8 * DAY):
        with pytest.raises(refusals.HearingRightExpired):
            services.ask_hearing(case_uid=uid, actor=city.resident)
        duties.look_again(clock.now(), actor=SYSTEM)
        ledger.drain(raising=True)
        assert not services.expire_hearing_right(case_uid=uid, actor=SYSTEM)
        assert "case.hearing_request" not in ends(city, uid)
        with pytest.raises(refusals.HearingRightExpired):
            services.ask_hearing(case_uid=uid, actor=city.resident)
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)


def test_a_hearing_asked_for_comes_before_the_decision(city: City) -> None:
    uid = city.examined(city.promised)
    tell(city, uid)
    services.ask_hearing(case_uid=uid, actor=city.resident)
    with pytest.raises(refusals.HearingOwed):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    with clock.frozen(MORNING + 30 * DAY):
        found = duty(city, uid, "case.hearing")
        assert found is not None
        assert found.late  # type: ignore[attr-defined]  # a DutyView


def test_told_once_asked_once(city: City) -> None:
    uid = city.accepted(city.promised)
    with pytest.raises(refusals.HearingRightNotTold):
        services.ask_hearing(case_uid=uid, actor=city.resident)
    with pytest.raises(errors.ReasonMissing):
        services.tell_hearing_right(case_uid=uid, reason=" ", actor=city.examiner)
    tell(city, uid)
    with pytest.raises(refusals.HearingRightTold):
        tell(city, uid)
    services.ask_hearing(case_uid=uid, actor=city.resident)
    with pytest.raises(refusals.HearingAsked):
        services.ask_hearing(case_uid=uid, actor=city.resident)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 25), dt.date(2026, 12, 1), dt.date(2026, 12, 3)])
def test_seven_working_days_lie_between_notice_and_hearing(city: City, chair: Actor, day: dt.date) -> None:
    uid = city.accepted(city.promised)
    with pytest.raises(refusals.HearingTooSoon, match="12月03日"):
        arrange(city, uid, chair, clock.at(day, dt.time(16)))
    assert not CaseInstrument.objects.filter(kind="hearing_notice").exists()
    arrange(city, uid, chair)


def test_whoever_examined_does_not_chair(city: City, chair: Actor) -> None:
    uid = city.examined(city.promised)
    with pytest.raises(refusals.ChairExamined):
        arrange(city, uid, city.examiner)
    arrange(city, uid, chair)
    with pytest.raises(refusals.ProcedureRunning):
        arrange(city, uid, chair)


def test_what_a_hearing_needs(city: City, chair: Actor) -> None:
    uid = city.accepted(city.promised)
    given = {"case_uid": uid, "held_at": HELD_AT, "chair_id": chair.officer_id or 0, "actor": city.examiner}
    with pytest.raises(InvalidInput, match="地点"):
        services.arrange_hearing(place=" ", reason="要求听证。", **given)  # type: ignore[arg-type]  # one call's worth
    with pytest.raises(errors.ReasonMissing):
        services.arrange_hearing(place="三楼", reason=" ", **given)  # type: ignore[arg-type]  # as above
    with pytest.raises(refusals.HearingNotArranged):
        record(city, uid)
    arrange(city, uid, chair)
    with pytest.raises(refusals.HearingNotHeldYet):
        record(city, uid)
    with clock.frozen(HELD_AT + DAY):
        with pytest.raises(refusals.RecordMissing):
            services.record_hearing(case_uid=uid, summary="陈述。", digest="", file_name="", actor=city.examiner)
        with pytest.raises(errors.UploadMissing):
            services.record_hearing(case_uid=uid, summary="陈述。", digest="0" * 64, file_name="", actor=city.examiner)
        step = CaseStep.objects.get(case__uid=uid, kind=StepKind.HEARING)
        with pytest.raises(refusals.NothingStandsStill):
            services.resume_case(case_uid=uid, step_id=step.pk, result="完。", actor=chair)
        with pytest.raises(refusals.RecordMissing):
            services.finish_step(case_uid=uid, step_id=step.pk, opinion="完。", actor=chair)
        record(city, uid)


def test_the_seats_of_a_hearing(city: City, chair: Actor) -> None:
    uid = city.accepted(city.promised)
    for who, refusal in ((city.clerk, PermissionDenied), (city.resident, PermissionDenied), (city.outsider, NotFound)):
        with pytest.raises(refusal):
            services.tell_hearing_right(case_uid=uid, reason="重大利益。", actor=who)
        with pytest.raises(refusal):
            services.arrange_hearing(
                case_uid=uid, held_at=HELD_AT, place="三楼", chair_id=chair.officer_id or 0, reason="听证。", actor=who
            )
    tell(city, uid)
    with pytest.raises(NotFound):
        services.ask_hearing(case_uid=uid, actor=city.stranger)
    services.ask_hearing(case_uid=uid, actor=city.clerk)  # at the window, for the applicant who stands there
