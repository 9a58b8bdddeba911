"""Sign-in, sign-out and on whose behalf: recorded, because level 3 audits every use of an account."""

from __future__ import annotations

from django.db import transaction

from tongban.access import facts
from tongban.access.models import Account
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.parties import policies as parties
from tongban.parties.facts import party_ref


def record_sign_in(*, account_id: int, second_factor: bool, actor: Actor) -> None:
    """The account signed in, with or without the second factor."""
    with transaction.atomic():
        ledger.record(
            facts.SIGNED_IN,
            actor=actor,
            objects=[facts.account_ref(account_id)],
            data={"second_factor": second_factor},
        )


def record_sign_out(*, account_id: int, reason: str, actor: Actor) -> None:
    """The session ended: `asked` by the person, or `idle` too long."""
    with transaction.atomic():
        ledger.record(facts.SIGNED_OUT, actor=actor, objects=[facts.account_ref(account_id)], data={"reason": reason})


def record_failed_sign_in(*, username: str, actor: Actor) -> None:
    """Somebody tried this account with a wrong password. Unknown user names leave no fact: they may be anything, a
    number typed into the wrong box included."""
    with transaction.atomic():
        account_id = Account.objects.filter(username=username).values_list("pk", flat=True).first()
        if account_id is not None:
            ledger.record(facts.SIGN_IN_FAILED, actor=actor, objects=[facts.account_ref(account_id)])


def choose_principal(*, principal_id: int | None, actor: Actor) -> int | None:
    """Act for another party from now on (None: for oneself). Returns what the session keeps.

    Raises the sentence of `parties.policies.check_acts_for` where there is no right to.
    """
    with transaction.atomic():
        chosen = None if principal_id in (None, actor.party_id) else principal_id
        if chosen is not None:
            parties.check_acts_for(actor, chosen, what=parties.APPLY)
        if actor.account_id is not None:
            objects = [facts.account_ref(actor.account_id)]
            if chosen is not None:
                objects.append(party_ref(chosen))
            ledger.record(facts.PRINCIPAL_CHOSEN, actor=actor, objects=objects)
        return chosen
