"""Second lives: a decision revoked, a case taken up again, under another version, settled or not."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from tongban.cases import selectors, services
from tongban.kernel.errors import NotFound
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import promises as s
from tongban.openapi.schemas.cases import Instrument, ReasonIn

of_case = Router(tags=["撤销与恢复办理"])


@of_case.get("/{uid}/revocation", response=s.RevocationOut, operation_id="case_revocation", summary="拟撤销的告知")
def case_revocation(request: HttpRequest, uid: UUID) -> selectors.RevocationView:
    """The revocation that was announced and is not decided; 404 where none is."""
    found = selectors.announced_revocation(uid, viewer=actor_of(request))
    if found is None:
        raise NotFound()
    return found


@of_case.post(
    "/{uid}/revocation-notice", response=Instrument, operation_id="notify_revocation", summary="撤销决定前告知"
)
def notify_revocation(request: HttpRequest, uid: UUID, payload: s.RevocationNoticeIn) -> dict[str, str]:
    """Announce a revocation with facts, reasons and ground, and give time to speak (行政许可法 7, 69)."""
    number = services.notify_revocation(
        case_uid=uid, ground=payload.ground, reason=payload.reason, actor=actor_of(request)
    )
    return {"number": number}


@of_case.post("/{uid}/defence", response={204: None}, operation_id="state_case_defence", summary="陈述、申辩")
def state_defence(request: HttpRequest, uid: UUID, payload: s.TextIn) -> Status[None]:
    """The party states and defends its case before a revocation is decided (行政许可法 7)."""
    services.state_defence(case_uid=uid, text=payload.text, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/revocation", response=Instrument, operation_id="revoke_decision", summary="作出撤销决定")
def revoke_decision(request: HttpRequest, uid: UUID, payload: s.RevokeDecisionIn) -> dict[str, str]:
    """Undo the granted decision, by another officer than who announced it; the licence goes with it (69, 70)."""
    number = services.revoke_decision(
        case_uid=uid, reason=payload.reason, false_commitment=payload.false_commitment, actor=actor_of(request)
    )
    return {"number": number}


@of_case.post("/{uid}/revocation/drop", response={204: None}, operation_id="drop_revocation", summary="不撤销")
def drop_revocation(request: HttpRequest, uid: UUID, payload: ReasonIn) -> Status[None]:
    """The decision stands after all; the party is told why."""
    services.drop_revocation(case_uid=uid, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/reopen", response=Instrument, operation_id="reopen_case", summary="恢复办理")
def reopen_case(request: HttpRequest, uid: UUID, payload: s.ReopenIn) -> dict[str, str]:
    """Take an ended case up again by a document: reconsideration, judgement, or the authority's own correction."""
    number = services.reopen_case(
        case_uid=uid, document_no=payload.document_no, reason=payload.reason, actor=actor_of(request)
    )
    return {"number": number}


@of_case.post("/{uid}/solved", response={204: None}, operation_id="mark_solved", summary="标记已解决")
def mark_solved(request: HttpRequest, uid: UUID, payload: s.SolvedIn) -> Status[None]:
    """Whether what the person came for is settled: another question than whether the procedure is over."""
    services.mark_solved(case_uid=uid, solved=payload.solved, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@of_case.post("/{uid}/version", response=Instrument, operation_id="move_case", summary="改按新版办事指南办理")
def move_case(request: HttpRequest, uid: UUID, payload: s.MoveIn) -> dict[str, str]:
    """A running case goes on under another version of its item where the law demands it; the applicant gets notice."""
    number = services.move_case(
        case_uid=uid,
        to_version_id=payload.to_version_id,
        reason=payload.reason,
        basis=payload.basis,
        may_lengthen=payload.may_lengthen,
        actor=actor_of(request),
    )
    return {"number": number}


@of_case.post("/{uid}/version/undo", response={204: None}, operation_id="undo_move", summary="改回原来的版本")
def undo_move(request: HttpRequest, uid: UUID, payload: ReasonIn) -> Status[None]:
    """Back to the version before, as long as nothing was handed in under the new one and nothing is decided."""
    services.undo_move(case_uid=uid, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)
