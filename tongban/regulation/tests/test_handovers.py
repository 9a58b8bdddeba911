"""What is granted reaches the department that oversees it, once, with a duty; and leaves it when the licence ends."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.cases import services as cases
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.duties import services as duty_verbs
from tongban.duties.selectors import DutyView, duties_of
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.caching import forget_all
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef, reactions_to
from tongban.ledger.selectors import timeline
from tongban.licences import services as licences
from tongban.reference.models import Parameter
from tongban.regulation import selectors, services
from tongban.regulation.errors import ObjectRegistered, RuleExists, RuleKeyUnknown, WordsMissing
from tongban.regulation.models import OversightRule, RegulatedObject, RegulationHandover
from tongban.regulation.selectors import HandoverView
from tongban.regulation.tests.conftest import Watch


def only() -> RegulationHandover:
    return RegulationHandover.objects.get()


def seen(watch: Watch, by: Actor | None = None) -> HandoverView:
    return selectors.handover(str(only().uid), viewer=by or watch.decider)


def duties() -> tuple[DutyView, ...]:
    return duties_of(ObjectRef("handover", str(only().uid)))


def rule(watch: Watch, scope: str, key: str, **more: object) -> None:
    given: dict[str, object] = {"overseer_id": watch.other_department_id, "basis": "同政办〔2026〕3号", **more}
    services.set_rule(scope=scope, key=key, actor=watch.bureau, **given)  # type: ignore[arg-type]  # a test passes what it likes


# --- push ---------------------------------------------------------------------------------------------
def test_a_granted_case_is_handed_over_once_with_a_duty(watch: Watch) -> None:
    uid = watch.granted()
    row = only()
    assert (str(row.case_uid), row.state, row.department_id) == (uid, "pushed", watch.city.department_id)
    assert row.licence_identifier
    assert row.valid_to is not None
    (duty,) = duties()
    assert (duty.kind, duty.department_id, duty.limit) == (
        "regulation.acknowledge", watch.city.department_id, Limit(3, LimitUnit.WORKING_DAY),
    )  # fmt: skip
    assert duty.due.due_on == dt.date(2026, 11, 27)
    kinds = [fact.kind for fact in timeline(ObjectRef("case", uid))]
    assert kinds.count("regulation.handover_pushed") == 1


def test_reactions_run_again_change_nothing(watch: Watch) -> None:
    uid = watch.granted()
    before = (only(), len(duties()), len(timeline(ObjectRef("case", uid))))
    for fact in timeline(ObjectRef("case", uid)):
        for reaction in reactions_to(fact.kind):
            if reaction.name.startswith("regulation."):
                reaction.handler(fact)
    assert (only(), len(duties()), len(timeline(ObjectRef("case", uid)))) == before


def test_the_licence_may_be_told_before_the_decision(watch: Watch) -> None:
    """Facts of two objects come in any order: both reactions end at the same handover."""
    uid = watch.city.examined(watch.licensed)
    cases.decide_case(case_uid=uid, granted=True, actor=watch.city.approver)
    cases.issue_result(case_uid=uid, actor=watch.city.approver)
    assert services.push_handover(case_uid=uid, actor=SYSTEM) == services.push_handover(case_uid=uid, actor=SYSTEM)
    assert only().licence_identifier


def test_a_refused_case_is_handed_to_nobody(watch: Watch) -> None:
    uid = watch.city.examined(watch.licensed)
    cases.decide_case(case_uid=uid, granted=False, reason="场所面积不够。", actor=watch.city.approver)
    ledger.drain(raising=True)
    assert not RegulationHandover.objects.exists()
    assert services.push_handover(case_uid=uid, actor=SYSTEM) == ""


def test_what_leaves_nothing_to_oversee_is_not_pushed_unless_a_rule_says_so(watch: Watch) -> None:
    item = watch.city.promised
    Parameter.objects.filter(key="kind.licensing").update(value={"oversight": ""})
    forget_all()
    uid = watch.granted(item)
    assert not RegulationHandover.objects.exists()
    rule(watch, "entry", item.catalog_code)
    services.push_handover(case_uid=uid, actor=SYSTEM)
    assert only().department_id == watch.other_department_id


def test_nobody_pushes_by_hand(watch: Watch) -> None:
    uid = watch.granted()
    with pytest.raises(PermissionDenied):
        services.push_handover(case_uid=uid, actor=watch.planner)
    with pytest.raises(PermissionDenied):
        services.close_for_case(case_uid=uid, reason="撤销", actor=watch.planner)


# --- rules --------------------------------------------------------------------------------------------
def test_the_more_particular_rule_binds(watch: Watch) -> None:
    item = watch.licensed
    asked = {
        "item_code": item.code, "catalog_code": item.catalog_code, "department_id": item.department_id,
        "item_kind": item.item_kind,
    }  # fmt: skip
    assert selectors.overseer_of(**asked).department_id == watch.city.department_id  # type: ignore[arg-type]  # as named
    rule(watch, "item_kind", "licensing", basis="类型")
    assert selectors.overseer_of(**asked).basis == "类型"  # type: ignore[arg-type]  # as named
    rule(watch, "department", str(watch.city.department_id), basis="部门")
    rule(watch, "entry", item.catalog_code, basis="目录")
    rule(watch, "item", item.code, basis="事项")
    for basis in ("事项", "目录", "部门", "类型"):
        found = selectors.overseer_of(**asked)  # type: ignore[arg-type]  # as named
        assert (found.department_id, found.basis) == (watch.other_department_id, basis)
        services.end_rule(uid=str(OversightRule.objects.get(basis=basis).uid), actor=watch.bureau)
    assert selectors.rules(viewer=watch.bureau) == []


def test_where_licensing_was_concentrated_the_former_authority_oversees(watch: Watch) -> None:
    rule(watch, "item", watch.licensed.code, former_authority=True, basis="")
    (shown,) = selectors.rules(viewer=watch.decider)
    assert (shown.former_authority, shown.basis) == (True, "《安阳市政务服务条例》第十六条")
    watch.granted()
    assert only().department_id == watch.other_department_id
    assert only().approver_id == watch.city.department_id
    assert seen(watch, watch.city.outsider).actions == ("acknowledge", "return")


def test_rules_are_refused_where_they_are_wrong(watch: Watch) -> None:
    rule(watch, "item", watch.licensed.code)
    with pytest.raises(RuleExists):
        rule(watch, "item", watch.licensed.code)
    for scope, key in (("item", "没有"), ("entry", "999"), ("department", "x"), ("item_kind", "magic")):
        with pytest.raises(RuleKeyUnknown):
            rule(watch, scope, key)
    with pytest.raises(InvalidInput):
        rule(watch, "city", "410500")
    with pytest.raises(WordsMissing):
        rule(watch, "item_kind", "licensing", basis=" ")
    with pytest.raises(PermissionDenied):
        services.set_rule(scope="item_kind", key="licensing", overseer_id=1, basis="x", actor=watch.planner)
    with pytest.raises(NotFound):
        services.end_rule(uid="nothing", actor=watch.bureau)


# --- acknowledge, return, route, take -------------------------------------------------------------------
def test_acknowledging_discharges_the_duty(watch: Watch) -> None:
    watch.granted()
    uid = str(only().uid)
    with clock.frozen(MORNING + dt.timedelta(days=1)):
        view = services.acknowledge_handover(uid=uid, actor=watch.decider)
    assert (view.state, view.actions) == ("acknowledged", ("take", "return"))
    assert [duty.state for duty in duties()] == ["discharged"]
    with pytest.raises(MoveNotAllowed):
        services.acknowledge_handover(uid=uid, actor=watch.decider)


def test_late_acknowledgement_shows_its_lamp(watch: Watch) -> None:
    watch.granted()
    with clock.frozen(MORNING + dt.timedelta(days=10)):
        duty_verbs.look_again(clock.now(), actor=SYSTEM)
        (duty,) = duties()
        assert (duty.lamp, duty.overdue) == ("red", 5)


def test_other_roles_and_departments_do_not_reach_it(watch: Watch) -> None:
    watch.granted()
    uid = str(only().uid)
    with pytest.raises(NotFound):
        services.acknowledge_handover(uid=uid, actor=watch.city.outsider)
    with pytest.raises(NotFound):
        selectors.handover(uid, viewer=watch.city.outsider)
    assert selectors.handovers(viewer=watch.city.outsider).rows == ()
    for actor in (watch.city.clerk, watch.planner):
        with pytest.raises(PermissionDenied):
            services.acknowledge_handover(uid=uid, actor=actor)
    with pytest.raises(PermissionDenied):
        selectors.handovers(viewer=watch.city.resident)
    with pytest.raises(PermissionDenied):
        services.route_handover(uid=uid, department_id=1, basis="x", actor=watch.decider)


def test_the_wrong_department_returns_it_and_the_bureau_routes_it(watch: Watch) -> None:
    watch.granted()
    uid = str(only().uid)
    with pytest.raises(WordsMissing):
        services.return_handover(uid=uid, reason=" ", actor=watch.decider)
    services.return_handover(uid=uid, reason="三定方案规定由林业局监管", actor=watch.decider)
    assert selectors.handovers(viewer=watch.bureau, state="returned").rows[0].actions == ("route",)
    assert seen(watch).actions == ()
    with pytest.raises(InvalidInput):
        services.route_handover(uid=uid, department_id=watch.city.department_id, basis="x", actor=watch.bureau)
    view = services.route_handover(
        uid=uid, department_id=watch.other_department_id, basis="三定方案", actor=watch.bureau
    )
    assert (view.state, view.basis) == ("pushed", "三定方案")
    assert [(duty.state, duty.department_id) for duty in duties()] == [
        ("discharged", watch.city.department_id),
        ("open", watch.other_department_id),
    ]
    with pytest.raises(NotFound):
        services.acknowledge_handover(uid=uid, actor=watch.decider)
    services.acknowledge_handover(uid=uid, actor=watch.city.outsider)


def taken(watch: Watch, version: bool = True) -> str:
    watch.granted(None if version else watch.city.promised)
    uid = str(only().uid)
    services.acknowledge_handover(uid=uid, actor=watch.decider)
    return services.take_under_regulation(uid=uid, category="公共场所", risk="high", actor=watch.decider).object_code


def test_taken_under_regulation_it_stands_in_the_register(watch: Watch) -> None:
    watch.granted()
    uid = str(only().uid)
    with pytest.raises(MoveNotAllowed):
        services.take_under_regulation(uid=uid, category="公共场所", risk="high", actor=watch.decider)
    services.acknowledge_handover(uid=uid, actor=watch.decider)
    with pytest.raises(InvalidInput):
        services.take_under_regulation(uid=uid, category="公共场所", risk="huge", actor=watch.decider)
    with pytest.raises(WordsMissing):
        services.take_under_regulation(uid=uid, category="", risk="high", actor=watch.decider)
    services.take_under_regulation(uid=uid, category="公共场所", risk="high", actor=watch.decider)
    (found,) = selectors.objects(viewer=watch.planner)
    assert (found.category, found.risk, found.code) == ("公共场所", "high", seen(watch).object_code)
    with pytest.raises(ObjectRegistered):
        services.register_object(
            licence_identifier=only().licence_identifier,
            department_id=watch.city.department_id,
            item_kind="licensing",
            category="公共场所",
            risk="low",
            actor=watch.planner,
        )


# --- the end ------------------------------------------------------------------------------------------
def test_a_revoked_licence_closes_it(watch: Watch) -> None:
    code = taken(watch)
    licences.revoke_licence(
        identifier=only().licence_identifier, reason="材料不实", basis="行政许可法第六十九条", actor=watch.city.approver
    )
    ledger.drain(raising=True)
    assert (only().state, only().close_reason) == ("closed", "证照被撤销（行政许可法第六十九条）")
    assert RegulatedObject.objects.get(code=code).ended_at is not None
    assert selectors.objects(viewer=watch.planner) == []


def test_one_that_is_not_acknowledged_yet_closes_with_its_duty(watch: Watch) -> None:
    watch.granted()
    licences.revoke_licence(
        identifier=only().licence_identifier, reason="材料不实", basis="行政许可法第六十九条", actor=watch.city.approver
    )
    ledger.drain(raising=True)
    assert [duty.state for duty in duties()] == ["cancelled"]


def test_an_expired_licence_closes_it(watch: Watch) -> None:
    taken(watch)
    last = only().valid_to
    assert last is not None
    assert services.close_expired(day=last, actor=SYSTEM) == 0
    assert services.close_expired(day=last + dt.timedelta(days=1), actor=SYSTEM) == 1
    assert services.close_expired(day=last + dt.timedelta(days=1), actor=SYSTEM) == 0
    assert only().state == "closed"
    assert not RegulatedObject.objects.filter(ended_at=None).exists()


def test_a_revoked_decision_closes_it_without_a_licence(watch: Watch) -> None:
    taken(watch, version=False)
    assert services.close_for_case(case_uid=str(only().case_uid), reason="决定被撤销", actor=SYSTEM) == 1
    assert not RegulatedObject.objects.filter(ended_at=None).exists()


def test_a_renewed_licence_keeps_its_entry(watch: Watch) -> None:
    code = taken(watch)
    before = only()
    renewed = licences.change_licence(
        identifier=before.licence_identifier, data={"premises.name": "小满理发店"}, valid_from=clock.today(),
        actor=SYSTEM,
    )  # fmt: skip
    ledger.drain(raising=True)
    before.refresh_from_db()
    assert (before.state, before.close_reason) == ("closed", "证照已换发，由新的办件接续")
    entry = RegulatedObject.objects.get(code=code)
    assert (entry.ended_at, entry.licence_identifier) == (None, renewed.identifier)


def test_the_renewing_case_takes_the_entry_over(watch: Watch) -> None:
    code = taken(watch)
    services.renew_objects(before=only().licence_identifier, after="L2", valid_to=None, actor=SYSTEM)
    first = only()
    other = watch.city.examined(watch.city.promised)
    cases.decide_case(case_uid=other, granted=True, actor=watch.city.approver)
    ledger.drain(raising=True)
    RegulationHandover.objects.filter(case_uid=other).update(licence_identifier="L2")
    uid = str(RegulationHandover.objects.get(case_uid=other).uid)
    services.acknowledge_handover(uid=uid, actor=watch.decider)
    view = services.take_under_regulation(uid=uid, category="公共场所", risk="low", actor=watch.decider)
    assert view.object_code == code
    entry = RegulatedObject.objects.get()
    assert (entry.risk, entry.handover_id == first.pk) == ("low", False)
