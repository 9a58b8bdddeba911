"""Suspend, revoke, cancel; use instead of paper; who sees what."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.licences import selectors, services
from tongban.licences.errors import LicenceNotUsable, PurposeMissing, ReasonMissing
from tongban.licences.models import Licence
from tongban.licences.tests.conftest import CITIZEN_NO, HYGIENE, IDENTITY, SYSTEM, City, Issue
from tongban.notices import selectors as notices
from tongban.parties import services as parties

PURPOSE = "办理公共场所卫生许可，核验营业执照"
DAY = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        (services.suspend_licence, "suspended"),
        (services.revoke_licence, "revoked"),
        (services.cancel_licence, "cancelled"),
    ],
)
def test_a_licence_ended_is_no_longer_evidence(city: City, issue: Issue, verb: object, state: str) -> None:
    view = issue()
    ended = verb(identifier=view.identifier, reason="取得不当", basis="测试条款", actor=city.approver)  # type: ignore[operator]  # parametrised
    assert (ended.state, ended.state_reason) == (state, "取得不当")
    assert selectors.evidence_for(city.enterprise_id, [HYGIENE]) == []
    assert selectors.verify(view.identifier).kind == state
    with pytest.raises(LicenceNotUsable):
        services.use_licence(identifier=view.identifier, purpose=PURPOSE, actor=city.clerk)


def test_what_is_over_stays_over(city: City, issue: Issue) -> None:
    view = issue()
    why = {"identifier": view.identifier, "reason": "甲", "basis": "乙", "actor": city.approver}
    with pytest.raises(MoveNotAllowed):
        services.restore_licence(**why)  # type: ignore[arg-type]  # test data
    services.suspend_licence(**why)  # type: ignore[arg-type]  # test data
    assert services.restore_licence(**why).state == "valid"  # type: ignore[arg-type]  # test data
    services.revoke_licence(**why)  # type: ignore[arg-type]  # test data
    for verb in (services.revoke_licence, services.cancel_licence, services.suspend_licence, services.restore_licence):
        with pytest.raises(MoveNotAllowed, match="已撤销"):
            verb(**why)  # type: ignore[arg-type]  # test data


def test_taking_away_needs_seat_scope_reason_and_article(city: City, issue: Issue) -> None:
    identifier = issue().identifier
    elsewhere = Actor(officer_id=9, permissions=frozenset({"licences.revoke"}), department_ids=frozenset({0}))
    for actor in (city.clerk, elsewhere, city.resident()):
        with pytest.raises(PermissionDenied):
            services.revoke_licence(identifier=identifier, reason="甲", basis="乙", actor=actor)
    with pytest.raises(ReasonMissing):
        services.revoke_licence(identifier=identifier, reason=" ", basis="乙", actor=city.approver)
    with pytest.raises(ReasonMissing):
        services.revoke_licence(identifier=identifier, reason="甲", basis="", actor=city.approver)
    assert Licence.objects.get().state == "valid"


def test_the_holder_is_told_and_reads_why(city: City, issue: Issue) -> None:
    view = issue()
    services.revoke_licence(
        identifier=view.identifier, reason="以欺骗手段取得", basis="行政许可法第六十九条第二款", actor=city.approver
    )
    ledger.drain(raising=True)
    inbox = notices.inbox(city.resident(principal_id=city.enterprise_id))
    assert [row.title for row in inbox.rows] == ["证照被撤销：公共场所卫生许可证", "新的电子证照：公共场所卫生许可证"]
    assert "以欺骗手段取得" in inbox.rows[0].body
    assert [row.to for row in notices.outbox(SYSTEM).rows] == ["138****0001"] * 2
    assert ledger.drain(raising=True) == 0


def test_every_use_is_seen_by_the_holder_with_department_and_purpose(city: City, issue: Issue) -> None:
    view = issue()
    used = services.use_licence(
        identifier=view.identifier,
        purpose=f"{PURPOSE} 13800000001 {CITIZEN_NO}",
        case_no="N1",
        about=[ObjectRef("case", "c1")],
        actor=city.clerk,
    )
    assert used.data["premises.name"] == "测试旅馆"
    seen = selectors.uses(view.identifier, viewer=city.resident())
    assert [(use.what, use.department_id, use.case_no) for use in seen] == [("使用证照", city.department_id, "N1")]
    assert seen[0].purpose.startswith(PURPOSE)
    assert CITIZEN_NO not in seen[0].purpose
    assert "13800000001" not in seen[0].purpose
    assert timeline(ObjectRef("case", "c1"))[0].kind == "licence.used"
    for other in (city.clerk, city.resident(city.other_person_id)):
        with pytest.raises(NotFound):
            selectors.uses(view.identifier, viewer=other)
    ledger.drain(raising=True)
    told = notices.inbox(city.resident(principal_id=city.enterprise_id)).rows[0]
    assert "同安市卫生健康委员会调用了您的《公共场所卫生许可证》" in told.body


@pytest.mark.parametrize("number", ["8613800000001", "+86 13800000001", "１３８０００００００１"])
def test_a_number_typed_oddly_is_struck_out_of_the_purpose(city: City, issue: Issue, number: str) -> None:
    view = issue()
    services.use_licence(identifier=view.identifier, purpose=f"核验 {number}", actor=city.clerk)
    assert selectors.uses(view.identifier, viewer=city.resident())[0].purpose == "核验 （号码已隐去）"


@pytest.mark.parametrize("purpose", ["", "   ", "\x00\u200b", "用" * 201])
def test_no_use_without_a_purpose_of_sane_length(city: City, issue: Issue, purpose: str) -> None:
    view = issue()
    with pytest.raises(PurposeMissing):
        services.use_licence(identifier=view.identifier, purpose=purpose, actor=city.clerk)


def test_the_face_is_for_the_holder_and_whoever_records_a_use(city: City, issue: Issue) -> None:
    view = issue()
    assert selectors.licence(view.identifier, viewer=city.clerk).data == {}
    assert selectors.licence(view.identifier, viewer=city.clerk).verify_url == ""
    assert selectors.licence(view.identifier, viewer=city.resident()).data != {}
    with pytest.raises(NotFound):
        selectors.licence(view.identifier, viewer=city.resident(city.other_person_id))
    with pytest.raises(NotFound):
        selectors.held_by(city.enterprise_id, viewer=city.resident(city.other_person_id))
    with pytest.raises(NotFound):
        selectors.licence("not an identifier", viewer=SYSTEM)
    with pytest.raises(PermissionDenied):
        services.use_licence(identifier=view.identifier, purpose=PURPOSE, actor=city.resident(city.other_person_id))


def test_an_agent_hands_in_the_legal_representatives_licence_without_seeing_it(city: City, issue: Issue) -> None:
    card = issue(type_code=IDENTITY, holder_id=city.person_id, data={"person.citizen_no": CITIZEN_NO})
    agent = city.resident(city.other_person_id, principal_id=city.enterprise_id)
    with pytest.raises(PermissionDenied):
        services.use_licence(identifier=card.identifier, purpose=PURPOSE, actor=agent)
    parties.grant_mandate(
        principal_id=city.enterprise_id,
        agent_id=city.other_person_id,
        scope=[],
        valid_from=clock.today(),
        valid_to=clock.today() + dt.timedelta(days=30),
        actor=city.resident(),
    )
    used = services.use_licence(identifier=card.identifier, purpose=PURPOSE, actor=agent)
    assert used.data == {}


def test_evidence_is_what_counts_today(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        card = issue(type_code=IDENTITY, holder_id=city.person_id, data={"person.citizen_no": CITIZEN_NO})
        later = issue(valid_from=dt.date(2027, 1, 1))
        holders = (city.enterprise_id, city.person_id)
        assert [v.identifier for v in selectors.evidence_for(holders, [HYGIENE, IDENTITY])] == [card.identifier]
        assert all(view.data == {} for view in selectors.evidence_for(holders, [HYGIENE, IDENTITY]))
    with clock.frozen(DAY + dt.timedelta(days=60)):
        found = [v.identifier for v in selectors.evidence_for(holders, [HYGIENE, IDENTITY])]
    assert found == [later.identifier, card.identifier]
    assert selectors.evidence_for(holders, []) == []


def test_the_issuers_list_and_the_cases_results(city: City, issue: Issue) -> None:
    view = issue(case_no="N7")
    assert [row.identifier for row in selectors.issued_by(city.approver).rows] == [view.identifier]
    assert selectors.issued_by(city.approver, state="revoked").rows == ()
    with pytest.raises(PermissionDenied):
        selectors.issued_by(city.clerk)
    assert len(selectors.issued_in_case("N7", viewer=city.resident())) == 1
    assert selectors.issued_in_case("N7", viewer=city.resident(city.other_person_id)) == []
    assert selectors.issued_in_case("", viewer=SYSTEM) == []
