"""What the person may: whose parcels are visible, who sends, who receives."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tongban.kernel.actor import Actor
from tongban.kernel.scope import within
from tongban.post.models import CourierOrder

VIEW, SEND = "post.view", "post.send"


def visible_to(viewer: Actor) -> QuerySet[CourierOrder]:
    """Every parcel this person may see: those to or from them, or those in an officer's scope."""
    if viewer.is_system:
        return CourierOrder.objects.all()
    reach = Q(pk__in=[])
    own = {viewer.party_id, viewer.principal_id} - {None}
    if own and not viewer.is_officer:
        reach |= Q(party_id__in=own) | Q(agent_id__in=own)
    if viewer.is_officer and viewer.may(VIEW):
        reach |= within(viewer)
    return CourierOrder.objects.filter(reach)


def is_party(actor: Actor, *party_ids: int | None) -> bool:
    """The party at the other end, or its agent."""
    own = {actor.party_id, actor.principal_id} - {None}
    return not actor.is_officer and bool(own & set(party_ids))


def check_officer(actor: Actor, *, department_id: int, region_code: str) -> None:
    """The seat that sends and receives, and its scope. Raises `PermissionDenied`; outside the scope `NotFound`."""
    actor.require_within(SEND, department_id=department_id, region_code=region_code)


def check_sender(
    actor: Actor, *, direction: str, department_id: int, region_code: str, parties: tuple[int | None, ...]
) -> None:
    """The department sends to the applicant, the applicant (or the clerk for them) to the department."""
    if direction == "to_authority" and is_party(actor, *parties):
        return
    check_officer(actor, department_id=department_id, region_code=region_code)
