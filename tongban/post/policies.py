"""What may be done with a parcel now. `check_x` raises with a sentence; pages ask `allowed`."""

from __future__ import annotations

from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.kernel.standards.personal import without_numbers
from tongban.post import permissions as may
from tongban.post.errors import AlreadyConfirmed, NotArrived, NoteMissing, NothingToSettle, NotTheReceiver
from tongban.post.models import CourierOrder
from tongban.post.states import CourierState, Direction

NOTE_MOST = 500


def check_note(text: str, what: str) -> str:
    """A note in one line, numbers of persons struck out. Raises `NoteMissing`."""
    cleaned = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
    if not cleaned:
        raise NoteMissing(what=what)
    return without_numbers(cleaned)[:NOTE_MOST]


def check_receiver(actor: Actor, row: CourierOrder) -> None:
    """The other end confirms: the applicant's side, or an officer of the department. Raises `NotTheReceiver`."""
    if actor.is_system:
        return
    if row.direction == Direction.TO_APPLICANT:
        if not may.is_party(actor, row.party_id, row.agent_id):
            raise NotTheReceiver()
        return
    if not actor.is_officer:
        raise NotTheReceiver()
    may.check_officer(actor, department_id=row.department_id, region_code=row.region_code)


def check_confirmable(row: CourierOrder) -> None:
    """Delivered and not confirmed yet. Raises `NotArrived`, `AlreadyConfirmed`."""
    if row.state != CourierState.DELIVERED:
        raise NotArrived()
    if row.confirmed_at is not None:
        raise AlreadyConfirmed()


def check_settleable(row: CourierOrder) -> None:
    """Returned or lost, and nobody has said yet what was done about it. Raises `NothingToSettle`."""
    if row.state not in (CourierState.RETURNED, CourierState.LOST) or row.settled_at is not None:
        raise NothingToSettle()


def allowed(actor: Actor, row: CourierOrder) -> frozenset[str]:
    """The verbs on a parcel that are open to this person now."""
    found = set()
    if row.state == CourierState.ORDERED and _passes_sender(actor, row):
        found.add("cancel")
    try:
        check_confirmable(row)
        check_receiver(actor, row)
        found.add("confirm")
    except DomainError:
        pass
    officer = actor.is_officer and _passes_officer(actor, row)
    if officer:
        found.add("reveal")
    try:
        check_settleable(row)
    except DomainError:
        return frozenset(found)
    return frozenset(found | {"settle"}) if officer else frozenset(found)


def _passes_sender(actor: Actor, row: CourierOrder) -> bool:
    try:
        may.check_sender(
            actor,
            direction=row.direction,
            department_id=row.department_id,
            region_code=row.region_code,
            parties=(row.party_id, row.agent_id),
        )
    except DomainError:
        return False
    return not actor.is_system


def _passes_officer(actor: Actor, row: CourierOrder) -> bool:
    try:
        may.check_officer(actor, department_id=row.department_id, region_code=row.region_code)
    except DomainError:
        return False
    return True
