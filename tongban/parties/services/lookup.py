"""Looking at another's data: allowed to some, recorded always, visible to the one looked at."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from tongban.kernel import vault
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, NotFound, PermissionDenied
from tongban.kernel.standards.people import check_citizen_no
from tongban.kernel.standards.text import normalise
from tongban.kernel.standards.uscc import check_uscc
from tongban.ledger import services as ledger
from tongban.parties import facts
from tongban.parties.errors import PersonNotMatched
from tongban.parties.models import Party
from tongban.parties.names import clean_person_name
from tongban.parties.policies import FIND, REVEAL, can_act_for, check_purpose
from tongban.parties.selectors import CITIZEN_NO, PartyView, RevealedParty, party_view, revealed, with_parts


def find_by_number(number: str, *, actor: Actor, purpose: str) -> PartyView | None:
    """The party with this citizen number or unified social credit identifier, or None.

    Records `party.viewed` with the purpose (an item, a case number; nothing personal) when somebody is found.
    Raises `PermissionDenied` without `parties.find`, `PurposeMissing`, `BadCitizenNo` or `BadUscc`.
    """
    with transaction.atomic():
        actor.require(FIND)
        why = check_purpose(purpose)
        row = with_parts(_by_number(number)).first()
        if row is None:
            return None
        record_look(row.pk, actor=actor, purpose=why, depth="masked")
        return party_view(row, full_name=True)


def reveal(party_id: int, *, actor: Actor, purpose: str) -> RevealedParty:
    """Number, mobile and birth date of a party in the clear.

    One's own, and that of an organisation or ward one acts for, is free; of another it takes `parties.reveal`, a
    purpose, and is recorded as `party.viewed`. Raises `PermissionDenied`, `PurposeMissing`, `NotFound`.
    """
    with transaction.atomic():
        rows = Party.objects.select_related("person", "enterprise__legal_representative")
        row = rows.filter(pk=party_id).first()
        if row is None:
            raise NotFound()
        if actor.party_id == party_id:
            return revealed(row)
        if not actor.may(REVEAL) and not can_act_for(actor, party_id):
            actor.require(REVEAL)
        record_look(row.pk, actor=actor, purpose=check_purpose(purpose), depth="full")
        return revealed(row)


def match_person(*, name: str, citizen_no: str, actor: Actor) -> PartyView:
    """The registered person whose name and number the actor knows both: for giving a mandate. The view is masked.

    A wrong name, a wrong number and an unknown person get the same answer, so that nobody finds out who is registered.
    Raises `PersonNotMatched`, `BadCitizenNo`, `InvalidInput`, `PermissionDenied` when signed out.
    """
    with transaction.atomic():
        if actor.account_id is None and not actor.is_system:
            raise PermissionDenied()
        cleaned = clean_person_name(name)
        citizen = check_citizen_no(citizen_no)
        index = vault.blind_index(citizen.number, CITIZEN_NO)
        row = with_parts(Party.objects.filter(person__citizen_no_index=index, name=cleaned, active=True)).first()
        if row is None:
            raise PersonNotMatched()
        record_look(row.pk, actor=actor, purpose="授权时核对姓名和号码", depth="masked")
        return party_view(row, full_name=False)


def record_look(party_id: int, *, actor: Actor, purpose: str, depth: str) -> None:
    """Record `party.viewed`, unless it is the party's own look."""
    if actor.party_id == party_id:
        return
    ledger.record(
        facts.PARTY_VIEWED,
        actor=actor,
        objects=[facts.party_ref(party_id)],
        data={"purpose": purpose, "depth": depth},
        department_id=min(actor.department_ids) if len(actor.department_ids) == 1 else None,
    )


def _by_number(number: str) -> QuerySet[Party]:
    """Both kinds of number have 18 characters and a check digit; the citizen number is tried first."""
    try:
        citizen = check_citizen_no(number)
    except DomainError as not_a_person:
        try:
            return Party.objects.filter(enterprise__uscc=check_uscc(number))
        except DomainError as not_an_organisation:
            # The first digits tell which number was meant, so the sentence speaks of that one; a number that may be
            # a person's is never repeated in an error.
            raise (not_an_organisation if _looks_like_uscc(number) else not_a_person) from None
    return Party.objects.filter(person__citizen_no_index=vault.blind_index(citizen.number, CITIZEN_NO))


def _looks_like_uscc(number: str) -> bool:
    return any(char.isalpha() for char in normalise(number)[:17])
