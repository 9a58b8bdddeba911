"""An officer's look at a record or at a party's file: recorded, and the party sees it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tongban.credit.facts import CREDIT_VIEWED
from tongban.credit.permissions import VIEW, sees
from tongban.credit.selectors import CreditRecordView, Standing, record_view, standing, usable_by
from tongban.credit.services._common import load, write
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import services as ledger
from tongban.parties import selectors as parties
from tongban.parties.policies import check_purpose
from tongban.parties.selectors import PartyView
from tongban.parties.services import record_look


@dataclass(frozen=True, slots=True)
class CreditFile:
    """What an officer may know of a party's credit: what counts now, and all that the own departments have told."""

    party: PartyView
    standing: Standing
    records: tuple[CreditRecordView, ...]


@ledger.act
def open_record(*, record_uid: UUID | str, actor: Actor) -> CreditRecordView:
    """The record as this person may see it; that an officer opened it is recorded. Raises `NotFound`."""
    row = load(record_uid)
    if not sees(actor, row):
        raise NotFound()
    if actor.is_officer:
        write(CREDIT_VIEWED, row, actor, look=True)
    return record_view(row, viewer=actor, whole=True)


@ledger.act
def open_file(*, party_id: int, purpose: str, actor: Actor) -> CreditFile:
    """A party's file for an officer who needs it for a task; the look is kept with the party, like every other.

    `purpose` names an item or a case, at most 200 characters. Raises `PermissionDenied`, `NotFound`, `PurposeMissing`.
    """
    actor.require_seat(VIEW)
    why = check_purpose(purpose)
    found = parties.party(party_id, viewer=actor)
    record_look(party_id, actor=actor, purpose=f"查看信用信息：{why}"[:200], depth="credit")
    records = [record_view(row, viewer=actor) for row in usable_by(party_id, viewer=actor)]
    return CreditFile(found, standing(party_id), tuple(records))
