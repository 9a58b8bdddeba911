"""Several cases at once: each by its own law and in a transaction of its own; twice is once; nothing is refused so."""

from __future__ import annotations

import dataclasses
from uuid import UUID, uuid4

import pytest

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.cases import selectors, services
from tongban.cases.errors.batch import BatchSize, NotInBatch
from tongban.cases.models import Batch, CaseInstrument
from tongban.cases.policies import batch as law
from tongban.cases.selectors import BatchPlan, BatchView
from tongban.cases.services import Wish
from tongban.cases.tests import stepping
from tongban.cases.tests.conftest import SYSTEM, City
from tongban.cases.tests.stepping import planned, running, state, step
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger.models import Fact


def plan(act: str, actor: Actor, *uids: str) -> BatchPlan:
    """What the page of confirmation says."""
    return selectors.batch_plan(act=act, case_uids=uids, viewer=actor)


def wishes(found: BatchPlan) -> list[Wish]:
    """What that page sends back."""
    return [Wish(line.case_uid, str(line.revision), line.step_id) for line in found.open]


def do(found: BatchPlan, actor: Actor, *, uid: UUID | None = None, **more: object) -> BatchView:
    """Confirm it."""
    name = uid or uuid4()
    services.act_in_batch(uid=name, act=found.act, wishes=wishes(found), actor=actor, **more)  # type: ignore[arg-type]
    return selectors.batch(name, viewer=actor)


def test_examined_with_one_opinion_and_granted_by_another_seat(city: City) -> None:
    uids = [city.accepted(city.promised) for _ in range(3)]
    found = do(plan("examine", city.examiner, *uids), city.examiner, text="材料真实，条件符合。")
    assert (found.done, len(found.lines)) == (3, 3)
    assert {state(uid) for uid in uids} == {"examined"}
    assert [selectors.case_view(uid, viewer=SYSTEM).opinion for uid in uids] == ["材料真实，条件符合。"] * 3
    own = plan("grant", city.examiner, *uids)
    assert own.open == ()
    assert {line.refusal.code for line in own.closed if line.refusal} == {"case_two_seats"}
    assert do(plan("grant", city.approver, *uids), city.approver).done == 3
    assert {state(uid) for uid in uids} == {"decided"}
    assert CaseInstrument.objects.filter(kind="decision_granted").count() == 3


def test_each_case_is_asked_by_its_own_law(city: City) -> None:
    fine, early = city.accepted(city.promised), city.submitted(city.promised)
    several = city.accepted(planned(city, step("初审"), step("复核")))
    held = city.accepted(city.promised)
    services.take_step(case_uid=held, step_id=running(held)["审查"], actor=city.approver)
    found = plan("examine", city.examiner, fine, early, several, held, fine, "no uid", str(uuid4()))
    assert [str(line.case_uid) for line in found.open] == [fine]
    codes = {str(line.case_uid): line.refusal.code for line in found.closed if line.refusal}
    assert codes == {early: "move_not_allowed", several: "case_steps_under_way", held: "case_step_held"}
    assert found.gone == 1


def test_what_moved_since_the_page_is_left_alone_and_the_rest_is_done(city: City) -> None:
    first, second = city.accepted(city.promised), city.accepted(city.promised)
    shown = plan("examine", city.examiner, first, second)
    services.withdraw_case(case_uid=first, actor=city.resident)
    found = do(shown, city.examiner, text="符合。")
    assert [(line.state, bool(line.sentence)) for line in found.lines] == [("refused", True), ("done", False)]
    assert "已被其他人改变" in found.lines[0].sentence
    assert (state(first), state(second)) == ("withdrawn", "examined")


def test_a_refusal_says_its_article_and_leaves_nothing_behind(city: City) -> None:
    uid = city.examined(city.promised)
    shown = plan("grant", city.approver, uid)
    before = Fact.objects.count()
    name = uuid4()
    services.act_in_batch(uid=name, act="examine", wishes=wishes(shown), actor=city.approver, text="再审一次。")
    (line,) = selectors.batch(name, viewer=city.approver).lines
    assert line.state == "refused"
    assert Fact.objects.count() == before


def test_sent_twice_is_done_once_and_tells_the_first_answer(city: City) -> None:
    uids = [city.accepted(city.promised) for _ in range(2)]
    shown, name = plan("examine", city.examiner, *uids), uuid4()
    assert do(shown, city.examiner, uid=name, text="符合。").done == 2
    again = {"act": "examine", "wishes": wishes(shown), "text": "符合。", "uid": name}
    facts = Fact.objects.count()
    assert not services.act_in_batch(**again, actor=city.examiner)  # type: ignore[arg-type]
    assert selectors.batch(name, viewer=city.examiner).done == 2
    assert Fact.objects.count() == facts
    with pytest.raises(NotFound):
        services.act_in_batch(**again, actor=city.approver)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        selectors.batch(name, viewer=city.approver)


