"""What the person may: whose cases are visible, who may act on which case."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tongban.cases.models import Case
from tongban.cases.states import CaseState
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.parties import policies as party_policies

APPLY, INTAKE, ACCEPT, EXAMINE, DECIDE, SIGN, ISSUE, VIEW = (
    "cases.apply",
    "cases.intake",
    "cases.accept",
    "cases.examine",
    "cases.decide",
    "licences.issue",
    "cases.issue",
    "cases.view_department",
)

_OWN_CHANNELS = (Channel.PORTAL, Channel.MOBILE, Channel.KIOSK)


def covers(actor: Actor, *, department_id: int, region_code: str) -> bool:
    """Whether the data scope of an officer reaches a case of this department and region.

    A comprehensive window serves every department of its region (综合受理), so a region in the scope is enough.
    """
    return actor.covers_department(department_id) or (bool(region_code) and region_code in actor.region_codes)


def visible_to(viewer: Actor) -> QuerySet[Case]:
    """Every case this person may see: own and represented ones, or those in an officer's scope.

    Drafts stay private, except to the officer who is filling one in at the window.
    """
    if viewer.is_system:
        return Case.objects.all()
    reach = Q(pk__in=[])
    if viewer.party_id is not None:
        reach |= Q(applicant_id=viewer.party_id) | Q(agent_id=viewer.party_id)
    if viewer.principal_id is not None and viewer.principal_id != viewer.party_id:
        reach |= Q(applicant_id=viewer.principal_id)
    if viewer.is_officer and viewer.may(VIEW):
        scope = Q(department_id__in=viewer.department_ids)
        if viewer.region_codes:
            scope |= Q(region_code__in=viewer.region_codes)
        if viewer.everywhere:
            scope = Q()
        reach |= scope & (~Q(state=CaseState.DRAFT) | Q(channel=Channel.WINDOW))
    return Case.objects.filter(reach)


def sees(viewer: Actor, case: Case) -> bool:
    """Whether `visible_to` holds this row, told from the row itself for people who apply."""
    if viewer.is_officer or viewer.is_system:
        return visible_to(viewer).filter(pk=case.pk).exists()
    own = (viewer.party_id,) if viewer.party_id is not None else ()
    acted_for = (viewer.principal_id,) if viewer.principal_id is not None else ()
    return case.applicant_id in own + acted_for or case.agent_id in own


def mandate_words(version: ItemVersionView) -> tuple[str, ...]:
    """What a mandate must cover, one of these, for applications of this item: applying at all, or the item's code."""
    return (APPLY, version.catalog_code, version.task_code, version.handling_code)


def check_applicant(actor: Actor, case: Case, version: ItemVersionView) -> None:
    """The applicant, the agent with a mandate in force that covers the item, or an officer at intake."""
    if actor.is_system:
        return
    if actor.is_officer:
        check_officer(actor, case, INTAKE)
        return
    actor.require(APPLY)
    if not sees(actor, case):
        raise NotFound()
    party_policies.check_acts_for(actor, case.applicant_id, what=mandate_words(version))


def check_officer(actor: Actor, case: Case, permission: str) -> None:
    """The seat is held and the case lies in the data scope; outside the scope it does not exist for this person."""
    if actor.is_system:
        return
    actor.require(permission)
    if not actor.is_officer:
        raise PermissionDenied(permission=permission)
    # A draft begun by the applicant is private until it is handed in: nobody else fills it in or hands it in.
    private = case.state == CaseState.DRAFT and case.channel in _OWN_CHANNELS
    if private or not covers(actor, department_id=case.department_id, region_code=case.region_code):
        raise NotFound()
