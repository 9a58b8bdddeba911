"""Random plans: every one can be finished in any order, and no step runs before its wave."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.access.tests.actors import officer
from tongban.cases import services
from tongban.cases.states import StepState
from tongban.cases.tests.conftest import City
from tongban.cases.tests.stepping import planned, state, steps
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.services import StepView

VERBS = ("examine", "countersign", "joint_review", "publicity", "site_inspection", "expert_review", "inspect", "")
PLANS = st.lists(
    st.builds(
        StepView,
        name=st.sampled_from(("甲", "乙", "丙")),
        seat=st.just("approver"),
        verb=st.sampled_from(VERBS),
        wave=st.none() | st.integers(0, 5),
        hands=st.none() | st.integers(1, 3),
    ),
    max_size=6,
)
_serial = itertools.count(100)


@given(PLANS)
def test_waves_are_dense_keep_what_was_stated_together_and_the_order_of_the_rest(plan: list[StepView]) -> None:
    found = catalogue.waves(plan)
    assert [step for step in plan if step.verb] == sorted(
        (step for _, step in found), key=lambda step: next(i for i, one in enumerate(plan) if one is step)
    )
    numbers = [wave for wave, _ in found]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, len(set(numbers)) + 1))
    stated = {step.wave: {wave for wave, one in found if one.wave == step.wave} for _, step in found if step.wave}
    assert all(len(waves) == 1 for waves in stated.values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS, data=st.data())
def test_every_plan_can_be_finished_and_no_step_runs_before_its_wave(
    city: City, plan: list[StepView], data: st.DataObject
) -> None:
    number = next(_serial)
    hands = [officer(city.department_id, f"H{number}-{place}", "approver") for place in range(3)]
    uid = city.accepted(planned(city, *plan, serial=number))
    returns = data.draw(st.integers(0, 2))
    for _ in range(200):
        if state(uid) == "examined":
            break
        now = steps(uid)
        running = [one for one in now if one.state == StepState.RUNNING]
        waiting = [one for one in now if one.state == StepState.WAITING]
        assert running, "somebody has something to do"
        assert len({one.wave for one in running}) == 1
        assert all(one.wave > running[0].wave for one in waiting)
        chosen = data.draw(st.sampled_from(running))
        if returns and chosen.wave > 1 and data.draw(st.booleans()):
            returns -= 1
            services.return_step(case_uid=uid, step_id=chosen.id, reason="再核", actor=hands[0])
            continue
        signed = {hand.officer_id for hand in chosen.signed}
        by = next(hand for hand in hands if hand.officer_id not in signed)
        done = services.finish_step(case_uid=uid, step_id=chosen.id, opinion="符合", actor=by)
        assert done == (len(signed) + 1 == chosen.hands)
    assert state(uid) == "examined"
    assert {one.state for one in steps(uid)} <= {StepState.DONE, StepState.RETURNED}
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
