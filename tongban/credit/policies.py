"""What law and state allow. `check_x` raises with a sentence; buttons ask the same functions and show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tongban.credit import errors
from tongban.credit.models import CreditRecord
from tongban.credit.permissions import CONFIRM, RECORD, VIEW, check_officer, check_represents
from tongban.credit.states import (
    GOOD_KINDS,
    LIVING,
    RECORD_LIFECYCLE,
    CreditKind,
    Ground,
    PleaKind,
)
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import add_months
from tongban.kernel.errors import DomainError, InvalidInput, PermissionDenied
from tongban.kernel.lifecycle import Action
from tongban.kernel.standards.personal import holds_number
from tongban.parties.states import PartyKind
from tongban.reference import selectors as reference

TEXT_MOST = 500
NUMBER_MOST = 120
MOST_FILES = 5
MONTHS = {"year": 12, "month": 1}

#: Whose records the public may look up: organisations with a name and a code of their own. A sole trader's are those
#: of a person (民法典 54), and persons are never shown.
PUBLIC_KINDS = tuple(kind.value for kind in PartyKind if kind not in (PartyKind.PERSON, PartyKind.SOLE_TRADER))
PERSONAL_KINDS = (PartyKind.PERSON.value, PartyKind.SOLE_TRADER.value)


# --- texts ---------------------------------------------------------------------------------------
def required_text(text: str, what: str, *, most: int = TEXT_MOST) -> str:
    """The text on clean lines. Raises `CreditTextMissing`, `CreditTextTooLong`, `NumberInCreditText`."""
    visible = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    cleaned = "\n".join(" ".join(line.split()) for line in visible.strip().splitlines())
    if not cleaned:
        raise errors.CreditTextMissing(what=what, most=most)
    if len(cleaned) > most:
        raise errors.CreditTextTooLong(what=what, most=most, length=len(cleaned))
    if holds_number(cleaned):
        raise errors.NumberInCreditText(what=what)
    return cleaned


def check_collectable(text: str, party_kind: str) -> None:
    """Of persons some things may never be collected (art. 45). Raises `NotToBeCollected`."""
    if party_kind not in PERSONAL_KINDS:
        return
    words = reference.parameter("credit.never_collected").value
    for word in words if isinstance(words, list) else ():
        if str(word) in text:
            raise errors.NotToBeCollected(word=word)


def check_kind(kind: str, *, serious: bool) -> CreditKind:
    """The kind. Raises `InvalidInput` for no kind at all, `CreditOnlySerious` for a good deed called serious."""
    if kind not in CreditKind.values:
        raise InvalidInput(errors={"kind": "请选择记录的种类。"})
    found = CreditKind(kind)
    if serious and found.value in GOOD_KINDS:
        raise errors.CreditOnlySerious()
    return found


def check_ground(ground: str) -> Ground:
    """What an objection is about. Raises `CreditGroundUnknown`."""
    try:
        return Ground(ground)
    except ValueError:
        raise errors.CreditGroundUnknown() from None


# --- days ----------------------------------------------------------------------------------------
def end_of_publication(record: CreditRecord, day: dt.date) -> dt.date | None:
    """The last day a breach is shown when it comes into force on `day`: the period of its weight, at most five years
    (art. 19); None for good deeds, which may be shown for long."""
    if is_good(record):
        return None
    weight = "serious" if record.serious else "ordinary"
    place = record.region_code
    return min(after(day, f"credit.publication.{weight}", place), after(day, "credit.publication.most", place))


def after(day: dt.date, parameter: str, region_code: str) -> dt.date:
    """The day so many years or months later (民法典 202)."""
    limit = reference.parameter(parameter, region_code=region_code).limit
    return add_months(day, limit.number * MONTHS[limit.unit])


def is_good(record: CreditRecord) -> bool:
    """守信 rather than 失信."""
    return record.kind in GOOD_KINDS


def period_over(record: CreditRecord) -> bool:
    """The publication period ended: the record counts no more, whether or not the sweep has put it away."""
    return record.public_until is not None and record.public_until < clock.today()


def counts(record: CreditRecord) -> bool:
    """It is in force and within its period."""
    return record.state in LIVING and not period_over(record)


def is_public(record: CreditRecord, party_kind: str) -> bool:
    """Whether everybody may see it now."""
    return counts(record) and party_kind in PUBLIC_KINDS


# --- two seats -----------------------------------------------------------------------------------
def check_other_seat(actor: Actor, record: CreditRecord) -> None:
    """An officer, and not the one who recorded. Raises `PermissionDenied`, `TwoSeatsOnCredit`."""
    if actor.officer_id is None:
        raise PermissionDenied(permission=CONFIRM)
    if actor.officer_id == record.recorded_by:
        raise errors.TwoSeatsOnCredit()


# --- moves ---------------------------------------------------------------------------------------
_PERMISSIONS = {"recorder": RECORD, "checker": CONFIRM}


def check_action(verb: str, actor: Actor, record: CreditRecord) -> None:
    """Everything a verb checks before its own input: person, state, second seat, law."""
    seat = RECORD_LIFECYCLE.moves[verb].seat
    if seat in _PERMISSIONS:
        check_officer(actor, record, _PERMISSIONS[seat])
    elif seat == "party":
        check_represents(actor, record)
    elif not actor.is_system:
        raise PermissionDenied(permission=VIEW)
    RECORD_LIFECYCLE.check(verb, record.state)
    if seat == "checker":
        check_other_seat(actor, record)
    if verb == "confirm" and record.serious and record.heard_at is None:
        raise errors.CreditNotHeard()
    if verb == "apply_for_repair":
        check_repairable(record)


def check_repairable(record: CreditRecord) -> None:
    """A breach within its period (art. 43). Raises `CreditNothingToRepair`, `CreditPeriodOver`."""
    if is_good(record):
        raise errors.CreditNothingToRepair()
    if period_over(record):
        until = record.public_until
        raise errors.CreditPeriodOver(until=f"{until:%Y-%m-%d}")


def check_evidence(kind: str, digests: Sequence[str]) -> None:
    """Repair needs proof. Raises `CreditProofMissing`."""
    if kind == PleaKind.REPAIR and not digests:
        raise errors.CreditProofMissing()


#: Buttons of the party's page, shown even when off; those of an officer's page are what the state offers the seat.
PARTY_VERBS = ("state_defence", "object", "apply_for_repair")
_ALWAYS = ("object", "apply_for_repair")
#: Follows from recording; nobody presses it.
_BY_ITSELF = "give_notice"


def party_actions(actor: Actor, record: CreditRecord) -> tuple[Action, ...]:
    """What the party may do now, and what not with the reason."""
    offered = [verb for verb in PARTY_VERBS if verb in _ALWAYS or record.state in RECORD_LIFECYCLE.moves[verb].sources]
    return tuple(_action(verb, actor, record) for verb in offered)


def officer_actions(actor: Actor, record: CreditRecord) -> tuple[Action, ...]:
    """The buttons the state offers to the seats held, off ones with the reason."""
    moves = [move for move in RECORD_LIFECYCLE.allowed(record.state) if move.seat in _PERMISSIONS]
    return tuple(
        _action(move.verb, actor, record)
        for move in moves
        if actor.may(_PERMISSIONS[move.seat]) and move.verb != _BY_ITSELF
    )


def _action(verb: str, actor: Actor, record: CreditRecord) -> Action:
    move = RECORD_LIFECYCLE.moves[verb]
    try:
        check_action(verb, actor, record)
    except DomainError as refusal:
        return Action(verb, move.label, False, refusal.sentence, refusal.article)
    return Action(verb, move.label, True, basis=move.basis)


def day_of(instant: dt.datetime | None) -> dt.date:
    """The day in China of an instant that a record in force has."""
    if instant is None:
        raise ValueError("not in force yet")
    return clock.local(instant).date()
