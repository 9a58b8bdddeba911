"""What the person may: whose records are visible, who acts on which."""

from __future__ import annotations

from django.db.models import QuerySet

from tongban.credit.models import CreditRecord
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.scope import of_departments
from tongban.parties import policies as party_policies

RECORD, CONFIRM, VIEW = "credit.record", "credit.confirm", "credit.view"
RESPOND = "credit.respond"
"""What a mandate must cover for its holder to speak about the principal's records; a general one does."""


def represents(viewer: Actor, party_id: int) -> bool:
    """The party itself, or whoever acts for it (legal representative, general mandate)."""
    if viewer.party_id is None:
        return False
    return party_id == viewer.party_id or party_policies.can_act_for(viewer, party_id, what=RESPOND)


def check_represents(actor: Actor, record: CreditRecord) -> None:
    """As `represents`, locked to the end of the transaction. Everybody else finds nothing. Raises `NotFound`."""
    if actor.is_system:
        return
    if actor.is_officer or not represents(actor, record.party_id):
        raise NotFound()


def check_officer(actor: Actor, record: CreditRecord, permission: str) -> None:
    """The seat is held and the record lies in the data scope; outside it does not exist for this person.

    Raises `PermissionDenied`, `NotFound`.
    """
    actor.require_seat(permission)
    if not actor.covers_department(record.department_id):
        raise NotFound()


def visible_to(viewer: Actor) -> QuerySet[CreditRecord]:
    """The records in an officer's data scope; nothing for people, whose files are asked for party by party."""
    if viewer.is_system:
        return CreditRecord.objects.all()
    if not (viewer.is_officer and viewer.may(VIEW)):
        return CreditRecord.objects.none()
    return CreditRecord.objects.filter(of_departments(viewer))


def sees(viewer: Actor, record: CreditRecord) -> bool:
    """Whether this person may see this record as a whole: the party, its agents, the officers in whose scope it is."""
    if viewer.is_system:
        return True
    if viewer.is_officer:
        return viewer.may(VIEW) and viewer.covers_department(record.department_id)
    return represents(viewer, record.party_id)
