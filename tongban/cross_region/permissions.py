"""What the person may: whose cross-regional cases are visible, who may act on which."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tongban.cross_region.models import CrossRegionCase
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.kernel.scope import within
from tongban.parties import policies as party_policies

APPLY, INTAKE, ISSUE, VIEW = "cases.apply", "cases.intake", "cases.issue", "cases.view_department"


def visible_to(viewer: Actor) -> QuerySet[CrossRegionCase]:
    """Every cross-regional case this person may see: own and represented ones, or those in an officer's scope."""
    if viewer.is_system:
        return CrossRegionCase.objects.all()
    reach = Q(applicant_id__in={viewer.party_id, viewer.principal_id} - {None})
    if viewer.is_officer and viewer.may(VIEW):
        reach |= within(viewer)
    return CrossRegionCase.objects.filter(reach)


def check_may_forward(actor: Actor, *, department_id: int, region_code: str, applicant_id: int, item_code: str) -> None:
    """A window of the department that answers for the agreement, or the applicant and whoever acts for it.

    Raises `PermissionDenied`, and what mandates say.
    """
    if actor.is_system:
        return
    if actor.is_officer:
        actor.require(INTAKE)
        if not actor.covers(department_id=department_id, region_code=region_code):
            raise PermissionDenied(permission=INTAKE)
        return
    actor.require(APPLY)
    party_policies.check_acts_for(actor, applicant_id, what=(APPLY, item_code))


def check_applicant(actor: Actor, case: CrossRegionCase) -> None:
    """As `check_may_forward`, for a case that is there; outside the scope it does not exist. Raises `NotFound` too."""
    if actor.is_officer:
        check_officer(actor, case, INTAKE)
    elif not actor.is_system:
        actor.require(APPLY)
        if not visible_to(actor).filter(pk=case.pk).exists():
            raise NotFound()
        party_policies.check_acts_for(actor, case.applicant_id, what=(APPLY, case.item_code))


def check_officer(actor: Actor, case: CrossRegionCase, permission: str) -> None:
    """The seat is held and the case lies in the data scope. Raises `PermissionDenied`, `NotFound`."""
    actor.require_within(permission, department_id=case.department_id, region_code=case.region_code)
