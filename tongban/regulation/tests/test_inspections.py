"""Two sign, the party reads first, the public after; faults are mended or go to another seat that decides."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.cases import services as cases
from tongban.cases.errors.promises import NothingToVerify
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.credit import selectors as credit
from tongban.duties import services as duty_verbs
from tongban.duties.selectors import duties_of
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef, reactions_to
from tongban.ledger.selectors import timeline
from tongban.licences import selectors as licences
from tongban.notices import selectors as notices
from tongban.regulation import selectors, services
from tongban.regulation.errors import (
    FindingContradicts,
    LinesIncomplete,
    MendDateWrong,
    NoLicence,
    NoOrderToMend,
    NotYourInspection,
    ProposalExists,
    ProposalNotDue,
    ProposerDecides,
    SecondSignature,
    WordsMissing,
)
from tongban.regulation.models import Inspection, RegulatedObject, RegulationHandover
from tongban.regulation.selectors import InspectionView, ProposalView
from tongban.regulation.tests.conftest import ALL_GOOD, ONE_BAD, Watch

UNTIL = dt.date(2026, 12, 10)


@pytest.fixture
def one(watch: Watch) -> InspectionView:
    """The first inspection of a drawn plan."""
    watch.objects(3)
    return watch.first(watch.drawn())


def record(watch: Watch, found: InspectionView, **changes: object) -> InspectionView:
    given: dict[str, object] = {
        "answers": ALL_GOOD, "finding": "ok", "note": "设施齐全。", "actor": watch.pair(found)[0], **changes,
    }  # fmt: skip
    return services.record_inspection(uid=found.uid, **given)  # type: ignore[arg-type]  # a test passes what it likes


def duty_states(uid: str) -> dict[str, str]:
    return {duty.kind: duty.state for duty in duties_of(ObjectRef("inspection", uid))}


# --- record and sign ------------------------------------------------------------------------------------
def test_it_counts_when_both_have_signed(watch: Watch, one: InspectionView) -> None:
    first, second = watch.pair(one)
    view = record(watch, one)
    assert (view.state, view.actions) == ("recorded", ())
    assert selectors.inspection(one.uid, viewer=second).actions == ("sign", "return")
    with pytest.raises(SecondSignature):
        services.sign_inspection(uid=one.uid, actor=first)
    view = services.sign_inspection(uid=one.uid, actor=second)
    assert (view.state, view.publish_on) == ("signed", dt.date(2026, 12, 22))
    assert duty_states(one.uid) == {"regulation.inspect": "discharged"}
    with pytest.raises(MoveNotAllowed):
        services.sign_inspection(uid=one.uid, actor=second)


def test_the_second_may_send_it_back(watch: Watch, one: InspectionView) -> None:
    first, second = watch.pair(one)
    record(watch, one)
    with pytest.raises(SecondSignature):
        services.return_record(uid=one.uid, reason="我再想想", actor=first)
    with pytest.raises(WordsMissing):
        services.return_record(uid=one.uid, reason=" ", actor=second)
    view = services.return_record(uid=one.uid, reason="第二项没有看", actor=second)
    assert (view.state, view.finding, view.actions) == ("assigned", "", ("record",))
    record(watch, one, actor=second)
    assert services.sign_inspection(uid=one.uid, actor=first).state == "signed"


def test_only_the_two_drawn_record_and_sign(watch: Watch, one: InspectionView) -> None:
    with pytest.raises(NotYourInspection):
        record(watch, one, actor=watch.outside(one))
    with pytest.raises(NotFound):
        record(watch, one, actor=watch.city.outsider)
    with pytest.raises(PermissionDenied):
        record(watch, one, actor=watch.planner)
    record(watch, one)
    with pytest.raises(NotYourInspection):
        services.sign_inspection(uid=one.uid, actor=watch.outside(one))
    mine = selectors.inspections(viewer=watch.outside(one), mine=True).rows
    assert one.uid not in [row.uid for row in mine]
    with pytest.raises(NotFound):
        selectors.inspection(one.uid, viewer=watch.city.outsider)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"answers": ["yes"]}, LinesIncomplete),
        ({"answers": ["yes", "maybe", "yes"]}, LinesIncomplete),
        ({"answers": ONE_BAD}, FindingContradicts),
        ({"finding": "minor"}, FindingContradicts),
        ({"finding": "wonderful"}, InvalidInput),
        ({"note": ""}, WordsMissing),
        ({"answers": ONE_BAD, "finding": "minor"}, MendDateWrong),
        ({"answers": ONE_BAD, "finding": "minor", "mend_until": dt.date(2026, 11, 24)}, MendDateWrong),
        ({"answers": ONE_BAD, "finding": "minor", "mend_until": dt.date(2027, 6, 1)}, MendDateWrong),
    ],
)
def test_what_does_not_fit_is_refused(
    watch: Watch, one: InspectionView, changes: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        record(watch, one, **changes)
    assert Inspection.objects.get(uid=one.uid).state == "assigned"


# --- publication ----------------------------------------------------------------------------------------
def test_the_party_reads_it_before_the_public(watch: Watch, one: InspectionView) -> None:
    watch.signed(one.uid, "ok")
    party = Actor(account_id=9, party_id=one.party_id, principal_id=one.party_id)
    told = notices.inbox(party).rows[0]
    assert "检查结论是：未发现问题" in told.body
    assert "2026年12月22日公示" in told.body
    assert selectors.published_plan(one.plan_uid).results[0].finding == ""
    assert services.publish_due(day=dt.date(2026, 12, 21), actor=SYSTEM) == 0
    assert services.publish_due(day=dt.date(2026, 12, 22), actor=SYSTEM) == 1
    assert services.publish_due(day=dt.date(2026, 12, 22), actor=SYSTEM) == 0
    assert selectors.published_plan(one.plan_uid).results[0].finding == "未发现问题"


def test_an_inspector_may_publish_sooner(watch: Watch, one: InspectionView) -> None:
    with pytest.raises(MoveNotAllowed):
        services.publish_result(uid=one.uid, actor=watch.pair(one)[0])
    watch.signed(one.uid, "ok")
    with pytest.raises(NotYourInspection):
        services.publish_result(uid=one.uid, actor=watch.outside(one))
    assert services.publish_result(uid=one.uid, actor=watch.pair(one)[0]).state == "published"


# --- mend and look again ----------------------------------------------------------------------------------
def test_a_fault_that_is_mended_ends_there(watch: Watch, one: InspectionView) -> None:
    view = watch.signed(one.uid, "minor", mend_until=UNTIL)
    assert (view.mend_state, view.mend_until, view.proposable) == ("ordered", UNTIL, ())
    assert duty_states(one.uid)["regulation.mend"] == "open"
    with pytest.raises(NotYourInspection):
        services.order_recheck(uid=one.uid, actor=watch.outside(one))
    again = services.order_recheck(uid=one.uid, actor=watch.pair(one)[0])
    assert (again.origin, set(again.inspector_ids)) == ("recheck", set(one.inspector_ids))
    with pytest.raises(NoOrderToMend):
        services.order_recheck(uid=one.uid, actor=watch.pair(one)[0])
    watch.signed(again.uid, "ok")
    assert selectors.inspection(one.uid, viewer=SYSTEM).mend_state == "kept"
    assert duty_states(one.uid)["regulation.mend"] == "discharged"
    assert duty_states(again.uid) == {"regulation.recheck": "discharged"}
    with pytest.raises(NoOrderToMend):
        services.order_recheck(uid=one.uid, actor=watch.pair(one)[0])


def test_when_the_limit_is_over_a_recheck_opens_by_itself(watch: Watch, one: InspectionView) -> None:
    watch.signed(one.uid, "minor", mend_until=UNTIL)
    with clock.frozen(MORNING + dt.timedelta(days=20)):
        duty_verbs.look_again(clock.now(), actor=SYSTEM)
        ledger.drain(raising=True)
        recheck = Inspection.objects.get(origin="recheck")
        assert str(recheck.uid) == selectors.inspection(one.uid, viewer=SYSTEM).recheck_uid
        assert services.recheck_overdue(inspection_uid=one.uid, actor=SYSTEM) is False
    assert Inspection.objects.filter(origin="recheck").count() == 1


def test_what_a_recheck_finds_not_mended_goes_to_proposals(watch: Watch, one: InspectionView) -> None:
    watch.signed(one.uid, "minor", mend_until=UNTIL)
    first = watch.pair(one)[0]
    with pytest.raises(ProposalNotDue):
        services.propose(uid=one.uid, kind="credit", text="拒不整改", actor=first)
    again = services.order_recheck(uid=one.uid, actor=first)
    view = watch.signed(again.uid, "minor", mend_until=UNTIL)
    assert (view.mend_until, view.mend_state) == (None, "")
    assert selectors.inspection(one.uid, viewer=SYSTEM).mend_state == "not_kept"
    assert duty_states(one.uid)["regulation.mend"] == "cancelled"
    assert selectors.inspection(again.uid, viewer=first).proposable == ("credit", "revocation")
    with pytest.raises(ProposalNotDue):
        services.propose(uid=one.uid, kind="credit", text="拒不整改", actor=first)


# --- proposals --------------------------------------------------------------------------------------------
def proposed(watch: Watch, one: InspectionView, kind: str, **more: object) -> ProposalView:
    given: dict[str, object] = {"text": "现场查明提供的场所平面图不实。", "actor": watch.pair(one)[0], **more}
    return services.propose(uid=one.uid, kind=kind, **given)  # type: ignore[arg-type]  # a test passes what it likes


def test_a_finding_without_fault_carries_no_proposal(watch: Watch, one: InspectionView) -> None:
    with pytest.raises(ProposalNotDue):
        proposed(watch, one, "credit")
    watch.signed(one.uid, "ok")
    with pytest.raises(ProposalNotDue):
        proposed(watch, one, "credit")


def test_proposals_are_refused_where_they_are_wrong(watch: Watch, one: InspectionView) -> None:
    watch.signed(one.uid, "false_materials")
    with pytest.raises(InvalidInput):
        proposed(watch, one, "prison")
    with pytest.raises(WordsMissing):
        proposed(watch, one, "credit", text="")
    with pytest.raises(NotYourInspection):
        proposed(watch, one, "credit", actor=watch.outside(one))
    proposed(watch, one, "credit")
    with pytest.raises(ProposalExists):
        proposed(watch, one, "credit", actor=watch.pair(one)[1])
    RegulatedObject.objects.update(licence_identifier="")
    with pytest.raises(NoLicence):
        proposed(watch, one, "revocation")


def test_who_inspected_or_proposed_does_not_decide(watch: Watch, one: InspectionView) -> None:
    watch.signed(one.uid, "false_materials")
    proposal = proposed(watch, one, "credit")
    for actor in watch.pair(one):
        with pytest.raises(ProposerDecides):
            services.decide_proposal(uid=proposal.uid, accepted=True, note="属实", actor=actor)
    with pytest.raises(NotFound):
        services.decide_proposal(uid=proposal.uid, accepted=True, note="属实", actor=watch.city.outsider)
    with pytest.raises(PermissionDenied):
        services.decide_proposal(uid=proposal.uid, accepted=True, note="属实", actor=watch.city.clerk)
    with pytest.raises(WordsMissing):
        services.decide_proposal(uid=proposal.uid, accepted=True, note="", actor=watch.decider)
    assert [one.may_decide for one in selectors.proposals(viewer=watch.decider)] == [True]
    assert [one.may_decide for one in selectors.proposals(viewer=watch.pair(one)[0])] == [False]


def test_a_rejected_proposal_does_nothing_and_may_come_again(watch: Watch, one: InspectionView) -> None:
    watch.signed(one.uid, "serious")
    proposal = proposed(watch, one, "revocation")
    view = services.decide_proposal(uid=proposal.uid, accepted=False, note="证据不足", actor=watch.decider)
    assert (view.state, view.may_decide) == ("rejected", False)
    held = licences.licence(one.licence_identifier, viewer=SYSTEM)
    assert held.state == "valid"
    with pytest.raises(MoveNotAllowed):
        services.decide_proposal(uid=proposal.uid, accepted=True, note="属实", actor=watch.decider)
    assert proposed(watch, one, "revocation").state == "proposed"


def test_about_a_licence_the_authority_that_granted_it_decides(watch: Watch, one: InspectionView) -> None:
    """行政许可法 69: the overseer found it; the authority that granted revokes."""
    watch.signed(one.uid, "false_materials")
    Inspection.objects.filter(uid=one.uid).update(department_id=watch.other_department_id)
    moved = tuple(
        Actor(
            officer_id=actor.officer_id,
            permissions=actor.permissions,
            department_ids=frozenset({watch.other_department_id}),
        )
        for actor in watch.pair(one)
    )
    proposal = services.propose(uid=one.uid, kind="revocation", text="材料不实。", actor=moved[0])
    assert proposal.department_id == watch.city.department_id
    assert selectors.inspection(one.uid, viewer=watch.decider).proposals[0].may_decide
    with pytest.raises(NotFound):
        services.decide_proposal(uid=proposal.uid, accepted=True, note="属实", actor=watch.city.outsider)
    services.decide_proposal(uid=proposal.uid, accepted=True, note="属实", actor=watch.decider)
    assert licences.licence(one.licence_identifier, viewer=SYSTEM).state == "revoked"


def test_the_whole_loop_from_approval_to_revocation(watch: Watch) -> None:
    """Granted, handed over, taken, drawn, inspected, written into the credit file, heard, revoked, closed."""
    case_uid = watch.granted()
    handover = RegulationHandover.objects.get()
    uid = str(handover.uid)
    services.acknowledge_handover(uid=uid, actor=watch.decider)
    services.take_under_regulation(uid=uid, category="公共场所", risk="high", actor=watch.decider)
    one = watch.first(watch.drawn(number=1))
    assert (one.party_id, one.licence_identifier) == (handover.party_id, handover.licence_identifier)
    watch.signed(one.uid, "serious")
    for kind in ("credit", "revocation"):
        proposal = proposed(watch, one, kind)
        services.decide_proposal(uid=proposal.uid, accepted=True, note="事实清楚，证据充分。", actor=watch.decider)
    (told,) = credit.records(viewer=SYSTEM).rows
    assert (told.kind, told.department_id) == ("inspection_finding", watch.city.department_id)
    # The decision is announced, not yet undone: the party speaks first, and another officer decides (行政许可法 7).
    assert licences.licence(handover.licence_identifier, viewer=SYSTEM).state == "valid"
    cases.state_defence(case_uid=case_uid, text="设施正在维修。", actor=watch.city.resident)
    cases.revoke_decision(case_uid=case_uid, reason="不再具备许可条件。", actor=watch.city.approver)
    assert licences.licence(handover.licence_identifier, viewer=SYSTEM).state == "revoked"
    ledger.drain(raising=True)
    handover.refresh_from_db()
    assert handover.state == "closed"
    assert RegulatedObject.objects.get().ended_at is not None
    before = (handover.revision, len(timeline(ObjectRef("handover", uid))))
    for fact in timeline(ObjectRef("case", case_uid)):
        for reaction in reactions_to(fact.kind):
            if reaction.name.startswith("regulation."):
                reaction.handler(fact)
    handover.refresh_from_db()
    assert (handover.revision, len(timeline(ObjectRef("handover", uid)))) == before
    services.publish_due(day=dt.date(2027, 1, 31), actor=SYSTEM)
    assert selectors.published_plan(one.plan_uid).results[0].finding == "严重违法"


def test_one_act_is_one_record_whoever_tells_it(watch: Watch) -> None:
    """False materials, found by the inspection and told again by the revocation, are one act of the applicant."""
    case_uid = watch.granted()
    handover = RegulationHandover.objects.get()
    services.acknowledge_handover(uid=str(handover.uid), actor=watch.decider)
    services.take_under_regulation(uid=str(handover.uid), category="公共场所", risk="high", actor=watch.decider)
    one = watch.first(watch.drawn(number=1))
    watch.signed(one.uid, "false_materials")
    for kind in ("credit", "revocation"):
        proposal = proposed(watch, one, kind)
        services.decide_proposal(uid=proposal.uid, accepted=True, note="报告系伪造。", actor=watch.decider)
    cases.state_defence(case_uid=case_uid, text="不知情。", actor=watch.city.resident)
    cases.revoke_decision(case_uid=case_uid, reason="以虚假材料取得。", actor=watch.city.approver)
    (told,) = credit.records(viewer=SYSTEM).rows
    assert (told.kind, told.about) == ("false_materials", ObjectRef("case", case_uid))


def test_a_broken_commitment_is_for_its_verification_to_announce(watch: Watch) -> None:
    """Where the case knows no commitment, the finding says so instead of revoking on a wrong ground."""
    watch.granted()
    handover = RegulationHandover.objects.get()
    services.acknowledge_handover(uid=str(handover.uid), actor=watch.decider)
    services.take_under_regulation(uid=str(handover.uid), category="公共场所", risk="high", actor=watch.decider)
    one = watch.first(watch.drawn(number=1))
    watch.signed(one.uid, "commitment_broken")
    proposal = proposed(watch, one, "revocation")
    assert proposal.basis == "安阳市政务服务条例第二十七条"
    with pytest.raises(NothingToVerify):
        services.decide_proposal(uid=proposal.uid, accepted=True, note="属实", actor=watch.decider)
    assert selectors.proposals(viewer=watch.decider)[0].state == "proposed"
