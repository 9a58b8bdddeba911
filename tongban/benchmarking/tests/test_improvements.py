"""Benchmarking as a closed loop: target, improvement, changed guide, measured gain, what is said in writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tongban.benchmarking import selectors, services
from tongban.benchmarking.errors import (
    AlreadyAppraised,
    ImprovementExists,
    NothingStated,
    NotLate,
    PairNotAccepted,
    TargetReached,
)
from tongban.benchmarking.facts import improvement_ref
from tongban.benchmarking.models import Improvement, Milestone
from tongban.benchmarking.selectors import ImprovementView
from tongban.benchmarking.services import PlannedStep
from tongban.benchmarking.tests.test_comparison import proposals
from tongban.cases.tests.conftest import MORNING, City, content
from tongban.cases.tests.test_handling import decide_after
from tongban.cases.tests.test_item_changes import publish_next
from tongban.catalogue import services as catalogue
from tongban.duties import selectors as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger.models import Fact
from tongban.ledger.services import drain

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
BUREAU = Actor(
    officer_id=7, permissions=frozenset({"benchmarking.manage", "benchmarking.work"}), everywhere=True
)  # fmt: skip
TUESDAY = clock.local(MORNING).date()
DAY = dt.timedelta(days=1)
DUE = TUESDAY + 30 * DAY


def worker(city: City) -> Actor:
    permissions = frozenset({"benchmarking.work", "insight.view"})
    return Actor(officer_id=8, permissions=permissions, department_ids=frozenset({city.department_id}))


def aimed(city: City, target: int = 1, element: str = "promised_limit") -> ImprovementView:
    return services.set_target(
        item_id=city.promised.item_id, element=element, target=target, measures=["full_authorisation"], actor=BUREAU
    )


def assigned(city: City, target: int = 1) -> ImprovementView:
    steps = [PlannedStep("授权窗口负责人", TUESDAY + 7 * DAY), PlannedStep("修改办事指南", TUESDAY + 20 * DAY)]
    return services.assign_improvement(uid=aimed(city, target).uid, due_on=DUE, timetable=steps, actor=BUREAU)


def owed(view: ImprovementView) -> dict[str, str]:
    return {duty.kind: duty.state for duty in duties.duties_of(improvement_ref(view.uid))}


def published(city: City, days: int) -> int:
    """The owner's guide is published, and the worker pays out what follows."""
    version = publish_next(city, city.promised.item_id, promised=Limit(days, LimitUnit.WORKING_DAY))
    while drain(50):
        pass
    return version


def test_the_loop_from_target_to_measured_gain(city: City) -> None:
    decide_after(city, (6, 7, 8))
    with clock.frozen(MORNING + 9 * DAY):
        view = aimed(city)
        assert (str(view.before), str(view.target), view.case_volume) == ("5个工作日", "1个工作日", 3)
        view = services.assign_improvement(uid=view.uid, due_on=DUE, actor=BUREAU)
        assert (view.state, owed(view)) == ("assigned", {"benchmarking.improvement": "open"})
        view = services.report_progress(uid=view.uid, text="已经授权窗口当场决定。", actor=worker(city))
        assert view.state == "in_progress"
        published(city, 3)
        view = selectors.improvement(view.uid, viewer=BUREAU)
        assert (view.state, str(view.guide), view.attained, owed(view)) == (
            "in_progress", "3个工作日", 0.5, {"benchmarking.improvement": "open"},
        )  # fmt: skip
        new = published(city, 1)
        view = selectors.improvement(view.uid, viewer=BUREAU)
        assert (view.state, view.attained, view.compressed, view.late) == ("guide_changed", 1.0, 0.8, False)
        assert owed(view) == {"benchmarking.improvement": "discharged"}
        decide_after(city, (0, 0, 1), new)
    with clock.frozen(MORNING + 20 * DAY):
        view = services.measure_improvement(uid=view.uid, actor=BUREAU)
        # Three cases took 4, 5 and 6 working days, afterwards 0, 0 and 1.
        assert (view.cases_before, view.median_before, view.cases_after, view.median_after) == (3, 5, 3, 0)
        assert view.quicker == 1.0
        assert [caveat[:7] for caveat in view.caveats] == ["改前只办结3件", "改后只办结3件"]
        view = services.close_improvement(uid=view.uid, conclusion="达到目标，予以销号。", actor=BUREAU)
    assert view.state == "closed"
    kinds = Fact.objects.filter(kind__startswith="benchmarking.").order_by("id").values_list("kind", flat=True)
    assert [kind.split(".")[1] for kind in kinds] == [
        "target_set", "assigned", "progress", "guide_changed", "target_reached", "measured", "closed",
    ]  # fmt: skip


