"""Random walks over the table of moves: whatever people do in whatever order, the law of time and paper holds.

After every step: clocks stand still exactly while a document says so, there is always a way on, and nothing moved
without its fact, nor without its written instrument where the table names one.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from tongban.cases import selectors as cases
from tongban.cases.selectors import CaseView
from tongban.cases.states import CASE_LIFECYCLE, PROMISE, STATUTORY, CaseState
from tongban.demo.scenarios.acts import ACTS
from tongban.demo.scenarios.playing import days_pass, look, taken_back
from tongban.demo.scenarios.reading import Given, Scenario
from tongban.demo.scenarios.stage import Stage, set_stage
from tongban.duties.states import DutyState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.kernel.tests.standing import standing
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference import services as reference

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
SYSTEM = Actor.system()
ITEMS: dict[str, dict[str, object]] = {
    "promised": {"法定时限": "20个工作日", "承诺时限": "10个工作日", "次要材料": ["健康证明"]},
    "planned": {
        "法定时限": "20个工作日", "承诺时限": "10个工作日", "结果": "无",
        "环节": [{"名称": "初审", "种类": "examine"}, {"名称": "现场核查", "种类": "site_inspection"}],
    },
    "instant": {"办件类型": "即办件", "一人当场决定": "是", "法定时限": "20个工作日", "承诺时限": "当场"},
}  # fmt: skip
#: What is tried, with all it may need; whoever may not, or may not now, is refused, and that is right.
TRIED: tuple[tuple[str, dict[str, object]], ...] = (
    ("一次性告知", {"材料": {"场所平面图": "看不清"}}),
    ("补正", {"材料": ["场所平面图"]}),
    ("受理", {}),
    ("承诺补齐", {}),
    ("容缺受理", {}),
    ("补交承诺的材料", {"材料": ["健康证明"]}),
    ("不予受理", {"理由": "不属于职权范围"}),
    ("审查", {}),
    ("完成环节", {"程序": "审查"}),
    ("完成环节", {"程序": "现场勘验"}),
    ("退回上一环节", {"程序": "现场勘验", "理由": "漏了"}),
    ("请协办", {"理由": "核对执照"}),
    ("完成环节", {"程序": "协办"}),
    ("退回补充审查", {"理由": "不足"}),
    ("作出决定", {}),
    ("作出决定", {"准予": "否", "理由": "不符合"}),
    ("当场决定", {}),
    ("撤回申请", {}),
    ("制作结果", {}),
    ("送达", {}),
    ("办结", {}),
    ("启动特别程序", {"程序": "检测", "理由": "水质"}),
    ("启动特别程序", {"程序": "专家评审", "理由": "工艺"}),
    ("结束特别程序", {"程序": "检测"}),
    ("结束特别程序", {"程序": "专家评审"}),
    ("申请延期", {"天数": 5, "理由": "复杂"}),
    ("答复延期", {}),
    ("缩短承诺时限", {"天数": 3, "理由": "紧急"}),
    ("告知听证权利", {"理由": "邻居"}),
    ("申请听证", {}),
    ("告知拟撤销决定", {"理由种类": "申请人不具备", "理由": "不符合"}),
    ("陈述申辩", {"意见": "没有"}),
    ("撤销决定", {"理由": "不符合"}),
    ("采纳意见不撤销", {"理由": "成立"}),
    ("恢复办理", {"文号": "复〔2026〕1号", "理由": "复议"}),
    ("标记已解决", {"理由": "问过本人"}),
    ("移送", {"移送给": "协办单位人员", "理由": "职责"}),
)
PEOPLE = ("申请人", "窗口人员", "审查人", "另一审查人", "审批人", "单位负责人", "部门管理员", "协办单位人员", "旁人")
HOURS = st.integers(min_value=1, max_value=240)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(TRIED)),
        st.tuples(st.none(), HOURS),
    ),
    min_size=10,
    max_size=45,
)


@pytest.fixture(scope="module")
def stages(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[object]:
    """The reference data, once for the file."""
    yield from standing(request, django_db_blocker, lambda: reference.load_reference_data(actor=SYSTEM), at=TUESDAY)


@dataclass
class Seen:
    """What the case looked like a moment ago."""

    view: CaseView
    facts: int

    @classmethod
    def of(cls, stage: Stage) -> Seen:
        facts = len(ledger.timeline(ObjectRef("case", stage.case_uid)))
        return cls(cases.case_view(stage.case_uid, viewer=SYSTEM), facts)


@pytest.mark.parametrize("item", ITEMS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, missing=st.sampled_from([[], ["场所平面图"], ["健康证明"]]))
def test_a_random_walk(stages: object, item: str, steps: list[tuple[object, object]], missing: list[str]) -> None:
    with taken_back(), clock.frozen(TUESDAY):
        stage = set_stage(Scenario("walk", "", "", (), ITEMS[item], ()))
        names = {one.name for one in stage.version.materials}
        left_out = [name for name in missing if name in names]
        ACTS["提交申请"](stage, stage.people["申请人"], Given({"缺": left_out}, "walk"))
        now, before = TUESDAY, Seen.of(stage)
        for who, what in steps:
            if who is None:
                since, now = now, now + dt.timedelta(hours=int(str(what)))
                days_pass(since, now)
            with clock.frozen(now):
                done = who is not None and tried(stage, str(who), what, now)
                look()
                after = Seen.of(stage)
                check(before, after, stage, by_hand=who is not None)
                assert who is None or done or after.view.revision == before.view.revision, "refused, and yet it moved"
                before = after


def tried(stage: Stage, who: str, what: object, now: dt.datetime) -> bool:
    """Do it, or be refused with a sentence; whether it was done."""
    assert isinstance(what, tuple)
    name, values = what
    if name == "启动特别程序":
        values = {**values, "预计结束": clock.local(now + dt.timedelta(days=5)).date()}
    try:
        with transaction.atomic():
            ACTS[name](stage, stage.people[who], Given(values, "walk"))
    except DomainError as error:
        refusal = error.sentence
    else:
        return True
    assert refusal
    return False


def check(before: Seen, after: Seen, stage: Stage, *, by_hand: bool) -> None:
    view = after.view
    owed = {one.kind: one.duty for one in cases.clocks(stage.case_uid, viewer=SYSTEM) if one.duty.running}
    still = {kind for kind in (PROMISE.code, STATUTORY.code) if kind in owed and owed[kind].state == DutyState.PAUSED}
    suspended = view.state == CaseState.SUSPENDED
    assert still == ({PROMISE.code, STATUTORY.code} & owed.keys() if suspended else set()), "time and state disagree"
    if suspended:
        assert any(step.state == "running" and step.document_no for step in view.steps), "stands still without a paper"

    if view.state not in CASE_LIFECYCLE.final_states:
        assert owed or any(map(functools.partial(goes_on, stage), stage.people.values())), view.state_label

    if view.revision != before.view.revision:
        assert after.facts > before.facts, "moved without a fact"
        moves = [
            move
            for move in CASE_LIFECYCLE.moves.values()
            if move.target == view.state and before.view.state in move.sources
        ]
        papers = len(view.instruments) - len(before.view.instruments)
        if by_hand and moves and all(move.instrument for move in moves) and not view.instant:
            assert papers >= 1, f"{before.view.state_label} → {view.state_label} without a paper"


def goes_on(stage: Stage, actor: Actor) -> bool:
    """Whether this person can do something with the case now."""
    try:
        view = cases.case_view(stage.case_uid, viewer=actor)
    except DomainError:
        return False
    return any(one.allowed for one in view.actions)
