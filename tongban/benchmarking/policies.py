"""Who may compare and decide. `check_x` raises with a sentence."""

from __future__ import annotations

from tongban.benchmarking.models import Pair
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound

MANAGE = "benchmarking.manage"
SEE = "insight.view"


def check_may_see(viewer: Actor) -> None:
    """Comparisons are for those who manage them and those who read figures. Raises `PermissionDenied`."""
    if not viewer.may(MANAGE):
        viewer.require(SEE)


def check_may_decide(actor: Actor, pair: Pair) -> None:
    """The bureau, within its scope. Raises `PermissionDenied`, `NotFound`."""
    actor.require(MANAGE)
    if not actor.covers_department(pair.department_id):
        raise NotFound()