def test_steps_are_taken_and_handed_over(city: City) -> None:
    parallel = city.accepted(planned(city, step("初审"), step("踏勘", wave=1)))
    single = city.accepted(city.promised)
    found = plan("take", city.examiner, parallel, single)
    assert do(found, city.examiner).done == len(found.open) >= 2
    assert {one.holder_id for one in stepping.steps(single) if one.state == "running"} == {city.examiner.officer_id}
    again = plan("take", city.examiner, single)
    assert [line.refusal.code for line in again.closed if line.refusal] == ["case_step_mine"]
    given = do(plan("hand_over", city.examiner, single), city.examiner, colleague_id=city.approver.officer_id)
    assert given.done == 1
    assert {one.holder_id for one in stepping.steps(single) if one.state == "running"} == {city.approver.officer_id}
    wrong = do(plan("hand_over", city.approver, single), city.approver, colleague_id=city.outsider.officer_id)
    assert [line.article or line.sentence for line in wrong.lines] == [
        "这位工作人员不在办理这个环节的部门，或者已经不在岗。"
    ]


def test_a_step_of_another_case_is_nobodys_line(city: City) -> None:
    mine, other = city.accepted(city.promised), city.accepted(city.promised)
    shown = plan("take", city.examiner, mine)
    forged = [Wish(one.case_uid, one.revision, running(other)["审查"]) for one in wishes(shown)]
    name = uuid4()
    services.act_in_batch(uid=name, act="take", wishes=forged, actor=city.examiner)
    found = selectors.batch(name, viewer=city.examiner)
    assert (found.lines, found.gone) == ((), 1)


def test_other_departments_cases_do_not_exist(city: City) -> None:
    uid = city.accepted(city.promised)
    found = plan("examine", city.outsider, uid)
    assert (found.open, found.closed, found.gone) == ((), (), 1)
    name = uuid4()
    forged = wishes(plan("examine", city.examiner, uid))
    services.act_in_batch(uid=name, act="examine", wishes=forged, text="符合。", actor=city.outsider)
    answer = selectors.batch(name, viewer=city.outsider)
    assert (answer.lines, answer.gone) == ((), 1)
    assert state(uid) == "accepted"


def test_seats_sizes_and_what_is_never_done_in_bulk(city: City) -> None:
    uid = city.accepted(city.promised)
    with pytest.raises(PermissionDenied):
        services.act_in_batch(uid=uuid4(), act="grant", wishes=[], actor=SYSTEM)
    for actor in (city.clerk, city.resident, dataclasses.replace(city.clerk, permissions=ROLE_PERMISSIONS["bureau"])):
        with pytest.raises(PermissionDenied):
            plan("examine", actor, uid)
        with pytest.raises(PermissionDenied):
            services.act_in_batch(uid=uuid4(), act="grant", wishes=[], actor=actor)
    for act, words in (("refuse", "不予批准"), ("refuse_acceptance", "不予受理"), ("decide", "决定")):
        with pytest.raises(NotInBatch, match=words) as caught:
            plan(act, city.approver, uid)
        assert caught.value.article == "行政许可法第三十八条第二款"
    with pytest.raises(InvalidInput):
        plan("", city.approver, uid)
    with pytest.raises(BatchSize):
        plan("take", city.examiner)
    with pytest.raises(BatchSize):
        plan("take", city.examiner, *(str(uuid4()) for _ in range(law.MOST + 1)))
    shown = plan("examine", city.examiner, uid)
    with pytest.raises(InvalidInput, match="请填写审查意见"):
        do(shown, city.examiner, text=" ")
    with pytest.raises(InvalidInput, match="请选择转给谁"):
        do(plan("hand_over", city.examiner, uid), city.examiner)
    assert not Batch.objects.exists()


def test_a_batch_that_broke_off_says_what_is_left(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    uids = [city.accepted(city.promised) for _ in range(2)]
    shown, name, done = plan("examine", city.examiner, *uids), uuid4(), list[object]()
    verb = services.examine_case

    def once(**given: object) -> None:
        if done:
            raise RuntimeError("the machine stops")
        done.append(verb(**given))  # type: ignore[arg-type]

    monkeypatch.setattr("tongban.cases.services.batch.examine_case", once)
    with pytest.raises(RuntimeError):
        do(shown, city.examiner, uid=name, text="符合。")
    found = selectors.batch(name, viewer=city.examiner)
    assert [line.state for line in found.lines] == ["done", "waiting"]
    assert [str(line.case_uid) for line in found.left] == uids[1:]


def test_the_plan_asks_once_for_all_cases(city: City, django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    uids = [city.accepted(city.promised) for _ in range(4)]
    plan("examine", city.examiner, *uids)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        plan("examine", city.examiner, *uids)
