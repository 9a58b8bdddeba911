"""What the tests of steps and hands share: a second department, versions with plans, short ways through a case."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from tongban.access.tests.actors import officer
from tongban.cases import selectors, services
from tongban.cases.selectors import CaseStepView
from tongban.cases.tests.conftest import REGION, SYSTEM, City, content, new_item_of
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import StepView
from tongban.kernel.actor import Actor
from tongban.kernel.standards.uscc import make_uscc
from tongban.orgs import services as orgs
from tongban.orgs.states import Seat

ACCEPT = StepView("受理", "clerk", verb="accept")
DECIDE = StepView("决定", "approver", verb="decide")


@dataclass(frozen=True)
class Neighbour:
    """The fire brigade next door, which countersigns."""

    department_id: int
    code: str
    first: Actor
    second: Actor


def neighbour() -> Neighbour:
    """A second department of the region with two examiners."""
    code = make_uscc("11", REGION, 7)
    made = orgs.register_department(
        code=code, name="同安市消防救援支队", short_name="同消", region_code=REGION, actor=SYSTEM
    )
    first, second = officer(made.id, "F001", "approver"), officer(made.id, "F002", "approver")
    return Neighbour(made.id, code, first, second)


def planned(city: City, *steps: StepView, serial: int = 7, decide: StepView = DECIDE) -> ItemVersionView:
    """A published promised item with this plan."""
    guide = content(f"公共场所卫生许可（{serial}）", steps=(ACCEPT, *steps, decide))
    entry = f"410123{serial:03d}000"
    return new_item_of(city, guide, entry)


def step(name: str, verb: str = "examine", **more: object) -> StepView:
    """A step of a plan, by an approver."""
    return dataclasses.replace(StepView(name, "approver", verb=verb), **more)  # type: ignore[arg-type]  # by field name


def steps(uid: str, viewer: Actor = SYSTEM) -> tuple[CaseStepView, ...]:
    """The steps of a case."""
    return selectors.case_view(uid, viewer=viewer).steps


def running(uid: str) -> dict[str, int]:
    """Steps under way by name."""
    return {one.name: one.id for one in steps(uid) if one.state == "running"}


def finish(uid: str, name: str, actor: Actor, *, passed: bool = True) -> bool:
    """Sign the running step of this name."""
    return services.finish_step(
        case_uid=uid, step_id=running(uid)[name], opinion=f"{name}：已核对。", passed=passed, actor=actor
    )


def state(uid: str) -> str:
    """Where the case stands."""
    return selectors.case_view(uid, viewer=SYSTEM).state


def seated(actor: Actor, department_id: int, seat: Seat) -> Actor:
    """The officer, who holds a post with this seat from today on."""
    assert actor.officer_id is not None
    post = orgs.create_post(department_id=department_id, name=str(seat.label), seat=seat, actor=SYSTEM)
    orgs.assign_post(officer_id=actor.officer_id, post_id=post.id, actor=SYSTEM)
    return actor
