"""Who may act for whom, and who may look at whose data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.caching import once_a_request
from tongban.kernel.deadline import add_months
from tongban.kernel.errors import DomainError, InvalidInput, PermissionDenied
from tongban.kernel.standards.personal import holds_number
from tongban.parties.errors import (
    MandateExpired,
    MandateNotYetValid,
    MandateOutOfScope,
    MandateRevoked,
    NoMandate,
    PurposeMissing,
)
from tongban.parties.models import Enterprise, Mandate
from tongban.parties.names import clean_mobile as clean_mobile
from tongban.parties.names import clean_text

APPLY = "cases.apply"
"""What a mandate covers whose holder acts for the principal in general and not in single items only."""
REGISTER = "parties.register"
FIND = "parties.find"
REVEAL = "parties.reveal"
ADULT_YEARS = 18


def date_text(day: dt.date) -> str:
    """A date as sentences show it."""
    return f"{day.year}年{day.month}月{day.day}日"


def birthday(birth: dt.date, years: int) -> dt.date:
    """The day on which this many years are complete; of 29 February the 28th in common years (民法典 art. 202).

    Full age counts from the day after it, as `CitizenNo.age_on` does.
    """
    return add_months(birth, 12 * years)


def in_scope(scope: Collection[str], what: str | Collection[str]) -> bool:
    """Whether a mandate's scope covers a verb or item code, one of several being enough; an empty scope, or an empty
    question, is everything."""
    asked = {what} if isinstance(what, str) else set(what)
    return not scope or asked <= {""} or not asked.isdisjoint(scope)


# What a step rests on is read anew in its transaction and locked to its end: whoever takes it back comes before the
# step, which is then refused, or after it. Pages only read; they ask once and lock nothing.
_HOLD_REPRESENTATIVE = """SELECT 1 FROM parties_enterprise
WHERE party_id = %s AND legal_representative_id = %s FOR SHARE"""
_HOLD_MANDATES = """SELECT * FROM parties_mandate WHERE agent_id = %s AND principal_id = %s
ORDER BY valid_to DESC, id FOR SHARE"""


@once_a_request
def _represents(party_id: int, principal_id: int) -> bool:
    return Enterprise.objects.filter(party_id=principal_id, legal_representative_id=party_id).exists()


@once_a_request
def _mandates(agent_id: int, principal_id: int) -> list[Mandate]:
    return list(Mandate.objects.filter(agent_id=agent_id, principal_id=principal_id).order_by("-valid_to"))


def _holds_representative(party_id: int, principal_id: int) -> bool:
    return bool(statements.ask(_HOLD_REPRESENTATIVE, [principal_id, party_id]))


def _held_mandates(agent_id: int, principal_id: int) -> list[Mandate]:
    return list(Mandate.objects.raw(_HOLD_MANDATES, [agent_id, principal_id]))


def _refusal(mandates: list[Mandate], today: dt.date) -> DomainError:
    """The most helpful reason why none of these mandates serves: what is nearest to being valid is named first."""
    live = [m for m in mandates if m.revoked_at is None]
    if current := [m for m in live if m.valid_from <= today <= m.valid_to]:
        return MandateOutOfScope(mandate=str(current[0].uid))
    if coming := [m for m in live if m.valid_from > today]:
        return MandateNotYetValid(valid_from=date_text(min(m.valid_from for m in coming)))
    if live:
        return MandateExpired(valid_to=date_text(max(m.valid_to for m in live)))
    revoked = [m.revoked_at for m in mandates if m.revoked_at is not None]
    return MandateRevoked(revoked_on=date_text(clock.local(max(revoked)).date())) if revoked else NoMandate()


def check_acts_for(actor: Actor, principal_id: int, *, what: str | Collection[str] = "") -> None:
    """Refuse unless the actor is this party, its legal representative, or holds a valid mandate covering `what`
    (a verb such as `cases.apply` or an item code, or one of several; empty asks for any mandate). Inside a transaction
    the answer holds until its end: a revocation at the same moment comes before it or waits.

    Raises `NoMandate`, `MandateExpired`, `MandateNotYetValid`, `MandateRevoked`, `MandateOutOfScope` (all 403).
    """
    if actor.is_system or (actor.party_id is not None and actor.party_id == principal_id):
        return
    if actor.party_id is None:
        raise NoMandate()
    stepping = connection.in_atomic_block
    if (_holds_representative if stepping else _represents)(actor.party_id, principal_id):
        return
    today = clock.today()
    mandates = (_held_mandates if stepping else _mandates)(actor.party_id, principal_id)
    for mandate in mandates:
        in_force = mandate.revoked_at is None and mandate.valid_from <= today <= mandate.valid_to
        if in_force and in_scope(mandate.scope, what):
            return
    raise _refusal(mandates, today)


def can_act_for(actor: Actor, principal_id: int, *, what: str | Collection[str] = "") -> bool:
    """Whether `check_acts_for` would let it pass."""
    try:
        check_acts_for(actor, principal_id, what=what)
    except DomainError:
        return False
    return True


def check_gives_mandate(actor: Actor, principal_id: int) -> None:
    """The principal, its legal representative, or an officer who registers parties at the window (with both present).
    A mandate does not let its holder pass it on (民法典 art. 169 asks for the principal's consent)."""
    if actor.is_system or actor.party_id == principal_id:
        return
    if actor.is_officer and actor.may(REGISTER):
        return
    if actor.party_id is not None and _represents(actor.party_id, principal_id):
        return
    raise PermissionDenied(permission=REGISTER)


def check_purpose(purpose: str) -> str:
    """The purpose, trimmed, as it goes into a fact. Raises `PurposeMissing` where there is none, `InvalidInput` where
    a citizen number or mobile was written into it."""
    cleaned = clean_text(purpose, field="purpose", most=200)
    if not cleaned:
        raise PurposeMissing()
    if holds_number(cleaned):
        raise InvalidInput(errors={"purpose": "用途里不要写身份证号码或手机号码，写事项名称或办件编号即可。"})
    return cleaned


def valid_on(day: dt.date) -> Q:
    """Mandates in force on that day."""
    return Q(revoked_at__isnull=True, valid_from__lte=day, valid_to__gte=day)
