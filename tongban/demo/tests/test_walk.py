"""Random walks over the table of moves: whatever people do in whatever order, the law of time and paper holds.

After every step that did anything: clocks stand still exactly while a document says so and use up nothing meanwhile,
there is always a way on, and nothing moved without its fact, nor without its written instrument where the table names
one. A walk goes on from case to case until its steps are walked, and learns which doors open; it is the same in every
run of the same product, and where a step breaks the law the course of its case is told.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tongban.cases import selectors as cases
from tongban.cases.selectors import CaseView, ClockView
from tongban.cases.states import CASE_LIFECYCLE, PROMISE, STATUTORY, CaseState
from tongban.catalogue.states import ON_APPLICATION, ItemKind
from tongban.demo.scenarios.acts import ACTS
from tongban.demo.scenarios.playing import days_pass, look, taken_back
from tongban.demo.scenarios.reading import Given, Scenario
from tongban.demo.scenarios.stage import Stage, Town, build_town, set_stage
from tongban.duties.states import DutyState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.kernel.tests.standing import standing
from tongban.ledger import selectors as ledger
from tongban.ledger import services as ledger_verbs
from tongban.ledger.facts import ObjectRef
from tongban.reference import services as reference

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
SYSTEM = Actor.system()
COMMITMENT = {
    "told": ["场所面积不小于二十平方米"], "committed": ["现在已经符合"], "liability": "不实承诺的，撤销许可。",
    "document_no": "同政〔2026〕9号",
    "cleared": [
        "national_security", "state_secrets", "public_safety", "financial_prudence", "ecology", "health_life_property"
    ],
}  # fmt: skip
ITEMS: dict[str, dict[str, object]] = {
    "promised": {"法定时限": "20个工作日", "承诺时限": "10个工作日", "次要材料": ["健康证明"]},
    "planned": {
        "法定时限": "20个工作日", "承诺时限": "10个工作日", "结果": "无",
        "环节": [{"名称": "初审", "种类": "examine"}, {"名称": "现场核查", "种类": "site_inspection"}],
    },
    "instant": {"办件类型": "即办件", "一人当场决定": "是", "法定时限": "20个工作日", "承诺时限": "当场"},
    "committed": {
        "法定时限": "20个工作日", "承诺时限": "5个工作日", "特别约定": {"commitment": COMMITMENT},
        "收费": [{"名称": "证照工本费", "标准": "80元/证", "依据": "财综〔2003〕1号"}],
    },
}  # fmt: skip
KINDS = ("行政确认", "行政给付", "行政奖励", "行政裁决", "行政检查", "其他行政权力", "公共服务")
PLAIN: dict[str, object] = {"法定时限": "20个工作日", "承诺时限": "10个工作日", "次要材料": ["健康证明"]}
"""Permits are walked in every shape above; the other kinds of items in one, where their manifests close some doors."""
LEGS, STEPS = 10, 100
LEGS_OF_A_KIND = 2
"""Every item is walked in so many legs of so many steps: more than five thousand steps together."""
DONE, CASES, STATES = 9, 1, 6
"""Of a leg so many steps at least were done and not refused, on so many cases; a walk went over so many states."""
#: Who usually does what, with all it may need; whoever may not, or may not now, is refused, and that is right.
TRIED: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("窗口人员", "一次性告知", {"材料": {"场所平面图": "看不清"}}),
    ("申请人", "补正", {"材料": ["场所平面图"]}),
    ("窗口人员", "受理", {}),
    ("申请人", "承诺补齐", {}),
    ("窗口人员", "容缺受理", {}),
    ("申请人", "补交承诺的材料", {"材料": ["健康证明"]}),
    ("窗口人员", "不予受理", {"理由": "不属于职权范围"}),
    ("审查人", "审查", {}),
    ("审查人", "完成环节", {"程序": "审查"}),
    ("审查人", "完成环节", {"程序": "现场勘验"}),
    ("另一审查人", "完成环节", {"程序": "现场勘验"}),
    ("审查人", "退回上一环节", {"程序": "现场勘验", "理由": "漏了"}),
    ("审查人", "请协办", {"理由": "核对执照"}),
    ("协办单位人员", "完成环节", {"程序": "协办"}),
    ("审批人", "退回补充审查", {"理由": "不足"}),
    ("审批人", "作出决定", {}),
    ("审批人", "作出决定", {"准予": "否", "理由": "不符合"}),
    ("审批人", "当场决定", {}),
    ("申请人", "撤回申请", {}),
    ("审批人", "制作结果", {}),
    ("窗口人员", "送达", {}),
    ("窗口人员", "办结", {}),
    ("审查人", "启动特别程序", {"程序": "检测", "理由": "水质"}),
    ("审查人", "启动特别程序", {"程序": "专家评审", "理由": "工艺"}),
    ("审查人", "结束特别程序", {"程序": "检测"}),
    ("审查人", "结束特别程序", {"程序": "专家评审"}),
    ("审查人", "申请延期", {"天数": 5, "理由": "复杂"}),
    ("单位负责人", "答复延期", {}),
    ("审查人", "缩短承诺时限", {"天数": 3, "理由": "紧急"}),
    ("审查人", "告知听证权利", {"理由": "邻居"}),
    ("申请人", "申请听证", {}),
    ("审查人", "告知利害关系人", {"利害关系人": "旁人", "理由": "相邻"}),
    ("申请人", "看告知承诺书", {}),
    ("申请人", "选择告知承诺", {}),
    ("申请人", "撤回承诺", {}),
    ("审批人", "按承诺当场决定", {}),
    ("审查人", "核查承诺", {"结论": "没有履行"}),
    ("审查人", "核查承诺", {"结论": "已经履行"}),
    ("审查人", "告知拟撤销决定", {"理由种类": "申请人不具备", "理由": "不符合"}),
    ("申请人", "陈述申辩", {"意见": "没有"}),
    ("审批人", "撤销决定", {"理由": "不符合"}),
    ("审批人", "采纳意见不撤销", {"理由": "成立"}),
    ("部门管理员", "恢复办理", {"文号": "复〔2026〕1号", "理由": "复议"}),
    ("申请人", "标记已解决", {"理由": "问过本人"}),
    ("窗口人员", "移送", {"移送给": "协办单位人员", "理由": "职责"}),
    ("窗口人员", "开缴款单", {"项目": "证照工本费", "单价": 80}),
    ("申请人", "网上缴费", {}),
)
PEOPLE = ("申请人", "窗口人员", "审查人", "另一审查人", "审批人", "单位负责人", "部门管理员", "协办单位人员", "旁人")
SELDOM = ("撤回申请", "不予受理", "移送", "告知利害关系人")
"""What ends, takes away or holds up a case is tried less often, so that more happens before."""
RARE = [0.1 if name in SELDOM else 1.0 for _, name, _ in TRIED]


@pytest.fixture(scope="module")
def town(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    """The reference data and the people, once for the file."""

    def build() -> Town:
        reference.load_reference_data(actor=SYSTEM)
        return build_town()

    yield from standing(request, django_db_blocker, build, at=TUESDAY - dt.timedelta(days=1))


@dataclass
class Walk:
    """A walk: the case under way, what it looked like a moment ago, and what was learnt of which door opens when."""

    stage: Stage
    chance: random.Random
    now: dt.datetime = TUESDAY
    view: CaseView | None = None
    fact: str = ""
    course: list[str] = field(default_factory=list)
    tried: Counter[tuple[str, int]] = field(default_factory=Counter)
    opened: Counter[tuple[str, int]] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    states: set[str] = field(default_factory=set)
    ways_out: set[object] = field(default_factory=set)

    def leg(self) -> None:
        """So many steps from the first day on; what was learnt is kept, what was done is taken back."""
        self.now, self.view = TUESDAY, None
        with taken_back():
            for _ in range(STEPS):
                self.step()

    def step(self) -> None:
        """A new case, some hours, or somebody who tries something."""
        self.counted["steps"] += 1
        dice = self.chance.random()
        if self.view is None or (self.view.state in ENDED and dice < 0.5):
            self.begin()
        elif dice < 0.07:
            self.wait(dt.timedelta(hours=self.chance.choice((1, 3, 8, 24, 48, 100, 200))))
        else:
            self.act(*self.door())

    def begin(self) -> None:
        """The next application, now and then with something left out."""
        names = {one.name for one in self.stage.version.materials}
        missing = self.chance.choice(([], ["场所平面图"], ["健康证明"]))
        self.course = ["提交申请"]
        with clock.frozen(self.now):
            given = Given({"缺": [name for name in missing if name in names]}, "walk")
            ACTS["提交申请"](self.stage, self.stage.people["申请人"], given)
            look()
            self.view, self.fact = self.seen(), self.newest()
        self.counted["cases"] += 1

    def wait(self, while_: dt.timedelta) -> None:
        """Time passes; what falls due takes effect."""
        since, self.now = self.now, self.now + while_
        self.course.append(f"过了{while_}")
        days_pass(since, self.now)
        with clock.frozen(self.now):
            look()
            self.happened(by_hand=False)

    def door(self) -> tuple[str, int]:
        """Who tries what: anybody anything, or the one who usually does, what has been seen to open in this state."""
        assert self.view is not None
        if self.chance.random() < 0.2:
            return self.chance.choice(PEOPLE), self.chance.randrange(len(TRIED))
        state, numbers = self.view.state, range(len(TRIED))
        chances = [(self.opened[state, one] + 0.3) / (self.tried[state, one] + 1) * RARE[one] for one in numbers]
        (number,) = self.chance.choices(numbers, chances)
        return TRIED[number][0], number

    def act(self, who: str, number: int) -> None:
        """Do it, or be refused with a sentence; what was refused changed nothing."""
        assert self.view is not None
        usual, name, values = TRIED[number]
        door = (self.view.state, number)
        self.tried[door] += who == usual
        with clock.frozen(self.now):
            if name == "启动特别程序":
                values = {**values, "预计结束": clock.local(self.now + dt.timedelta(days=5)).date()}
            if refusal := self.refused(name, who, values):
                self.counted[refusal] += 1
                return
            self.course.append(f"{who}{name}")
            self.opened[door] += who == usual
            self.counted["done"] += 1
            ledger_verbs.drain(1000, raising=True, heavy=False)
            self.happened(by_hand=True)

    def refused(self, name: str, who: str, values: dict[str, object]) -> str:
        """Let them do it; the code of the refusal, empty where it is done."""
        try:
            with transaction.atomic():
                ACTS[name](self.stage, self.stage.people[who], Given(values, "walk"))
        except DomainError as error:
            return error.code if error.sentence else "no sentence"
        return ""

    def happened(self, *, by_hand: bool) -> None:
        """Look at the case where something has become of it, or it stands still, and hold it against the law."""
        assert self.view is not None
        before, newest = self.view, self.newest()
        if newest == self.fact and not by_hand and before.state != CaseState.SUSPENDED:
            return
        self.view = self.seen()
        assert newest != self.fact or self.view.revision == before.revision, "moved without a fact"
        self.fact = newest
        self.counted["looked"] += 1
        check(before, self.view, by_hand=by_hand)
        self.check_way_out()

    def check_way_out(self) -> None:
        """Time runs, or somebody can do something; of cases that stand alike one is asked."""
        assert self.view is not None
        view = self.view
        alike = (view.state, view.promise, tuple((step.name, step.state) for step in view.steps))
        if view.state in CASE_LIFECYCLE.final_states or any(one.duty.running for one in clocks_of(view)):
            return
        if alike not in self.ways_out:
            assert any(goes_on(self.stage, one) for one in self.stage.people.values()), f"no way out of {view.state}"
            self.ways_out.add(alike)

    def newest(self) -> str:
        """The newest fact about the case."""
        facts = ledger.timeline(ObjectRef("case", self.stage.case_uid), limit=1, objects=False)
        return facts[-1].uid

    def seen(self) -> CaseView:
        """The case as it stands."""
        found = cases.case_view(self.stage.case_uid, viewer=SYSTEM)
        self.states.add(found.state)
        return found


ENDED = CASE_LIFECYCLE.final_states | {
    CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.REFUSED_ACCEPTANCE, CaseState.REVOKED
}  # fmt: skip


@pytest.mark.parametrize("item", ITEMS)
def test_a_long_walk(town: Callable[[], Town], item: str) -> None:
    with taken_back(), clock.frozen(TUESDAY):
        walk = Walk(set_stage(Scenario("walk", "", "", (), ITEMS[item], ()), town()), random.Random(item))
        go(walk, LEGS, item)
    check_whole(walk, LEGS)


def test_a_walk_from_kind_to_kind(town: Callable[[], Town]) -> None:
    """One walk over every other kind: what it learns of the doors it takes along."""
    with taken_back(), clock.frozen(TUESDAY):
        stages = [set_stage(Scenario("walk", "", "", (), {**PLAIN, "种类": kind}, ()), town()) for kind in KINDS]
        walk = Walk(stages[0], random.Random("kinds"))
        for stage, kind in zip(stages, KINDS, strict=True):
            walk.stage, walk.ways_out = stage, set()
            go(walk, LEGS_OF_A_KIND, kind)
    check_whole(walk, LEGS_OF_A_KIND * len(KINDS))
    assert walk.counted["case_no_hearing_right"], walk.counted
    assert walk.counted["case_no_third_parties"], walk.counted


def go(walk: Walk, legs: int, item: str) -> None:
    """So many legs; whatever breaks the law tells the course of its case."""
    try:
        for _ in range(legs):
            walk.leg()
    except Exception as error:
        error.add_note(f"{item}, step {walk.counted['steps']}: {'，'.join(walk.course)}")
        raise


def check_whole(walk: Walk, legs: int) -> None:
    assert walk.counted["steps"] == legs * STEPS
    assert not walk.counted["no sentence"]
    assert walk.counted["done"] >= DONE * legs, walk.counted
    assert walk.counted["cases"] >= CASES * legs, walk.counted
    assert len(walk.states) >= STATES, walk.states


def test_the_walks_are_thousands_of_steps_long() -> None:
    assert (LEGS * len(ITEMS) + LEGS_OF_A_KIND * len(KINDS)) * STEPS >= 5000
    assert {"行政许可", *KINDS} == {str(kind.label) for kind in ItemKind if kind in ON_APPLICATION} | {"行政检查"}


def clocks_of(view: CaseView) -> tuple[ClockView, ...]:
    return cases.clocks(view, viewer=SYSTEM)


def check(before: CaseView, view: CaseView, *, by_hand: bool) -> None:
    owed = {one.kind: one.duty for one in clocks_of(view) if one.duty.running}
    still = {kind for kind in (PROMISE.code, STATUTORY.code) if kind in owed and owed[kind].state == DutyState.PAUSED}
    suspended = view.state == CaseState.SUSPENDED
    assert still == ({PROMISE.code, STATUTORY.code} & owed.keys() if suspended else set()), "time and state disagree"
    if suspended:
        assert any(step.state == "running" and step.document_no for step in view.steps), "stands still without a paper"
    if suspended and before.state == CaseState.SUSPENDED:
        used = {one.kind: one.duty.used for one in clocks_of(before) if one.duty.running}
        assert all(used[kind] == owed[kind].used for kind in still & used.keys()), "time was used up meanwhile"

    moves = [
        move for move in CASE_LIFECYCLE.moves.values() if move.target == view.state and before.state in move.sources
    ]
    papers = len(view.instruments) - len(before.instruments)
    if view.revision != before.revision and by_hand and moves and all(move.instrument for move in moves):
        assert papers >= 1 or view.instant, f"{before.state_label} → {view.state_label} without a paper"


def goes_on(stage: Stage, actor: Actor) -> bool:
    """Whether this person can do something with the case now."""
    try:
        view = cases.case_view(stage.case_uid, viewer=actor)
    except DomainError:
        return False
    return any(one.allowed for one in view.actions)
