"""告知承诺: chosen freely, decided on the spot, verified afterwards (安阳市政务服务条例 25–27, 29)."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tongban.access.tests.actors import officer
from tongban.cases import errors, selectors, services
from tongban.cases.errors import promises as refusals
from tongban.cases.models import Commitment
from tongban.cases.services import MaterialInput
from tongban.cases.states import CaseState, CommitmentState
from tongban.cases.tests.conftest import City, publish
from tongban.cases.tests.promising import (
    TERMS,
    after,
    committed,
    committed_guide,
    drafted,
    granted,
    head,
    offering,
    papers,
    read,
    row,
    running,
    sweep,
)
from tongban.catalogue.commitments import FIELDS
from tongban.catalogue.errors import PublishBlocked
from tongban.credit import selectors as credit
from tongban.credit import services as credit_verbs
from tongban.credit.selectors import Evidence
from tongban.files import services as files
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.licences import selectors as licences
from tongban.reference import selectors as reference


def state(uid: str) -> str:
    return Commitment.objects.get(case__uid=uid).state


def hand_in(city: City, uid: str, order: int = 2) -> bool:
    """The material named for later."""
    stored = files.store(content=b"%PDF-1.4\n%later", name="later.pdf", actor=city.resident)
    given = MaterialInput(order=order, digest=stored.digest, file_name=stored.name)
    return services.hand_in_promised(case_uid=uid, material=given, actor=city.resident)


# --- choosing -------------------------------------------------------------------------------------
def test_granted_on_the_spot_with_both_sides_on_one_paper(city: City) -> None:
    version = offering(city)
    uid = committed(city, version)
    assert services.decide_on_commitment(case_uid=uid, actor=city.approver)
    view = selectors.case_view(uid, viewer=city.resident)
    assert (view.state, view.outcome) == (CaseState.DECIDED, "granted")
    assert papers(uid) == ["receipt_note", "commitment", "decision_granted"]
    assert running(uid) == {"case.delivery", "case.verification", "case.owed_materials"}
    assert view.commitment is not None
    assert view.commitment.owed == ("场所平面图",)
    assert view.commitment.owed_until == dt.date(2026, 12, 15)
    assert view.commitment.verify_until == dt.date(2027, 1, 25)
    ledger.drain(raising=True)
    paper = next(one for one in view.instruments if one.kind == "commitment")
    assert services.instrument_pdf(case_uid=uid, instrument_id=paper.id, actor=city.resident)[1].startswith(b"%PDF")
    with pytest.raises(MoveNotAllowed):
        services.withdraw_commitment(case_uid=uid, actor=city.resident)


def test_what_is_shown_must_have_been_read(city: City) -> None:
    version = offering(city)
    uid, other = drafted(city, version, 1), drafted(city, version, 1)
    for ticket in ("", "nonsense", read(other, city.resident), read(uid, city.resident, seconds=2),
                   read(uid, city.resident, seconds=100_000)):  # fmt: skip
        with pytest.raises(refusals.CommitmentNotRead):
            services.commit(case_uid=uid, ticket=ticket, actor=city.resident)
    assert not Commitment.objects.filter(case__uid=uid).exists()
    services.commit(case_uid=uid, ticket=read(uid, city.resident), actor=city.resident)
    assert state(uid) == CommitmentState.MADE


def test_nobody_commits_for_the_applicant(city: City) -> None:
    version = offering(city)
    uid = committed(city, version)
    ticket = read(uid, city.resident)
    with pytest.raises(refusals.OwnWordOnly):
        services.commit(case_uid=uid, ticket=ticket, actor=city.clerk)
    with pytest.raises(NotFound):
        services.commit(case_uid=uid, ticket=ticket, actor=city.stranger)
    with pytest.raises(NotFound):
        services.withdraw_commitment(case_uid=uid, actor=city.stranger)
    with pytest.raises(NotFound):
        selectors.commitment_offer(uid, viewer=city.stranger)
    for actor in (city.clerk, city.resident):
        with pytest.raises(PermissionDenied):
            services.decide_on_commitment(case_uid=uid, actor=actor)
    with pytest.raises(NotFound):
        services.decide_on_commitment(case_uid=uid, actor=city.outsider)


def test_the_ordinary_way_stays_open(city: City) -> None:
    version = offering(city)
    uid = drafted(city, version, 1, 2)
    services.submit_case(case_uid=uid, actor=city.resident)
    with pytest.raises(refusals.NotCommitted):
        services.decide_on_commitment(case_uid=uid, actor=city.approver)
    services.accept_case(case_uid=uid, actor=city.clerk)
    assert "decide_on_commitment" not in {one.verb for one in selectors.case_view(uid, viewer=city.approver).actions}
    with pytest.raises(MoveNotAllowed):
        services.commit(case_uid=uid, ticket=read(uid, city.resident), actor=city.resident)
    with pytest.raises(refusals.NoCommitmentOffered):
        services.commit(case_uid=city.draft(city.promised), ticket="x", actor=city.resident)


def test_withdrawn_commitments_leave_the_ordinary_way(city: City) -> None:
    version = offering(city)
    uid = committed(city, version)
    services.withdraw_commitment(case_uid=uid, actor=city.resident)
    with pytest.raises(refusals.NotCommitted):
        services.withdraw_commitment(case_uid=uid, actor=city.resident)
    with pytest.raises(refusals.NotCommitted):
        services.decide_on_commitment(case_uid=uid, actor=city.approver)
    with pytest.raises(errors.MaterialsMissing):
        services.accept_case(case_uid=uid, actor=city.clerk)
    services.commit(case_uid=uid, ticket=read(uid, city.resident), actor=city.resident)
    assert state(uid) == CommitmentState.MADE


def test_a_commitment_is_not_granted_the_ordinary_way(city: City) -> None:
    uid = committed(city, offering(city))
    services.accept_case(case_uid=uid, actor=city.clerk)
    services.examine_case(case_uid=uid, opinion="符合条件。", actor=city.examiner)
    with pytest.raises(refusals.CommitmentStands):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    services.decide_case(case_uid=uid, granted=False, reason="场所不在本市。", actor=city.approver)
    assert state(uid) == CommitmentState.WITHDRAWN


def test_after_acceptance_it_is_still_decided_on_the_commitment(city: City) -> None:
    uid = committed(city, offering(city))
    services.accept_case(case_uid=uid, actor=city.clerk)
    services.decide_on_commitment(case_uid=uid, actor=city.approver)
    assert state(uid) == CommitmentState.IN_FORCE
    assert "case.promise" not in running(uid)


def test_other_materials_are_not_excused(city: City) -> None:
    uid = drafted(city, offering(city))
    services.commit(case_uid=uid, ticket=read(uid, city.resident), actor=city.resident)
    with pytest.raises(errors.MaterialsMissing) as caught:
        services.submit_case(case_uid=uid, actor=city.resident)
    assert "申请表" in caught.value.sentence
    assert "场所平面图" not in caught.value.sentence


# --- what a guide must state ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "broken",
    [
        {"document_no": ""},
        {"told": []},
        {"committed": []},
        {"liability": " "},
        {"cleared": ["national_security"]},
        {"owed_orders": [9]},
        {"owed_days": 0},
    ],
)
def test_guides_that_may_not_offer_it_are_not_published(city: City, broken: dict[str, object]) -> None:
    guide = dataclasses.replace(committed_guide(), extra={"commitment": {**TERMS, **broken}}, result=None)
    with pytest.raises(PublishBlocked) as caught:
        publish(city.department_id, city.department_code, 6, guide)
    assert "承诺" in str(caught.value.data["findings"])


def test_the_fields_in_which_nothing_is_granted_on_commitment_are_those_of_the_ordinance(city: City) -> None:
    value = reference.parameter("commitment_excluded").value
    assert isinstance(value, list)
    assert set(value) == set(FIELDS)


# --- verification -----------------------------------------------------------------------------------
def test_kept_goes_to_the_credit_file(city: City) -> None:
    uid = granted(city, offering(city))
    with pytest.raises(refusals.OwedMaterialsMissing):
        services.verify_commitment(case_uid=uid, finding="kept", text="现场查看。", actor=city.examiner)
    assert hand_in(city, uid)
    assert "case.owed_materials" not in running(uid)
    services.verify_commitment(case_uid=uid, finding="kept", text="现场查看，符合条件。", actor=city.examiner)
    assert state(uid) == CommitmentState.KEPT
    assert "case.verification" not in running(uid)
    party = city.resident.party_id
    assert party is not None
    assert [one.kind for one in credit.file_of(party, viewer=head(city))] == ["commitment_kept"]
    with pytest.raises(refusals.NothingToVerify):
        services.verify_commitment(case_uid=uid, finding="broken", text="再看。", actor=city.examiner)


def test_findings_are_one_of_three_and_in_words(city: City) -> None:
    uid = granted(city, offering(city))
    with pytest.raises(refusals.FindingUnknown):
        services.verify_commitment(case_uid=uid, finding="good", text="好。", actor=city.examiner)
    with pytest.raises(errors.ReasonMissing):
        services.verify_commitment(case_uid=uid, finding="kept", text=" ", actor=city.examiner)
    for actor, kind in ((city.clerk, PermissionDenied), (city.outsider, NotFound), (city.resident, PermissionDenied)):
        with pytest.raises(kind):
            services.verify_commitment(case_uid=uid, finding="kept", text="好。", actor=actor)


def test_overdue_verification_lights_the_lamp(city: City) -> None:
    uid = granted(city, offering(city))
    with after(80):
        sweep()
        duty = next(one.duty for one in selectors.clocks(uid, viewer=city.approver) if one.kind == "case.verification")
        assert duty.late
        assert duty.department_id == city.department_id
        assert state(uid) == CommitmentState.IN_FORCE


def test_materials_not_handed_in_in_time_are_put_on_record(city: City) -> None:
    uid = granted(city, offering(city))
    with after(40):
        sweep()
        sweep()
        kinds = [fact.kind for fact in selectors.timeline(uid, viewer=city.approver)]
        assert kinds.count("case.owed_overdue") == 1
        assert "case.owed_materials" not in running(uid)
        assert "case.verification" in running(uid)
        assert hand_in(city, uid)


def test_mending_once_then_kept_or_broken(city: City) -> None:
    uid = granted(city, offering(city))
    hand_in(city, uid)
    for days in (-1, 16):
        with pytest.raises(refusals.MendingTooLong):
            services.verify_commitment(
                case_uid=uid, finding="deviates", text="消毒间未隔开。", mend_days=days, actor=city.examiner
            )
    number = services.verify_commitment(
        case_uid=uid, finding="deviates", text="消毒间未隔开。", mend_days=5, actor=city.examiner
    )
    assert number
    assert state(uid) == CommitmentState.MENDING
    assert "case.mending" in running(uid)
    with pytest.raises(refusals.MendedOnce):
        services.verify_commitment(case_uid=uid, finding="deviates", text="还不行。", actor=city.examiner)
    with pytest.raises(errors.ReasonMissing):
        services.report_mended(case_uid=uid, text=" ", actor=city.resident)
    with pytest.raises(NotFound):
        services.report_mended(case_uid=uid, text="改好了。", actor=city.stranger)
    services.report_mended(case_uid=uid, text="已经隔开。", actor=city.resident)
    assert "case.mending" not in running(uid)
    assert "case.verification" in running(uid)
    services.verify_commitment(case_uid=uid, finding="kept", text="已隔开。", actor=city.examiner)
    assert state(uid) == CommitmentState.KEPT


def test_a_missed_mending_brings_the_second_look(city: City) -> None:
    uid = granted(city, offering(city))
    services.verify_commitment(
        case_uid=uid, finding="deviates", text="消毒间未隔开。", mend_days=5, actor=city.examiner
    )
    with after(15):
        sweep()
        sweep()
        assert running(uid) >= {"case.verification"}
        assert "case.mending" not in running(uid)


# --- the closed loop --------------------------------------------------------------------------------
def test_broken_then_barred_then_repaired_then_open_again(city: City) -> None:
    version = offering(city)
    uid = granted(city, version)
    identifier = row(uid).licence_identifier
    services.verify_commitment(case_uid=uid, finding="broken", text="场所不存在。", actor=city.examiner)
    assert state(uid) == CommitmentState.IN_FORCE
    assert running(uid) >= {"case.statement", "case.revoking"}
    with pytest.raises(refusals.NothingToVerify):
        services.verify_commitment(case_uid=uid, finding="kept", text="好。", actor=city.examiner)
    with after(10):
        services.revoke_decision(case_uid=uid, reason="没有履行承诺。", actor=city.approver)
        assert row(uid).state == CaseState.REVOKED
        assert state(uid) == CommitmentState.BROKEN
        assert licences.licence(identifier, viewer=city.approver).status == "revoked"
        again = drafted(city, version, 1)
        checker = head(city)
        party = city.resident.party_id
        assert party is not None
        (record,) = credit.file_of(party, viewer=checker)
        assert record.kind == "commitment_broken"
        credit_verbs.confirm_record(record_uid=record.uid, actor=checker)
        offer = selectors.commitment_offer(again, viewer=city.resident)
        assert offer is not None
        assert offer.barred
        assert "第二十九条" in offer.barred_basis
        with pytest.raises(refusals.CommitmentBarred):
            services.commit(case_uid=again, ticket=read(again, city.resident), actor=city.resident)
        repair(city, record.uid, city.resident, bureau(city))
        services.commit(case_uid=again, ticket=read(again, city.resident), actor=city.resident)
        assert state(again) == CommitmentState.MADE


def bureau(city: City) -> Actor:
    """Another checker than the one who confirmed."""
    return dataclasses.replace(officer(city.department_id, "B001", "bureau"), everywhere=True)


def repair(city: City, record_uid: str, party: Actor, checker: Actor) -> None:
    """The breach is put right and the record repaired."""
    stored = files.store(content=b"%PDF-1.4\n%proof", name="proof.pdf", actor=party)
    proof = [Evidence(stored.digest, "整改证明.pdf")]
    credit_verbs.apply_for_repair(record_uid=record_uid, text="已经整改并补交材料。", evidence=proof, actor=party)
    credit_verbs.decide_repair(record_uid=record_uid, granted=True, answer="已经纠正。", actor=checker)


def test_barred_between_commitment_and_decision(city: City) -> None:
    version = offering(city)
    uid = committed(city, version)
    party = city.resident.party_id
    assert party is not None
    record = credit_verbs.record_credit(
        party_id=party, kind="false_commitment", about=ObjectRef("case", uid), department_id=city.department_id,
        text="另一件办件承诺不实。", actor=city.approver,
    )  # fmt: skip
    credit_verbs.confirm_record(record_uid=record.uid, actor=head(city))
    with pytest.raises(refusals.CommitmentBarred):
        services.decide_on_commitment(case_uid=uid, actor=city.approver)
