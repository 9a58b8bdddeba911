"""The clock of a step that has a limit of its own: it begins with the step and ends with it."""

from __future__ import annotations

from tongban.cases.models import CaseStep
from tongban.cases.services._common import Loaded
from tongban.cases.states import STEP
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit


def begin(loaded: Loaded, step: CaseStep, actor: Actor) -> None:
    """The step is under way since `step.since`: its department owes it from there."""
    if step.limit_number is None or step.since is None:
        return
    duties.open_duty(
        kind=STEP,
        subject=loaded.ref,
        department_id=step.department_id,
        region_code=loaded.case.region_code,
        starts_at=step.since,
        limit=Limit(step.limit_number, LimitUnit(step.limit_unit)),
        dedupe_key=_key(step),
        actor=actor,
    )


def end(loaded: Loaded, step: CaseStep, actor: Actor) -> None:
    """Done or handed back, in time or late."""
    if step.limit_number is not None:
        duties.discharge_duty(subject=loaded.ref, kind=STEP, at=clock.now(), dedupe_key=_key(step), actor=actor)


def drop(loaded: Loaded, actor: Actor) -> None:
    """No step of the case is owed any more."""
    duties.cancel_duties(subject=loaded.ref, kinds=[STEP], actor=actor)


def _key(step: CaseStep) -> str:
    return f"{STEP}:{step.pk}"
