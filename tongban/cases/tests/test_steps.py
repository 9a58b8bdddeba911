"""Steps: waves, parallel departments, two hands, sending back, assistance, handing over, who decides."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tongban.access.tests.actors import officer
from tongban.cases import errors, selectors, services
from tongban.cases.errors import steps as step_errors
from tongban.cases.models import CaseStep, StepHand
from tongban.cases.states import STEP_KIND_LABELS, DeliveryMethod, StepKind
from tongban.cases.tests import stepping
from tongban.cases.tests.conftest import MORNING, REGION, SYSTEM, City
from tongban.cases.tests.stepping import finish, planned, running, state, step, steps
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.services import StepView
from tongban.duties import selectors as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.kernel.standards.people import make_citizen_no
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.orgs import services as orgs
from tongban.orgs.states import Seat

EXAMINATION = step("审查")


def case_facts(uid: str) -> list[str]:
    return [f.kind for f in timeline(ObjectRef("case", uid)) if f.kind.startswith("case.")]


def test_every_kind_of_step_can_be_planned() -> None:
    assert {kind.value for kind in StepKind} - {"assist"} <= set(catalogue.STEP_VERBS)
    shared = set(STEP_KIND_LABELS) & set(catalogue.STEP_VERBS)
    assert all(STEP_KIND_LABELS[kind] == catalogue.STEP_VERBS[kind] for kind in shared)


def test_a_version_without_steps_has_a_plan_of_one_and_instant_items_have_none(city: City) -> None:
    bare = planned(city)
    (one,) = steps(city.accepted(bare))
    assert (one.kind, one.wave, one.hands, one.state, one.department_id) == (
        "examine", 1, 1, "running", city.department_id,
    )  # fmt: skip
    assert steps(city.accepted(city.instant)) == ()


def test_waves_open_one_after_the_other_and_steps_of_one_run_side_by_side(city: City) -> None:
    other = stepping.neighbour()
    version = planned(
        city,
        step("初审"),
        step("会签", "countersign", wave=2, department_code=other.code),
        step("公示", "publicity", wave=2),
        step("复核"),
    )
    uid = city.accepted(version)
    assert [(one.name, one.wave, one.department_id) for one in steps(uid)] == [
        ("初审", 1, city.department_id), ("会签", 2, other.department_id), ("公示", 2, city.department_id),
        ("复核", 3, city.department_id),
    ]  # fmt: skip
    assert set(running(uid)) == {"初审"}
    finish(uid, "初审", city.examiner)
    assert set(running(uid)) == {"会签", "公示"}
    finish(uid, "公示", city.examiner)
    assert set(running(uid)) == {"会签"}
    with pytest.raises(errors.NotExamined):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    finish(uid, "会签", other.first)
    assert set(running(uid)) == {"复核"}
    finish(uid, "复核", city.examiner)
    assert state(uid) == "examined"
    assert case_facts(uid)[-4:] == ["case.step_finished", "case.step_finished", "case.step_finished", "case.examined"]
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)


def test_no_step_is_done_before_its_wave_or_twice(city: City) -> None:
    uid = city.accepted(planned(city, step("初审"), step("复核")))
    later = next(one.id for one in steps(uid) if one.name == "复核")
    with pytest.raises(MoveNotAllowed):
        services.finish_step(case_uid=uid, step_id=later, opinion="先办", actor=city.examiner)
    first = running(uid)["初审"]
    finish(uid, "初审", city.examiner)
    with pytest.raises(MoveNotAllowed):
        services.finish_step(case_uid=uid, step_id=first, opinion="再办", actor=city.examiner)
    with pytest.raises(errors.ReasonMissing):
        services.finish_step(case_uid=uid, step_id=running(uid)["复核"], opinion=" ", actor=city.examiner)
    uid = city.accepted(planned(city, step("初审"), step("复核"), serial=8))
    with pytest.raises(step_errors.StepsUnderWay):
        services.examine_case(case_uid=uid, opinion="一步到位", actor=city.examiner)
    assert "examine" not in {one.verb for one in selectors.case_view(uid, viewer=city.examiner).actions}


def test_a_look_on_the_spot_takes_two_officers(city: City) -> None:
    uid = city.accepted(planned(city, step("现场勘验", "inspect"), EXAMINATION))
    assert steps(uid)[0].hands == 2
    assert not finish(uid, "现场勘验", city.examiner)
    with pytest.raises(step_errors.SignedAlready):
        finish(uid, "现场勘验", city.examiner)
    second = officer(city.department_id, "A003", "approver")
    assert finish(uid, "现场勘验", second, passed=False)
    done = steps(uid)[0]
    assert done.passed is False
    assert [hand.officer_id for hand in done.signed] == [city.examiner.officer_id, second.officer_id]
    finish(uid, "审查", city.examiner)
    for signer in (city.examiner, second):
        decider = dataclasses.replace(signer, permissions=city.approver.permissions)
        with pytest.raises(errors.TwoSeats):
            services.decide_case(case_uid=uid, granted=False, reason="地面湿滑。", actor=decider)
    services.decide_case(case_uid=uid, granted=False, reason="地面湿滑。", actor=city.approver)


def test_a_step_is_sent_back_with_a_reason_and_done_once_more(city: City) -> None:
    other = stepping.neighbour()
    uid = city.accepted(
        planned(city, EXAMINATION, step("会签", "countersign", department_code=other.code), step("复核"))
    )
    first = running(uid)["审查"]
    with pytest.raises(step_errors.NoStepBefore):
        services.return_step(case_uid=uid, step_id=first, reason="不清楚", actor=city.examiner)
    finish(uid, "审查", city.examiner)
    sign = running(uid)["会签"]
    with pytest.raises(errors.ReasonMissing):
        services.return_step(case_uid=uid, step_id=sign, reason="", actor=other.first)
    services.return_step(case_uid=uid, step_id=sign, reason="缺消防通道图", actor=other.first)
    assert set(running(uid)) == {"审查"}
    told = {one.id: (one.state, one.reason) for one in steps(uid)}
    assert told[first][0] == "done"
    assert told[sign] == ("returned", "缺消防通道图")
    finish(uid, "审查", city.examiner)
    assert set(running(uid)) == {"会签"}
    finish(uid, "会签", other.second)
    finish(uid, "复核", city.examiner)
    assert state(uid) == "examined"


def test_whoever_is_to_decide_sends_back_to_examination(city: City) -> None:
    uid = city.examined(city.promised)
    with pytest.raises(PermissionDenied):
        services.return_to_examination(case_uid=uid, reason="没有写面积", actor=city.clerk)
    services.return_to_examination(case_uid=uid, reason="没有写面积", actor=city.approver)
    assert state(uid) == "accepted"
    assert [one.state for one in steps(uid)] == ["done", "running"]
    services.examine_case(case_uid=uid, opinion="面积60平方米。", actor=city.examiner)
    assert state(uid) == "examined"
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    kinds = [kind for kind in case_facts(uid) if "examin" in kind]
    assert kinds == ["case.examined", "case.returned_to_examination", "case.examined"]


def test_assistance_shows_the_case_to_the_other_department_and_only_its_step(city: City) -> None:
    other = stepping.neighbour()
    uid = city.accepted(city.promised)
    with pytest.raises(NotFound):
        selectors.case_view(uid, viewer=other.first)
    made = services.ask_assistance(
        case_uid=uid, department_id=other.department_id, reason="请核对消防通道", actor=city.examiner
    )
    view = selectors.case_view(uid, viewer=other.first)
    assert view.actions == ()
    assert {one.name: one.may for one in view.steps if one.may} == {"同消协办": ("take", "finish", "hand_over")}
    assert selectors.case_view(uid, viewer=city.examiner).steps[-1].may == ()
    assert selectors.queue(viewer=other.first).rows == ()
    with pytest.raises(step_errors.OnlyOwnStep):
        services.examine_case(case_uid=uid, opinion="同意", actor=other.first)
    with pytest.raises(NotFound):
        services.finish_step(case_uid=uid, step_id=made, opinion="代办", actor=city.examiner)
    with pytest.raises(step_errors.StepsUnderWay):
        services.examine_case(case_uid=uid, opinion="不等了", actor=city.examiner)
    finish(uid, "审查", city.examiner)
    assert state(uid) == "accepted"
    finish(uid, "同消协办", other.first)
    assert state(uid) == "examined"
    assert selectors.case_view(uid, viewer=other.second).state == "examined"
    with pytest.raises(step_errors.SameDepartment):
        services.ask_assistance(
            case_uid=city.accepted(city.promised), department_id=city.department_id, reason="帮忙", actor=city.examiner
        )


def test_a_case_goes_to_the_competent_department_with_its_duties_before_examination(city: City) -> None:
    other = stepping.neighbour()
    uid = city.accepted(city.promised)
    before = {duty.kind: duty.due.due_on for duty in duties.duties_of(ObjectRef("case", uid)) if duty.running}
    with pytest.raises(errors.ReasonMissing):
        services.transfer_case(case_uid=uid, department_id=other.department_id, reason="", actor=city.clerk)
    services.transfer_case(case_uid=uid, department_id=other.department_id, reason="属消防职责", actor=city.clerk)
    owed = [duty for duty in duties.duties_of(ObjectRef("case", uid)) if duty.running]
    assert {duty.kind: duty.due.due_on for duty in owed} == before
    assert {duty.department_id for duty in owed} == {other.department_id}
    assert {one.department_id for one in steps(uid)} == {other.department_id}
    with pytest.raises(NotFound):
        services.examine_case(case_uid=uid, opinion="符合", actor=city.examiner)
    services.examine_case(case_uid=uid, opinion="符合", actor=other.first)
    with pytest.raises((step_errors.NotBeforeExamination, MoveNotAllowed)):
        services.transfer_case(case_uid=uid, department_id=city.department_id, reason="退回", actor=other.first)
    signed = city.accepted(planned(city, EXAMINATION, step("复核")))
    finish(signed, "审查", city.examiner)
    with pytest.raises(step_errors.NotBeforeExamination):
        services.transfer_case(case_uid=signed, department_id=other.department_id, reason="移交", actor=city.clerk)


def test_steps_are_taken_given_back_and_handed_to_colleagues(city: City) -> None:
    other = stepping.neighbour()
    uid = city.accepted(city.promised)
    one = running(uid)["审查"]
    services.take_step(case_uid=uid, step_id=one, actor=city.examiner)
    with pytest.raises(step_errors.StepHeld):
        services.take_step(case_uid=uid, step_id=one, actor=city.approver)
    with pytest.raises(step_errors.StepHeld):
        services.examine_case(case_uid=uid, opinion="抢办", actor=city.approver)
    assert [row.step_id for row in selectors.my_steps(viewer=city.examiner).rows] == [one]
    assert selectors.step_queue(viewer=city.approver).rows == ()
    services.give_back(case_uid=uid, step_id=one, actor=city.examiner)
    assert [row.step_id for row in selectors.step_queue(viewer=city.approver).rows] == [one]
    for stranger in (other.first, city.outsider):
        assert selectors.step_queue(viewer=stranger).rows == ()
        with pytest.raises(NotFound):
            services.take_step(case_uid=uid, step_id=one, actor=stranger)
        with pytest.raises(NotFound):
            services.take_next(department_id=city.department_id, actor=stranger)
    with pytest.raises(PermissionDenied):
        services.take_step(case_uid=uid, step_id=one, actor=city.clerk)
    with pytest.raises(step_errors.OfficerElsewhere):
        services.hand_over_step(case_uid=uid, step_id=one, officer_id=other.first.officer_id or 0, actor=city.examiner)
    services.hand_over_step(case_uid=uid, step_id=one, officer_id=city.approver.officer_id or 0, actor=city.examiner)
    assert steps(uid)[0].holder_id == city.approver.officer_id
    with pytest.raises(step_errors.StepHeld):
        services.give_back(case_uid=uid, step_id=one, actor=city.examiner)


def test_the_next_one_is_the_oldest_and_none_is_told_where_none_waits(city: City) -> None:
    uids = []
    for hour in range(3):
        with clock.frozen(MORNING + dt.timedelta(hours=hour)):
            uids.append(city.accepted(city.promised))
    with clock.frozen(MORNING + dt.timedelta(hours=3)):
        taken = [services.take_next(department_id=city.department_id, actor=city.examiner) for _ in uids]
        assert [str(one.case_uid) for one in taken] == uids
        with pytest.raises(step_errors.NothingWaits):
            services.take_next(department_id=city.department_id, actor=city.approver)
    assert len(selectors.my_steps(viewer=city.examiner).rows) == 3
    assert selectors.waiting_steps(viewer=city.approver) == 0


def test_the_second_hand_is_taken_by_somebody_else(city: City) -> None:
    uid = city.accepted(planned(city, step("现场勘验", "site_inspection")))
    finish(uid, "现场勘验", city.examiner)
    with pytest.raises(step_errors.NothingWaits):
        services.take_next(department_id=city.department_id, actor=city.examiner)
    assert str(services.take_next(department_id=city.department_id, actor=city.approver).case_uid) == uid


def test_the_chief_delegate_decides_where_the_version_says_so(city: City) -> None:
    uid = city.examined(planned(city, EXAMINATION, decide=StepView("决定", "chief_delegate", verb="decide")))
    with pytest.raises(step_errors.ChiefDelegateDecides):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    off = {one.verb: one for one in selectors.case_view(uid, viewer=city.approver).actions}
    assert "首席代表" in off["decide"].reason
    chief = stepping.seated(city.approver, city.department_id, Seat.CHIEF_DELEGATE)
    services.decide_case(case_uid=uid, granted=True, actor=chief)
    assert state(uid) == "decided"


def test_withdrawal_cancels_what_runs_and_waits(city: City) -> None:
    uid = city.accepted(planned(city, EXAMINATION, step("复核")))
    services.withdraw_case(case_uid=uid, actor=city.resident)
    assert {one.state for one in steps(uid)} == {"cancelled"}
    assert selectors.step_queue(viewer=city.examiner).rows == ()


def test_a_case_accepted_before_there_were_steps_gets_its_plan_when_it_is_worked_on(city: City) -> None:
    uid = city.accepted(city.promised)
    CaseStep.objects.all().delete()
    services.examine_case(case_uid=uid, opinion="符合", actor=city.examiner)
    assert state(uid) == "examined"
    assert StepHand.objects.get().officer_id == city.examiner.officer_id


def test_applicants_see_steps_and_no_opinions(city: City) -> None:
    uid = city.examined(city.promised)
    (mine,) = steps(uid, city.resident)
    assert (mine.state, mine.opinion, mine.signed, mine.holder_id, mine.may) == ("done", "", (), None, ())
    with pytest.raises(PermissionDenied):
        services.finish_step(case_uid=uid, step_id=mine.id, opinion="我同意", actor=city.resident)


def test_windows_take_what_they_serve(city: City) -> None:
    other = stepping.neighbour()
    hall = orgs.open_hall(name="市民之家", region_code=REGION, actor=SYSTEM)
    far = orgs.open_hall(name="外县中心", region_code="410600", actor=SYSTEM)
    open_to_all = orgs.open_window(hall_id=hall.id, no="1", actor=SYSTEM)
    fire = orgs.open_window(
        hall_id=hall.id, no="2", kind="department", department_ids=[other.department_id], actor=SYSTEM
    )
    away = orgs.open_window(hall_id=far.id, no="1", actor=SYSTEM)

    def draft(window_id: int) -> object:
        return services.draft_case(
            version_id=city.promised.id, applicant_id=city.resident.party_id or 0, window_id=window_id, actor=city.clerk
        )

    assert draft(open_to_all.id)
    for wrong in (fire, away):
        with pytest.raises(step_errors.WindowServesOthers):
            draft(wrong.id)
    with_neighbour = planned(city, step("会签", "countersign", department_code=other.code))
    told = selectors.route(with_neighbour)
    assert told.department_name == "同安市卫生健康委员会"
    assert told.others == ("同安市消防救援支队",)
    assert "综合窗口" in told.rule


def test_a_result_waits_at_the_exit_and_is_fetched_once_with_code_and_document(city: City) -> None:
    uid = city.examined(city.promised)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    with pytest.raises(step_errors.NotWaitingAtExit):
        services.fetch_result(case_uid=uid, code="000000", number="x", actor=city.clerk)
    window, locker = DeliveryMethod.WINDOW, DeliveryMethod.LOCKER
    with pytest.raises(step_errors.ExitPlaceMissing):
        services.place_result(case_uid=uid, method=window, place="  ", actor=city.clerk)
    old = services.place_result(case_uid=uid, method=locker, place="1号柜12格", actor=city.clerk)
    code = services.place_result(case_uid=uid, method=window, place="出件窗口2号", actor=city.clerk)
    assert old != code
    assert selectors.case_view(uid, viewer=city.resident).exit_code == code
    assert selectors.case_view(uid, viewer=city.clerk).exit_code == ""
    with pytest.raises(step_errors.WrongFetchCode):
        services.fetch_result(case_uid=uid, code=old, number=number_of(city.resident), actor=city.clerk)
    with pytest.raises(step_errors.WrongFetcher):
        services.fetch_result(case_uid=uid, code=code, number=number_of(city.stranger), actor=city.clerk)
    services.fetch_result(case_uid=uid, code=code, number=number_of(city.resident), actor=city.clerk)
    view = selectors.case_view(uid, viewer=city.resident)
    assert (view.state, view.delivery_method, view.exit_code) == ("delivered", "window", "")
    with pytest.raises(MoveNotAllowed):
        services.fetch_result(case_uid=uid, code=code, number=number_of(city.resident), actor=city.clerk)


def number_of(actor: Actor) -> str:
    """The citizen number of a resident of the test city."""
    return make_citizen_no("410502", dt.date(1990, 3, 7), actor.account_id or 0)
