"""What must be so of what stands beside a case: its payment order, its parcel, its licence, its oversight, the case of
another place it belongs to. Each has a state in words, and clocks of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from tongban.cross_region.facts import CROSS_REGION_CASE
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios import acts_oversight, acts_places
from tongban.demo.scenarios.expecting import Check, check_clocks, same
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.duties import selectors as duties
from tongban.fees import selectors as fees
from tongban.fees.facts import order_ref, refund_ref
from tongban.fees.policies import yuan
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef
from tongban.licences import selectors as licences
from tongban.parties import selectors as parties
from tongban.post import selectors as parcels
from tongban.post.facts import courier_ref
from tongban.regulation import selectors as regulation
from tongban.regulation.facts import handover_ref, inspection_ref
from tongban.regulation.states import PlanState

SYSTEM = Actor.system()
Beside = tuple[str, ObjectRef]
"""The state of something in words, and how its clocks name it."""


def _order(stage: Stage, where: str) -> Beside:
    found = fees.order(stage.left("缴款单", where), viewer=SYSTEM)
    return found.state_label, order_ref(found.uid)


def _refund(stage: Stage, where: str) -> Beside:
    found = fees.order(stage.left("缴款单", where), viewer=SYSTEM)
    (one,) = [each for paid in found.payments for each in paid.refunds if str(each.uid) == stage.left("退费", where)]
    return one.state_label, refund_ref(one.uid)


def _parcel(stage: Stage, where: str) -> Beside:
    found = parcels.couriers_of(ObjectRef("case", stage.case_uid), viewer=SYSTEM)
    return (found[-1].state_label, courier_ref(found[-1].uid)) if found else ("", ObjectRef("case", ""))


def _handover(stage: Stage, where: str) -> Beside:
    try:
        found = acts_oversight.handover(stage, where)
    except BadScenario:  # not every kind of item leaves something to oversee: a file may say so
        return "没有", ObjectRef("case", "")
    return f"{found.department_name}：{found.state_label}", handover_ref(found.uid)


def _inspection(stage: Stage, where: str) -> Beside:
    found = acts_oversight.inspection(stage, where)
    return found.state_label, inspection_ref(found.uid)


def _place(stage: Stage, where: str) -> Beside:
    found = acts_places.view(stage)
    if found is None:
        return "", ObjectRef("case", "")
    return found.row.state_label, ObjectRef(CROSS_REGION_CASE, found.row.uid)


BESIDE = {
    "缴款单": _order,
    "退费": _refund,
    "寄递": _parcel,
    "监管": _handover,
    "检查": _inspection,
    "跨域": _place,
}


def _checks() -> Iterator[tuple[str, Check]]:
    """For each of them: where it stands, and its clocks."""
    for name, look in BESIDE.items():

        def state(stage: Stage, wanted: Any, given: Given, name: str = name, look: Any = look) -> Iterator[str]:
            yield from same(name, look(stage, given.where)[0], wanted)

        def clocks(stage: Stage, wanted: Any, given: Given, look: Any = look) -> Iterator[str]:
            owed = {one.kind_label: one for one in duties.duties_of(look(stage, given.where)[1])}
            yield from check_clocks(owed, wanted, given)

        yield name, state
        yield f"{name}时限", clocks


def amount(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """What the order asks for, in yuan."""
    found = fees.order(stage.left("缴款单", given.where), viewer=SYSTEM)
    yield from same("应缴", yuan(found.amount), str(wanted))


def licence_states(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """The licences made so far, in order, each by what it counts as today."""
    made = [licences.licence(one, viewer=SYSTEM).status_label for one in stage.kept.get("证照", [])]
    yield from same("证照", "、".join(made), "、".join(map(str, wanted if isinstance(wanted, list) else [wanted])))


def finding(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """What the newest inspection found."""
    yield from same("检查结论", acts_oversight.inspection(stage, given.where).finding_label, wanted)


def mend(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Where the order to mend of the first inspection stands."""
    rows = regulation.inspections(viewer=stage.people[acts_oversight.OVERSEERS[0]]).rows
    yield from same("整改", rows[0].mend_state_label if rows else "", wanted)


def proposal(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Where the newest proposal stands."""
    found = acts_oversight.inspection(stage, given.where).proposals
    yield from same("建议", f"{found[-1].kind_label}：{found[-1].state_label}" if found else "", wanted)


def plan(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Where the plan stands, as everybody may read it."""
    yield from same("抽查计划", regulation.published_plan(stage.left("计划", given.where)).plan.state_label, wanted)


def weights(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """With which weights objects stood in the list that was drawn from, by the published file."""
    uid = stage.left("计划", given.where)
    if regulation.published_plan(uid).plan.state != PlanState.DRAWN:
        yield "还没有抽取"
        return
    lines = orjson.loads(regulation.draw_file(uid))["objects"].split("\n", 1)[1]
    found = [one["weight"] for one in orjson.loads(lines)]
    yield from same("抽取权数", found, wanted if isinstance(wanted, list) else [wanted])


def published(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """What the public page says about the results of the plan, in the order drawn."""
    results = regulation.published_plan(stage.left("计划", given.where)).results
    yield from same("公示", [one.finding or one.state_label for one in results], list(wanted))


def looks(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Purposes of the looks at the applicant's data that the applicant sees, newest first."""
    seen = [one.purpose for one in parties.looks_at_me(stage.people["申请人"])]
    yield from same("谁看过我的信息", seen, list(wanted))


def guardian_until(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """The last day of the guardianship that was registered."""
    yield from same("监护到", str(stage.left("授权到", given.where)), str(wanted))


def to_hand_over(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Whether a result of another place waits here for the applicant."""
    found = acts_places.view(stage)
    if bool(found and found.row.to_hand_over) != (wanted in (True, "是")):
        yield "没有要在本地交付的结果" if wanted in (True, "是") else "有要在本地交付的结果"


def not_taken(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Nothing came in from the other place."""
    found = acts_places.view(stage)
    if (found is None) != (wanted in (True, "是")):
        yield "收了外地来件" if found else "没有收外地来件"


CHECKS: dict[str, Check] = {
    **dict(_checks()),
    "应缴": amount,
    "证照": licence_states,
    "检查结论": finding,
    "整改": mend,
    "建议": proposal,
    "抽查计划": plan,
    "抽取权数": weights,
    "公示": published,
    "谁看过我的信息": looks,
    "监护到": guardian_until,
    "在本地交付": to_hand_over,
    "没有收件": not_taken,
}
