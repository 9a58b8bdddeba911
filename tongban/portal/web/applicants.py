"""For whom an application can be made by the person signed in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.policies.reapply import application_bars
from tongban.cases.selectors import CaseRow
from tongban.cases.states import CaseState
from tongban.catalogue.selectors import ItemVersionView
from tongban.credit.selectors import Bar
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.ledger import services as ledger
from tongban.ledger.services import StoredAnswer
from tongban.parties import selectors as parties
from tongban.parties.selectors import PartyView


@dataclass(frozen=True, slots=True)
class Choice:
    """One party the person may apply for; `suits` says whether the item is for its kind, `bar` what keeps it from
    applying for this permit for now."""

    party: PartyView
    why: str
    suits: bool
    bar: Bar | None = None

    @property
    def open(self) -> bool:
        """Whether an application can be begun for it."""
        return self.suits and self.bar is None


def choices(actor: Actor, version: ItemVersionView) -> list[Choice]:
    """Oneself, then everybody one may act for today."""
    if actor.party_id is None:
        return []
    own = parties.party(actor.party_id, viewer=actor)
    found = [(own, "本人")] + [(p.party, p.why) for p in parties.principals(viewer=actor) if p.party.id != own.id]
    kinds = version.applicant_kinds
    bars = application_bars(version, [party.id for party, _why in found])
    return [Choice(party, why, not kinds or party.kind in kinds, bars.get(party.id)) for party, why in found]


def open_drafts(actor: Actor, version: ItemVersionView) -> list[CaseRow]:
    """Unfinished applications for the same item: going on is better than beginning again."""
    found = cases.my_cases(viewer=actor, state=CaseState.DRAFT, size=50).rows
    return [row for row in found if row.item_name == version.name][:3]


def begin(posted: Mapping[str, str], version: ItemVersionView, offered: Sequence[Choice], actor: Actor) -> UUID:
    """Begin the draft once, however often the button was pressed, and take the licences held already."""
    chosen = next((c for c in offered if c.open and str(c.party.id) == posted.get("applicant", "")), None)
    if chosen is None:
        raise InvalidInput(errors={"applicant": "请选择这次替谁办。"})
    account, nonce = f"portal:{actor.account_id}", posted.get("nonce", "")[:64]
    if not nonce:
        return _draft(version, chosen, actor)
    print_ = hashlib.sha256(f"{version.id}:{chosen.party.id}".encode()).hexdigest()
    if (first := ledger.begin_request(account, nonce, print_)) is not None:
        return UUID(first.body.decode())
    try:
        uid = _draft(version, chosen, actor)
    except Exception:
        ledger.abandon_request(account, nonce)
        raise
    ledger.finish_request(account, nonce, StoredAnswer(303, str(uid).encode(), "text/plain"))
    return uid


def _draft(version: ItemVersionView, chosen: Choice, actor: Actor) -> UUID:
    uid = verbs.draft_case(version_id=version.id, applicant_id=chosen.party.id, actor=actor)
    verbs.use_held_licences(case_uid=uid, actor=actor)
    return uid
