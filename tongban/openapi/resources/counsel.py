"""The counsel-first desk (先辅导后受理), and back entry (补录) of what was handled off the system."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from tongban.cases import selectors, services
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import counsel as s
from tongban.openapi.schemas.plain import Made

router = Router(tags=["辅导"])
past = Router(tags=["补录"])
of_case = Router(tags=["补录"])


@router.get("", response=s.CounselPageOut, operation_id="counsels", summary="辅导意见")
def counsels(request: HttpRequest, query: Query[s.CounselsQuery]) -> selectors.CounselPage:
    """What the caller was advised; for officers what their departments have advised. Newest first."""
    return selectors.counsels(viewer=actor_of(request), party_id=query.party_id, cursor=query.cursor, size=query.size)


@router.post("", response={201: Made}, operation_id="give_counsel", summary="记录辅导意见")
def give_counsel(request: HttpRequest, payload: s.CounselIn) -> Status[dict[str, UUID]]:
    """Keep what was advised to a person about an item; it starts no clock and binds nobody, and the person reads it."""
    uid = services.give_counsel(
        party_id=payload.party_id,
        version_id=payload.version_id,
        lines=[services.CounselLine(one.order, one.ready, one.advice) for one in payload.lines],
        advice=payload.advice,
        actor=actor_of(request),
    )
    return Status(201, {"uid": uid})


@router.get("/{uid}", response=s.CounselOut, operation_id="counsel", summary="一份辅导意见")
def counsel(request: HttpRequest, uid: UUID) -> selectors.CounselView:
    """One advice with everything that was said."""
    return selectors.counsel(uid, viewer=actor_of(request))


@router.post("/{uid}/case", response={204: None}, operation_id="draft_from_counsel", summary="由辅导意见开始申请")
def draft_from_counsel(request: HttpRequest, uid: UUID, payload: s.CounselUsedIn) -> Status[None]:
    """Link an advice to the draft that came of it: the same person, the same item, once."""
    services.draft_from_counsel(counsel_uid=uid, case_uid=payload.case_uid, actor=actor_of(request))
    return Status(204, None)


@past.post("", response={201: Made}, operation_id="enter_past_case", summary="补录系统外办理的件")
def enter_past_case(request: HttpRequest, payload: s.PastCaseIn) -> Status[dict[str, UUID]]:
    """Enter a case handled off the system with its real instants; it is flagged for ever, and lateness shows."""
    uid = services.enter_past_case(
        version_id=payload.version_id,
        applicant_id=payload.applicant_id,
        form_data=payload.form_data,
        dates=services.PastDates(payload.received_at, payload.accepted_at, payload.decided_at),
        reason=payload.reason,
        evidence_digest=payload.evidence_digest,
        granted=payload.granted,
        decision_reason=payload.decision_reason,
        actor=actor_of(request),
    )
    return Status(201, {"uid": uid})


@of_case.post("/{uid}/confirm-past", response={204: None}, operation_id="confirm_past_case", summary="核对补录")
def confirm_past_case(request: HttpRequest, uid: UUID, payload: s.ConfirmPastIn) -> Status[None]:
    """A second officer compares the entry with the original file: it stands, or is refused with a reason."""
    services.confirm_past_case(
        case_uid=uid, confirmed=payload.confirmed, reason=payload.reason, actor=actor_of(request)
    )
    return Status(204, None)
