"""Who may compare and decide. `check_x` raises with a sentence."""

from __future__ import annotations

from tongban.benchmarking.models import Improvement
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound

MANAGE = "benchmarking.manage"
WORK = "benchmarking.work"
SEE = "insight.view"


def check_may_see(viewer: Actor) -> None:
    """Comparisons are for those who manage them and those who read figures. Raises `PermissionDenied`."""
    if not viewer.may(MANAGE):
        viewer.require(SEE)


def check_may_manage(actor: Actor, department_id: int) -> None:
    """The bureau, for a department within its scope. Raises `PermissionDenied`, `NotFound`."""
    actor.require(MANAGE)
    if not actor.covers_department(department_id):
        raise NotFound()


def check_may_work(actor: Actor, improvement: Improvement) -> None:
    """The owner's administrator; the bureau may too. Raises `PermissionDenied`, `NotFound`."""
    if not actor.may(MANAGE):
        actor.require(WORK)
    if not actor.covers_department(improvement.department_id):
        raise NotFound()