def test_linking_twice_or_an_older_version_changes_nothing(city: City) -> None:
    view = assigned(city)
    version = published(city, 2)
    facts = Fact.objects.count()
    for again in (version, city.promised.id):
        assert services.link_version(version_id=again, actor=SYSTEM) == ()
    assert Fact.objects.count() == facts
    assert selectors.improvement(view.uid, viewer=BUREAU).state == "in_progress"


def test_what_was_never_published_is_not_recognised(city: City) -> None:
    view = assigned(city)
    guide = content("公共场所卫生许可（延续）", promised=Limit(0, LimitUnit.WORKING_DAY))
    draft = catalogue.draft_version(item_id=city.promised.item_id, content=guide, actor=SYSTEM)
    with pytest.raises(NotFound):
        services.link_version(version_id=draft.id, actor=SYSTEM)
    assert selectors.improvement(view.uid, viewer=BUREAU).state == "assigned"


def test_a_case_that_ran_across_the_change_counts_as_before(city: City) -> None:
    view = assigned(city)
    with clock.frozen(MORNING + DAY):
        decide_after(city, (5,))
        published(city, 1)
        view = services.measure_improvement(uid=view.uid, actor=BUREAU)
    assert (view.cases_before, view.cases_after, view.quicker) == (0, 0, None)
    assert "改后没有办结的办件，无法比较。" in view.caveats
    with clock.frozen(MORNING + 9 * DAY):
        view = services.measure_improvement(uid=view.uid, actor=BUREAU)
    assert (view.cases_before, view.cases_after) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"target": 5}, TargetReached),
        ({"target": 9}, TargetReached),
        ({"target": -1}, InvalidInput),
        ({"unit": "份"}, InvalidInput),
        ({"element": "charged"}, InvalidInput),
        ({"measures": []}, InvalidInput),
        ({"measures": ["magic"]}, InvalidInput),
        ({"item_id": 0}, NotFound),
        ({"pair_id": 987}, NotFound),
        ({"actor": Actor(officer_id=1, permissions=frozenset({"benchmarking.work"}))}, PermissionDenied),
        ({"actor": Actor(officer_id=1, permissions=frozenset({"benchmarking.manage"}))}, NotFound),
    ],
)
def test_a_target_is_checked(city: City, changes: dict[str, Any], error: type[Exception]) -> None:
    wanted: dict[str, Any] = {
        "item_id": city.promised.item_id, "element": "promised_limit", "target": 1, "measures": ["post"],
        "actor": BUREAU,
    }  # fmt: skip
    with pytest.raises(error):
        services.set_target(**(wanted | changes))
    assert not Improvement.objects.exists()


def test_one_improvement_for_an_element_of_an_item_until_it_is_closed(city: City) -> None:
    first = aimed(city)
    with pytest.raises(ImprovementExists):
        aimed(city, 2)
    assert aimed(city, 0, "visit_count").aim.label == "到办事现场次数"
    services.close_improvement(uid=first.uid, conclusion="重新定目标。", actor=BUREAU)
    assert aimed(city, 2).state == "proposed"


def test_what_the_guide_does_not_state_has_no_target(city: City) -> None:
    publish_next(city, city.promised.item_id, online_depth=None, online=False)
    with pytest.raises(NothingStated):
        aimed(city, 4, "online_depth")


