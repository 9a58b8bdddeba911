"""Give and take back the right to act for another."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence

from django.db import transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.parties import facts
from tongban.parties.errors import (
    GuardianNeedsDocument,
    MandateAlreadyRevoked,
    MandateDates,
    MandateWithSelf,
    NotAPerson,
    RepresentativeIsMinor,
)
from tongban.parties.models import Mandate, Party, Person
from tongban.parties.names import clean_text
from tongban.parties.policies import ADULT_YEARS, REGISTER, birthday, check_gives_mandate, date_text
from tongban.parties.selectors import MandateView, citizen_of, is_adult, mandate_view
from tongban.parties.states import MandateKind

MOST_YEARS = 5
_SCOPE = re.compile(r"[0-9A-Za-z_.]{1,64}")


def grant_mandate(
    *,
    principal_id: int,
    agent_id: int,
    scope: Sequence[str] = (),
    valid_from: dt.date | None = None,
    valid_to: dt.date,
    kind: str = MandateKind.ENTRUSTED,
    document_no: str = "",
    actor: Actor,
) -> MandateView:
    """Let `agent` act for `principal`, from `valid_from` (today) to `valid_to`, both days included, in the verbs or
    item codes of `scope` (none named: everything).

    A guardian is registered by an officer; of a minor it ends with the eighteenth birthday, of an adult it needs a
    document. Raises `PermissionDenied`, `NotFound`, `MandateWithSelf`, `MandateDates`, `NotAPerson`,
    `RepresentativeIsMinor`, `GuardianNeedsDocument`, `InvalidInput`.
    """
    with transaction.atomic():
        pair = {row.pk: row for row in Party.objects.filter(pk__in=[principal_id, agent_id], active=True)}
        if principal_id == agent_id:
            raise MandateWithSelf()
        if len(pair) != 2:
            raise NotFound()
        check_gives_mandate(actor, principal_id)
        today = clock.today()
        first = valid_from or today
        _check_kind(kind, actor)
        _check_agent(agent_id, today)
        if kind == MandateKind.GUARDIAN:
            valid_to = _check_guardian(principal_id, document_no, today, valid_to)
        elif valid_to > birthday(first, MOST_YEARS):
            raise MandateDates(most=MOST_YEARS)
        if valid_to < max(first, today):
            raise MandateDates(most=MOST_YEARS)
        row = Mandate.objects.create(
            principal=pair[principal_id],
            agent=pair[agent_id],
            kind=kind,
            scope=_clean_scope(scope),
            document_no=clean_text(document_no, field="document_no", most=100),
            valid_from=first,
            valid_to=valid_to,
            granted_at=clock.now(),
        )
        ledger.record(
            facts.MANDATE_GRANTED,
            actor=actor,
            objects=[facts.mandate_ref(row.uid), facts.party_ref(principal_id), facts.party_ref(agent_id)],
            data={
                "kind": kind,
                "scope": list(row.scope),
                "valid_from": first.isoformat(),
                "valid_to": valid_to.isoformat(),
            },
        )
        return mandate_view(row, viewer=actor)


def revoke_mandate(*, mandate_uid: uuid.UUID | str, actor: Actor) -> MandateView:
    """Take a mandate back at once; the principal, its legal representative, a window officer, or the agent who gives
    it up. Raises `NotFound`, `PermissionDenied` (another's mandate), `MandateAlreadyRevoked`."""
    with transaction.atomic():
        rows = Mandate.objects.select_for_update(no_key=True, of=("self",)).select_related("principal", "agent")
        row = rows.filter(uid=uid_of(mandate_uid)).first()
        if row is None:
            raise NotFound()
        if row.kind == MandateKind.GUARDIAN:
            actor.require(REGISTER)
        # The agent may always lay the mandate down (民法典 art. 173, 代理人辞去委托).
        if actor.party_id != row.agent_id:
            check_gives_mandate(actor, row.principal_id)
        if row.revoked_at is not None:
            raise MandateAlreadyRevoked(revoked_on=date_text(clock.local(row.revoked_at).date()))
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        ledger.record(
            facts.MANDATE_REVOKED,
            actor=actor,
            objects=[facts.mandate_ref(row.uid), facts.party_ref(row.principal_id), facts.party_ref(row.agent_id)],
        )
        return mandate_view(row, viewer=actor)


def _check_kind(kind: str, actor: Actor) -> None:
    if kind not in MandateKind.values:
        raise InvalidInput(errors={"kind": "没有这种授权类型。"})
    if kind == MandateKind.GUARDIAN:
        # Guardianship follows from law and documents, not from the word of either party.
        actor.require(REGISTER)


def _check_agent(agent_id: int, today: dt.date) -> None:
    agent = Person.objects.filter(party_id=agent_id).first()
    if agent is None:
        raise NotAPerson()
    if not is_adult(agent, today):
        raise RepresentativeIsMinor()


def _check_guardian(principal_id: int, document_no: str, today: dt.date, valid_to: dt.date) -> dt.date:
    """The last day: of a minor's guardian at most the eighteenth birthday."""
    ward = Person.objects.filter(party_id=principal_id).first()
    if ward is None:
        raise NotAPerson()
    if is_adult(ward, today):
        if not document_no.strip():
            raise GuardianNeedsDocument()
        return valid_to
    return min(valid_to, birthday(citizen_of(ward).birth_date, ADULT_YEARS))


def _clean_scope(scope: Sequence[str]) -> list[str]:
    cleaned = sorted({entry.strip() for entry in scope if entry.strip()})
    if any(not _SCOPE.fullmatch(entry) for entry in cleaned):
        raise InvalidInput(errors={"scope": "授权范围应为事项编码或办理动作。"})
    return cleaned
