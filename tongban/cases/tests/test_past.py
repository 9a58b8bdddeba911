"""Back entry: real dates, a flag for ever, two people, and a watch over who does it how often."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tongban.cases import errors, selectors, services
from tongban.cases.errors.steps import NotPast, PastDatesWrong, PastDecided
from tongban.cases.services import PastDates
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.conftest import MORNING, City
from tongban.cases.tests.stepping import planned
from tongban.catalogue.services import ResultView
from tongban.duties import selectors as duties
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.errors import InvalidInput, PermissionDenied
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline

RECEIVED = MORNING - dt.timedelta(days=29)
DECIDED = MORNING - dt.timedelta(days=15)
DATES = PastDates(RECEIVED, RECEIVED + dt.timedelta(hours=1), DECIDED)


def entered(city: City, **changes: object) -> str:
    """A case that was handled off the system three weeks ago."""
    stored = files.store(content=PDF, name="审批表.pdf", actor=city.clerk)
    given: dict[str, object] = {
        "version_id": city.promised.id,
        "applicant_id": city.resident.party_id,
        "form_data": {"name": "赵小满", "premises_name": "小满理发店"},
        "dates": DATES,
        "reason": "系统停机",
        "evidence_digest": stored.digest,
        "actor": city.clerk,
    }
    return str(services.enter_past_case(**{**given, **changes}))  # type: ignore[arg-type]  # arguments by name


def test_the_real_dates_stand_and_what_was_owed_ends_when_it_really_did(city: City) -> None:
    uid = entered(city)
    view = selectors.case_view(uid, viewer=city.clerk)
    assert (view.state, view.received_at, view.accepted_at, view.decided_at) == (
        "examined", RECEIVED, DATES.accepted_at, DECIDED,
    )  # fmt: skip
    assert (view.entered_reason, view.entered_at) == ("系统停机", MORNING)
    assert view.case_no[31:39] == f"{clock.local(RECEIVED):%Y%m%d}"
    owed = {duty.kind: duty for duty in duties.duties_of(ObjectRef("case", uid))}
    assert not [duty for duty in owed.values() if duty.running]
    assert owed["case.promise"].ended_at == DECIDED
    assert owed["case.promise"].late, "five working days were promised, ten were taken"
    assert not owed["case.statutory"].late
    assert selectors.material_file(uid, 0, viewer=city.approver)[0] == "审批表.pdf"
    assert [f.kind for f in timeline(ObjectRef("case", uid)) if f.kind.startswith("case.")] == ["case.entered"]


def test_dates_lie_in_order_and_not_ahead(city: City) -> None:
    hour, day = dt.timedelta(hours=1), dt.timedelta(days=1)
    for wrong in (
        PastDates(RECEIVED, RECEIVED - hour),
        PastDates(RECEIVED, RECEIVED, RECEIVED - hour),
        PastDates(RECEIVED, MORNING + hour),
        PastDates(RECEIVED, RECEIVED, MORNING + day),
    ):
        with pytest.raises(PastDatesWrong):
            entered(city, dates=wrong)


def test_reason_evidence_form_and_seat_are_needed(city: City) -> None:
    with pytest.raises(errors.ReasonMissing):
        entered(city, reason=" ")
    with pytest.raises(errors.UploadMissing):
        entered(city, evidence_digest="0" * 64)
    with pytest.raises(InvalidInput):
        entered(city, form_data={"name": "赵小满"})
    with pytest.raises(errors.ReasonMissing):
        entered(city, granted=False)
    for actor in (city.resident, city.outsider, city.examiner):
        with pytest.raises(PermissionDenied):
            entered(city, actor=actor)


def test_another_person_confirms_and_no_new_decision_is_taken(city: City) -> None:
    uid = entered(city)
    both = dataclasses.replace(city.clerk, permissions=city.clerk.permissions | city.approver.permissions)
    with pytest.raises(errors.TwoSeats):
        services.confirm_past_case(case_uid=uid, confirmed=True, actor=both)
    with pytest.raises(PastDecided):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    services.confirm_past_case(case_uid=uid, confirmed=True, actor=city.approver)
    view = selectors.case_view(uid, viewer=city.resident)
    assert (view.state, view.outcome, view.decided_at, view.instruments) == ("decided", "granted", DECIDED, ())
    delivery = next(d for d in duties.duties_of(ObjectRef("case", uid)) if d.kind == "case.delivery")
    assert delivery.starts_at == DECIDED
    services.deliver_result(case_uid=uid, method=DeliveryMethod.WINDOW, actor=city.clerk)
    with pytest.raises(NotPast):
        services.confirm_past_case(case_uid=city.examined(city.promised), confirmed=True, actor=city.approver)


def test_an_entry_that_is_not_true_is_refused_with_a_reason(city: City) -> None:
    uid = entered(city)
    with pytest.raises(errors.ReasonMissing):
        services.confirm_past_case(case_uid=uid, confirmed=False, actor=city.approver)
    services.confirm_past_case(case_uid=uid, confirmed=False, reason="没有签字", actor=city.approver)
    assert selectors.case_view(uid, viewer=city.clerk).state == "withdrawn"


def test_whoever_entered_it_issues_no_licence_from_it(city: City) -> None:
    uid = entered(city)
    services.confirm_past_case(case_uid=uid, confirmed=True, actor=city.approver)
    both = dataclasses.replace(city.clerk, permissions=city.clerk.permissions | city.approver.permissions)
    with pytest.raises(errors.TwoSeats):
        services.issue_result(case_uid=uid, actor=both)
    with pytest.raises(errors.ResultNotDue):
        services.issue_result(case_uid=uid, actor=city.approver)
    assert ResultView("none").kind == city.promised.result.kind if city.promised.result else False


def test_a_case_only_accepted_off_the_system_goes_on_here(city: City) -> None:
    uid = entered(city, dates=PastDates(MORNING - dt.timedelta(days=3), MORNING - dt.timedelta(days=3)))
    running = {d.kind for d in duties.duties_of(ObjectRef("case", uid)) if d.running}
    assert running == {"case.promise", "case.statutory"}
    services.examine_case(case_uid=uid, opinion="符合", actor=city.examiner)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    assert [one.kind for one in selectors.case_view(uid, viewer=city.resident).instruments] == ["decision_granted"]
    stepwise = entered(city, version_id=planned(city).id, dates=PastDates(MORNING, MORNING))
    assert [one.state for one in selectors.case_view(stepwise, viewer=city.clerk).steps] == ["running"]


def test_acceptance_after_the_notice_was_due_counts_from_receipt(city: City) -> None:
    uid = entered(city, dates=PastDates(RECEIVED, RECEIVED + dt.timedelta(days=10), DECIDED))
    view = selectors.case_view(uid, viewer=city.clerk)
    assert view.deemed
    assert view.accepted_at == RECEIVED


def test_the_watch_counts_by_department_and_says_how_long_after(city: City) -> None:
    entered(city)
    city.submitted(city.promised)
    today = clock.local(MORNING).date()
    counts, lines = selectors.entries(since=today, until=today, viewer=city.examiner)
    (one,) = counts
    assert (one.entered, one.received, one.share, one.longest_days, one.median_days) == (1, 2, 0.5, 15, 15)
    assert (lines[0].reason, lines[0].days) == ("系统停机", 15)
    assert selectors.entries(since=today, until=today, viewer=city.outsider) == ((), ())
    with pytest.raises(PermissionDenied):
        selectors.entries(since=today, until=today, viewer=city.resident)