def test_a_target_rests_on_an_accepted_pair(city: City, tmp_path: Any) -> None:
    file = tmp_path / "乙市.csv"
    file.write_text("事项名称,编码\n公共场所卫生许可延续,A1\n", encoding="utf-8")
    uid = services.start_comparison(ours_region="410500", theirs_file=file, actor=BUREAU).uid
    pair = proposals(uid)["公共场所卫生许可（延续）"]
    wanted: dict[str, Any] = {"element": "promised_limit", "target": 1, "measures": ["post"], "actor": BUREAU}
    with pytest.raises(PairNotAccepted):
        services.set_target(pair_id=pair.id, **wanted)
    services.accept_pair(pair_id=pair.id, actor=BUREAU)
    assert services.set_target(pair_id=pair.id, **wanted).pair_id == pair.id


def test_a_guide_that_caught_up_is_not_assigned(city: City) -> None:
    view = aimed(city)
    published(city, 1)
    with pytest.raises(TargetReached):
        services.assign_improvement(uid=view.uid, due_on=DUE, actor=BUREAU)


@pytest.mark.parametrize("due_on", [TUESDAY, TUESDAY - DAY])
def test_a_improvement_is_due_in_the_future(city: City, due_on: dt.date) -> None:
    with pytest.raises(InvalidInput):
        services.assign_improvement(uid=aimed(city).uid, due_on=due_on, actor=BUREAU)


def test_the_timetable_keeps_the_day_a_step_was_done(city: City) -> None:
    view = assigned(city)
    with pytest.raises(InvalidInput):
        services.report_progress(uid=view.uid, text="完成。", done=[3], actor=worker(city))
    with clock.frozen(MORNING + 8 * DAY):
        services.report_progress(uid=view.uid, text="窗口已经授权。", done=[1], actor=worker(city))
    with clock.frozen(MORNING + 9 * DAY):
        view = services.report_progress(uid=view.uid, text="补充说明。", done=[1], actor=worker(city))
    days = ((TUESDAY, TUESDAY + 7 * DAY, TUESDAY + 8 * DAY), (TUESDAY + 7 * DAY, TUESDAY + 20 * DAY, ""))
    assert [(row["since"], row["until"], row["done"]) for row in selectors.roadmap(view)] == [
        tuple(str(day) for day in row) for row in days
    ]
    assert [(step.order, step.done_on, step.late(TUESDAY + 9 * DAY)) for step in view.milestones] == [
        (1, TUESDAY + 8 * DAY, True),
        (2, None, False),
    ]
    other, late = aimed(city, 0, "visit_count"), [PlannedStep("到期以后", DUE + DAY)]
    with pytest.raises(InvalidInput):
        services.assign_improvement(uid=other.uid, due_on=DUE, timetable=late, actor=BUREAU)


def test_the_owner_returns_what_it_cannot_do(city: City) -> None:
    view = assigned(city)
    with pytest.raises(InvalidInput):
        services.return_improvement(uid=view.uid, reason=" ", actor=worker(city))
    view = services.return_improvement(uid=view.uid, reason="法律规定必须现场勘验。", actor=worker(city))
    assert (view.state, owed(view)) == ("returned", {"benchmarking.improvement": "cancelled"})
    published(city, 1)  # nobody owes it any more, so nothing is recognised
    assert selectors.improvement(view.uid, viewer=BUREAU).guide is None
    with pytest.raises(MoveNotAllowed):
        services.measure_improvement(uid=view.uid, actor=BUREAU)
    assert services.close_improvement(uid=view.uid, conclusion="法律有规定，撤销任务。", actor=BUREAU).state == "closed"


def test_a_returned_improvement_is_assigned_anew_with_a_duty_of_its_own(city: City) -> None:
    view = assigned(city)
    services.return_improvement(uid=view.uid, reason="时间太紧。", actor=worker(city))
    view = services.assign_improvement(uid=view.uid, due_on=DUE + DAY, actor=BUREAU)
    assert (view.state, view.milestones, Milestone.objects.count()) == ("assigned", (), 0)
    assert sorted(duty.state for duty in duties.duties_of(improvement_ref(view.uid))) == ["cancelled", "open"]


