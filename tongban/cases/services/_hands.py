"""What every verb of a step does the same way: find the own department's step, record what happened to it."""

from __future__ import annotations

from tongban.cases.models import CaseStep, steps_of
from tongban.cases.permissions import check_step
from tongban.cases.policies import steps as step_law
from tongban.cases.services._common import Loaded, record
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger.facts import FactKind, ObjectRef


def own_step(loaded: Loaded, step_id: int, actor: Actor) -> CaseStep:
    """A step of the case that this officer's department does. Raises `NotFound`, `MoveNotAllowed`."""
    step = next((one for one in steps_of(loaded.case) if one.pk == step_id), None)
    if step is None:
        raise NotFound()
    check_step(actor, loaded.case, step)
    step_law.check_under_way(loaded.case, step)
    return step


def record_step(
    kind: FactKind, loaded: Loaded, step: CaseStep, actor: Actor, data: dict[str, object] | None = None
) -> None:
    """The fact of a step: its kind and its department, no opinion."""
    more = (ObjectRef("step", str(step.pk)), ObjectRef("department", str(step.department_id)))
    record(kind, loaded, actor, {"step": str(step.kind), **(data or {})}, more=more)
