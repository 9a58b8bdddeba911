"""What the steps of a case have left behind: minutes, reports."""

from __future__ import annotations

from uuid import UUID

from tongban.cases.permissions import reachable_by
from tongban.cases.states import StepKind
from tongban.files import services as files
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound


def step_record(uid: UUID | str, step_id: int, *, viewer: Actor) -> tuple[str, bytes]:
    """File name and bytes of what a step has left behind, for somebody who may see the case.

    The applicant's people see the minutes of hearings (行政许可法 48); other reports are the officers'.
    """
    case = reachable_by(viewer).filter(uid=uid).first()
    steps = case.steps.exclude(record_digest="") if case is not None else None
    if steps is not None and not (viewer.is_officer or viewer.is_system):
        steps = steps.filter(kind=StepKind.HEARING)
    row = steps.filter(pk=step_id).first() if steps is not None else None
    if row is None:
        raise NotFound()
    return row.record_name, files.open_bytes(row.record_digest)
