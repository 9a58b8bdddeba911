"""Revocation, reopening, and whether what the person came for is settled."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.cases import errors, selectors, services
from tongban.cases.errors import promises as refusals
from tongban.cases.states import CaseState, DeliveryMethod, RevocationGround
from tongban.cases.tests.conftest import MORNING, City
from tongban.cases.tests.promising import after, granted, head, offering, papers, row, running, sweep
from tongban.credit import selectors as credit
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.licences import selectors as licences

WHY = "原审批时遗漏了听取利害关系人意见的程序。"


def closed(city: City, *, grant: bool = True) -> str:
    """A case that has gone its whole way."""
    uid = city.examined(city.promised)
    services.decide_case(case_uid=uid, granted=grant, reason="" if grant else "面积不足。", actor=city.approver)
    services.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=city.clerk)
    services.close_case(case_uid=uid, actor=city.clerk)
    return uid


# --- revocation -------------------------------------------------------------------------------------
def test_announced_heard_and_decided_by_another_seat(city: City) -> None:
    uid = closed(city)
    with pytest.raises(refusals.NoPriorNotice):
        services.revoke_decision(case_uid=uid, reason=WHY, actor=city.approver)
    number = services.notify_revocation(case_uid=uid, ground="procedure", reason=WHY, actor=city.examiner)
    view = selectors.announced_revocation(uid, viewer=city.resident)
    assert view is not None
    assert (view.number, view.open_until, view.ground) == (number, dt.date(2026, 12, 1), "procedure")
    with pytest.raises(refusals.PriorNoticeGiven):
        services.notify_revocation(case_uid=uid, ground="fraud", reason=WHY, actor=city.approver)
    with pytest.raises(refusals.StatementOpen) as caught:
        services.revoke_decision(case_uid=uid, reason=WHY, actor=city.approver)
    assert "2026年12月01日" in caught.value.sentence
    services.state_defence(case_uid=uid, text="程序没有违法，已经公示。", actor=city.resident)
    with pytest.raises(refusals.StatementClosed):
        services.state_defence(case_uid=uid, text="再说一遍。", actor=city.resident)
    with pytest.raises(errors.TwoSeats):
        services.revoke_decision(case_uid=uid, reason=WHY, actor=city.examiner)
    with pytest.raises(errors.ReasonMissing):
        services.revoke_decision(case_uid=uid, reason=" ", actor=city.approver)
    services.revoke_decision(case_uid=uid, reason=WHY, actor=city.approver)
    assert (row(uid).state, row(uid).outcome) == (CaseState.REVOKED, "revoked")
    assert papers(uid)[-2:] == ["revocation_prior_notice", "revocation"]
    assert not running(uid)
    ledger.drain(raising=True)
    for one in selectors.case_view(uid, viewer=city.resident).instruments:
        assert services.instrument_pdf(case_uid=uid, instrument_id=one.id, actor=city.resident)[1].startswith(b"%PDF")


def test_silence_lets_the_time_to_speak_run_out(city: City) -> None:
    uid = closed(city)
    services.notify_revocation(case_uid=uid, ground="not_eligible", reason="不符合条件。", actor=city.examiner)
    with after(10):
        sweep()
        with pytest.raises(refusals.StatementClosed):
            services.state_defence(case_uid=uid, text="现在才看到。", actor=city.resident)
        services.revoke_decision(case_uid=uid, reason="不符合条件。", actor=city.approver)
        assert row(uid).state == CaseState.REVOKED


def test_an_overdue_decision_on_revocation_lights_the_lamp(city: City) -> None:
    uid = closed(city)
    services.notify_revocation(case_uid=uid, ground="not_eligible", reason="不符合条件。", actor=city.examiner)
    with after(40):
        sweep()
        duty = next(one.duty for one in selectors.clocks(uid, viewer=city.approver) if one.kind == "case.revoking")
        assert duty.late


def test_what_is_said_may_be_heeded(city: City) -> None:
    uid = closed(city)
    services.notify_revocation(case_uid=uid, ground="procedure", reason=WHY, actor=city.examiner)
    with pytest.raises(errors.TwoSeats):
        services.drop_revocation(case_uid=uid, reason="意见成立。", actor=city.examiner)
    with pytest.raises(errors.ReasonMissing):
        services.drop_revocation(case_uid=uid, reason="", actor=city.approver)
    services.drop_revocation(case_uid=uid, reason="意见成立。", actor=city.approver)
    assert (row(uid).state, row(uid).outcome) == (CaseState.CLOSED, "granted")
    assert not running(uid)
    assert selectors.announced_revocation(uid, viewer=city.resident) is None
    with pytest.raises(refusals.NoPriorNotice):
        services.drop_revocation(case_uid=uid, reason="意见成立。", actor=city.approver)
    services.notify_revocation(case_uid=uid, ground="procedure", reason=WHY, actor=city.examiner)


def test_a_commitment_whose_revocation_is_dropped_is_verified_again(city: City) -> None:
    uid = granted(city, offering(city))
    services.verify_commitment(case_uid=uid, finding="broken", text="没有开业。", actor=city.examiner)
    services.drop_revocation(case_uid=uid, reason="已经开业。", actor=city.approver)
    assert "case.verification" in running(uid)
    services.verify_commitment(case_uid=uid, finding="deviates", text="标牌不全。", actor=city.examiner)


def test_fraud_takes_the_licence_and_goes_on_the_credit_file_own_faults_do_not(city: City) -> None:
    version = offering(city)
    party = city.resident.party_id
    assert party is not None
    for ground, kinds in (("abuse", []), ("fraud", ["other_breach"])):
        uid = granted(city, version)
        identifier = row(uid).licence_identifier
        services.notify_revocation(case_uid=uid, ground=ground, reason="查实。", actor=city.examiner)
        services.state_defence(case_uid=uid, text="不同意。", actor=city.resident)
        services.revoke_decision(case_uid=uid, reason="查实。", actor=city.approver)
        assert licences.licence(identifier, viewer=city.approver).status == "revoked"
        assert [one.kind for one in credit.file_of(party, viewer=head(city))] == kinds


def test_only_what_was_granted_and_on_a_ground_of_the_law(city: City) -> None:
    refused = closed(city, grant=False)
    with pytest.raises(refusals.NotGranted):
        services.notify_revocation(case_uid=refused, ground="procedure", reason=WHY, actor=city.examiner)
    with pytest.raises(MoveNotAllowed):
        services.notify_revocation(
            case_uid=city.accepted(city.promised), ground="procedure", reason=WHY, actor=city.examiner
        )
    uid = closed(city)
    for ground in ("", "because", RevocationGround.COMMITMENT):
        with pytest.raises(refusals.GroundMissing):
            services.notify_revocation(case_uid=uid, ground=ground, reason=WHY, actor=city.examiner)
    with pytest.raises(errors.ReasonMissing):
        services.notify_revocation(case_uid=uid, ground="procedure", reason="", actor=city.examiner)


def test_wrong_seats_and_other_peoples_cases(city: City) -> None:
    uid = closed(city)
    for actor, kind in ((city.clerk, PermissionDenied), (city.outsider, NotFound), (city.resident, PermissionDenied)):
        with pytest.raises(kind):
            services.notify_revocation(case_uid=uid, ground="procedure", reason=WHY, actor=actor)
        with pytest.raises(kind):
            services.revoke_decision(case_uid=uid, reason=WHY, actor=actor)
        with pytest.raises(kind):
            services.drop_revocation(case_uid=uid, reason=WHY, actor=actor)
    services.notify_revocation(case_uid=uid, ground="procedure", reason=WHY, actor=city.examiner)
    with pytest.raises(NotFound):
        services.state_defence(case_uid=uid, text="我来说。", actor=city.stranger)
    with pytest.raises(NotFound):
        selectors.announced_revocation(uid, viewer=city.stranger)


# --- reopening --------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", ["refused", "not_accepted", "lapsed", "revoked"])
def test_a_case_that_ended_is_taken_up_again(city: City, make: str) -> None:
    if make == "refused":
        uid = closed(city, grant=False)
    elif make == "not_accepted":
        uid = city.submitted(city.promised)
        services.refuse_acceptance(case_uid=uid, reason="不属于本机关。", actor=city.clerk)
    elif make == "lapsed":
        uid = city.accepted(city.promised)
        services.withdraw_case(case_uid=uid, actor=city.resident)
    else:
        uid = closed(city)
        services.notify_revocation(case_uid=uid, ground="procedure", reason=WHY, actor=city.examiner)
        services.state_defence(case_uid=uid, text="请依法。", actor=city.resident)
        services.revoke_decision(case_uid=uid, reason=WHY, actor=city.approver)
    before = papers(uid)
    with after(30):
        number = services.reopen_case(
            case_uid=uid, document_no="同政复决〔2026〕3号", reason="责令重新作出决定。", actor=head(city)
        )
        view = selectors.case_view(uid, viewer=city.resident)
        assert (view.state, view.outcome, view.reopened, view.ended_at) == (CaseState.ACCEPTED, "", 1, None)
        assert [*before, "reopening_notice"] == papers(uid)
        assert view.instruments[-1].number == number
        clocks = {one.kind: one.duty for one in selectors.clocks(uid, viewer=city.resident) if one.duty.running}
        assert set(clocks) == {"case.promise", "case.statutory"}
        assert clocks["case.promise"].starts_at == MORNING + dt.timedelta(days=30)
        services.examine_case(case_uid=uid, opinion="重新审查，符合条件。", actor=city.examiner)
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
        assert row(uid).outcome == "granted"
        ledger.drain(raising=True)


def test_a_grant_that_stands_is_not_reopened(city: City) -> None:
    uid = closed(city)
    with pytest.raises(refusals.GrantStands):
        services.reopen_case(case_uid=uid, document_no="文号", reason="理由", actor=head(city))


def test_reopening_rests_on_a_document_and_a_reason(city: City) -> None:
    uid = closed(city, grant=False)
    by = head(city)
    with pytest.raises(refusals.DocumentMissing):
        services.reopen_case(case_uid=uid, document_no=" ", reason="理由", actor=by)
    with pytest.raises(errors.ReasonMissing):
        services.reopen_case(case_uid=uid, document_no="文号", reason=" ", actor=by)
    for actor, kind in (
        (city.clerk, PermissionDenied), (city.approver, PermissionDenied), (city.resident, PermissionDenied),
        (city.outsider, PermissionDenied),
    ):  # fmt: skip
        with pytest.raises(kind):
            services.reopen_case(case_uid=uid, document_no="文号", reason="理由", actor=actor)
    thrown_away = city.draft(city.promised)
    services.withdraw_case(case_uid=thrown_away, actor=city.resident)
    with pytest.raises((refusals.NeverReceived, NotFound)):
        services.reopen_case(case_uid=thrown_away, document_no="文号", reason="理由", actor=by)
    with pytest.raises(MoveNotAllowed):
        services.reopen_case(case_uid=city.accepted(city.promised), document_no="文号", reason="理由", actor=by)


# --- closed is one thing, solved another ------------------------------------------------------------
def test_the_applicant_says_whether_it_is_settled(city: City) -> None:
    uid = closed(city)
    assert selectors.case_view(uid, viewer=city.resident).solved_at is None
    services.mark_solved(case_uid=uid, actor=city.resident)
    view = selectors.case_view(uid, viewer=city.resident)
    assert (view.solved_at, view.state) == (MORNING, CaseState.CLOSED)
    with pytest.raises(refusals.SolvedAlready):
        services.mark_solved(case_uid=uid, actor=city.resident)
    services.mark_solved(case_uid=uid, solved=False, actor=city.resident)
    assert row(uid).solved_at is None
    with pytest.raises(refusals.NotEnded):
        services.mark_solved(case_uid=city.accepted(city.promised), actor=city.resident)
    with pytest.raises(NotFound):
        services.mark_solved(case_uid=uid, actor=city.stranger)


def test_an_officer_says_so_with_the_reason(city: City) -> None:
    uid = closed(city)
    with pytest.raises(errors.ReasonMissing):
        services.mark_solved(case_uid=uid, actor=city.clerk)
    with pytest.raises(NotFound):
        services.mark_solved(case_uid=uid, reason="已解决", actor=city.outsider)
    services.mark_solved(case_uid=uid, reason="电话回访，已经开业。", actor=city.clerk)
    assert row(uid).solved_at == MORNING
    with pytest.raises(refusals.SolvedAlready):
        services.mark_solved(case_uid=uid, reason="再标一次", actor=city.clerk)
    services.mark_solved(case_uid=uid, solved=False, actor=city.resident)
    assert row(uid).solved_at is None
