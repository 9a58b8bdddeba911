"""What the person may: whose cases are visible, who may act on which case."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongban.cases.errors.steps import OnlyOwnStep
from tongban.cases.models import Case, CaseStep, InterestedParty, steps_of
from tongban.cases.states import CaseState
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.kernel.scope import within
from tongban.parties import policies as party_policies

APPLY, INTAKE, ACCEPT, EXAMINE, DECIDE, SIGN, ISSUE, VIEW, EXTEND = (
    "cases.apply",
    "cases.intake",
    "cases.accept",
    "cases.examine",
    "cases.decide",
    "licences.issue",
    "cases.issue",
    "cases.view_department",
    "cases.extend",
)
REOPEN, MOVE = "cases.reopen", "cases.move"

_OWN_CHANNELS = (Channel.PORTAL, Channel.MOBILE, Channel.KIOSK)


def visible_to(viewer: Actor) -> QuerySet[Case]:
    """Every case that is this person's: own and represented ones, or those in an officer's scope.

    Drafts stay private, except to the officer who is filling one in at the window.
    """
    return Case.objects.all() if viewer.is_system else Case.objects.filter(_scope(viewer))


def reachable_by(viewer: Actor) -> QuerySet[Case]:
    """Every case this person may open: those of `visible_to`, and for an officer those in which the own department
    has, or had, a step to do (会签、会审、协办). Such a case stands in no lists and counts but its own department's.
    """
    if viewer.is_system or not (viewer.is_officer and viewer.may(VIEW) and viewer.department_ids):
        return visible_to(viewer)
    begun = CaseStep.objects.filter(case=OuterRef("pk"), since__isnull=False)
    return Case.objects.filter(_scope(viewer) | Q(Exists(begun.filter(department_id__in=viewer.department_ids))))


def _scope(viewer: Actor) -> Q:
    reach = Q(pk__in=[])
    if viewer.party_id is not None:
        reach |= Q(applicant_id=viewer.party_id) | Q(agent_id=viewer.party_id)
    if viewer.principal_id is not None and viewer.principal_id != viewer.party_id:
        reach |= Q(applicant_id=viewer.principal_id)
    if viewer.is_officer and viewer.may(VIEW):
        reach |= within(viewer) & (~Q(state=CaseState.DRAFT) | Q(channel=Channel.WINDOW))
    return reach


def sees(viewer: Actor, case: Case) -> bool:
    """Whether `reachable_by` holds this row, told from the row itself for people who apply."""
    if viewer.is_officer or viewer.is_system:
        return reachable_by(viewer).filter(pk=case.pk).exists()
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


def speaks_as_interested(actor: Actor, row: InterestedParty) -> bool:
    """The third party itself, or whoever acts for it in everything (法定代表人, 一般授权)."""
    if actor.is_system:
        return True
    if actor.is_officer or actor.party_id is None or row.party_id is None:
        return False
    return actor.party_id == row.party_id or party_policies.can_act_for(actor, row.party_id, what=APPLY)


def check_officer(actor: Actor, case: Case, permission: str) -> None:
    """The seat is held and the case lies in the data scope; outside the scope it does not exist for this person.

    Whoever sees it only for a step of the own department is told so (`OnlyOwnStep`).
    """
    if actor.is_system:
        return
    actor.require_seat(permission)
    # A draft begun by the applicant is private until it is handed in: nobody else fills it in or hands it in.
    private = case.state == CaseState.DRAFT and case.channel in _OWN_CHANNELS
    if private:
        raise NotFound()
    if not actor.covers(department_id=case.department_id, region_code=case.region_code):
        raise OnlyOwnStep() if _has_step(actor, case) else NotFound()


def check_step(actor: Actor, case: Case, step: CaseStep) -> None:
    """An officer with the seat of examination, of the department that does the step; for the case's own department
    its whole scope counts, as for every other verb. Raises `NotFound` for everybody else's step.
    """
    actor.require(EXAMINE)
    if actor.officer_id is None:
        raise PermissionDenied(permission=EXAMINE)
    own = step.department_id == case.department_id
    if not actor.covers(department_id=step.department_id, region_code=case.region_code if own else ""):
        raise NotFound()


def _has_step(actor: Actor, case: Case) -> bool:
    return any(step.since is not None and step.department_id in actor.department_ids for step in steps_of(case))