def test_a_late_improvement_is_ordered_to_rectify(city: City) -> None:
    view = assigned(city)

    def order(number: str = "同政数〔2026〕9号") -> Any:
        return services.order_rectification(
            uid=view.uid, document_no=number, reason="逾期未完成。", due_on=DUE + 15 * DAY, actor=BUREAU
        )

    with pytest.raises(NotLate):
        order()
    with clock.frozen(MORNING + 31 * DAY):
        assert selectors.improvement(view.uid, viewer=BUREAU).late
        with pytest.raises(InvalidInput):
            order(" ")
        assert order().kind_label == "限期整改"
        with pytest.raises(AlreadyAppraised):
            order()
        assert owed(view) == {"benchmarking.improvement": "open", "benchmarking.rectify": "open"}
        published(city, 0)
        assert owed(view) == {"benchmarking.improvement": "discharged", "benchmarking.rectify": "discharged"}
        assert selectors.improvement(view.uid, viewer=BUREAU).late


def test_departments_are_commended_and_criticised_in_writing(city: City) -> None:
    view = assigned(city)
    common: dict[str, Any] = {"department_id": city.department_id, "document_no": "同政数〔2026〕8号", "actor": BUREAU}
    services.commend(**common, reason="压缩时限成效明显。", uid=view.uid)
    services.criticise(**common, reason="进展缓慢。")
    with pytest.raises(AlreadyAppraised):
        services.criticise(**common, reason="再次登记。")
    with pytest.raises(InvalidInput):
        services.commend(
            **(common | {"department_id": min(city.outsider.department_ids)}),
            reason="不是它的。",
            uid=view.uid,
        )
    found = selectors.appraisals(viewer=worker(city))
    assert [(one.kind_label, one.item_name) for one in found] == [("通报", ""), ("通报表扬", view.item_name)]
    assert selectors.appraisals(viewer=Actor(officer_id=9, permissions=frozenset({"insight.view"}))) == []


def _verbs(uid: str) -> list[Callable[[Actor], object]]:
    return [
        lambda actor: services.assign_improvement(uid=uid, due_on=DUE, actor=actor),
        lambda actor: services.report_progress(uid=uid, text="进展", actor=actor),
        lambda actor: services.return_improvement(uid=uid, reason="原因", actor=actor),
        lambda actor: services.measure_improvement(uid=uid, actor=actor),
        lambda actor: services.close_improvement(uid=uid, conclusion="结论", actor=actor),
    ]


def test_nobody_acts_outside_the_own_department(city: City) -> None:
    view = assigned(city)
    elsewhere = Actor(
        officer_id=9,
        permissions=frozenset({"benchmarking.manage", "benchmarking.work", "insight.view"}),
        department_ids=frozenset({city.department_id + 1000}),
    )
    for verb in _verbs(view.uid):
        with pytest.raises(NotFound):
            verb(elsewhere)
        with pytest.raises(PermissionDenied):
            verb(city.resident)
    assert selectors.improvements(viewer=elsewhere) == []
    assert [one.uid for one in selectors.improvements(viewer=worker(city), running=True)] == [view.uid]
    with pytest.raises(NotFound):
        selectors.improvement(view.uid, viewer=elsewhere)
    # The owner works on it, but neither assigns nor measures nor closes.
    for verb in (_verbs(view.uid)[number] for number in (0, 3, 4)):
        with pytest.raises(PermissionDenied):
            verb(worker(city))


def test_pages_offer_what_the_verbs_would_let_happen(city: City) -> None:
    view = aimed(city)
    said = {"commend", "criticise"}
    assert selectors.actions(view, viewer=BUREAU) == {"assign_improvement", "close_improvement"} | said
    assert selectors.actions(view, viewer=worker(city)) == set()
    view = services.assign_improvement(uid=view.uid, due_on=DUE, actor=BUREAU)
    assert selectors.actions(view, viewer=worker(city)) == {"report_progress", "return_improvement"}
    assert selectors.actions(view, viewer=city.outsider) == set()
    with clock.frozen(MORNING + 31 * DAY):
        late = selectors.improvement(view.uid, viewer=BUREAU)
        own = {"report_progress", "return_improvement"}
        assert selectors.actions(late, viewer=BUREAU) == own | said | {"order_rectification"}
    assert [fact.text for fact in selectors.improvement_history(view)] == ["确定优化目标", "开始计时", "交办优化任务"]
