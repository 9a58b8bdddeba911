"""Running cases and a new version of their guide, in bulk: the dry run, the move, and back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router

from tongban.cases import selectors, services
from tongban.catalogue import selectors as catalogue
from tongban.kernel.errors import NotFound
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import moves as s
from tongban.openapi.schemas.cases import ReasonIn
from tongban.openapi.schemas.plain import RowId

of_item = Router(tags=["在办件改版"])
router = Router(tags=["在办件改版"])


@of_item.get("/{item_id}/moves", response=s.ItemMovesOut, operation_id="moves_of_item", summary="在办件改版：试算")
def moves_of_item(request: HttpRequest, item_id: Path[RowId], query: Query[s.MovesQuery]) -> dict[str, object]:
    """Which versions the caller's cases run under, what was moved, and what a move would change; nothing is moved."""
    found = selectors.moves_of_item(
        item_id, viewer=actor_of(request), dry_run=query.from_version_id, may_lengthen=query.may_lengthen
    )
    plan = found.plan
    return {
        "name": found.name,
        "versions": found.versions,
        "batches": found.batches,
        "plan": plan and {
            "from_number": plan.before.number,
            "to_number": plan.after.number,
            "total": plan.total,
            "movable": plan.movable,
            "cases": plan.cases,
        },
    }  # fmt: skip


@router.put("/{batch}", response=s.MoveReportOut, operation_id="move_cases", summary="在办件成批改按新版办理")
def move_cases(request: HttpRequest, batch: UUID, payload: s.MoveCasesIn) -> dict[str, object]:
    """Move every running case of a version within the caller's scope, or those named, each in a change of its own and
    with notice to the applicant. The caller names the batch by a new uid; sent again, it goes on with the rest.
    """
    actor = actor_of(request)
    actor.require("cases.move")
    item = selectors.moves_of_item(catalogue.version(payload.from_version_id).item_id, viewer=actor)
    if not {payload.from_version_id, payload.to_version_id} <= {one.version_id for one in item.versions}:
        raise NotFound()
    return _report(services.move_cases(**payload.dict(), batch=batch, actor=actor))


@router.post("/{batch}/undo", response=s.MoveReportOut, operation_id="undo_moves", summary="整批改回原来的版本")
def undo_moves(request: HttpRequest, batch: UUID, payload: ReasonIn) -> dict[str, object]:
    """Take a batch back, each case in a change of its own, where nothing was handed in under the new version."""
    return _report(services.undo_moves(batch=batch, reason=payload.reason, actor=actor_of(request)))


def _report(found: services.MoveReport) -> dict[str, object]:
    stayed = [{"case_no": case_no, "reason": why} for case_no, why in found.stayed]
    return {"batch": found.batch, "moved": found.moved, "stayed": stayed}
