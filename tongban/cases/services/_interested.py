"""How third parties are told: a paper each, and a message to those whom the platform knows."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.cases.facts import CASE
from tongban.cases.models import InterestedParty
from tongban.cases.services._common import Loaded, new_instrument
from tongban.cases.states import Instrument
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef
from tongban.notices.services import send_notice
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties


def paper(loaded: Loaded, row: InterestedParty, kind: Instrument, content: Mapping[str, object]) -> str:
    """A paper of the case addressed to this third party; returns its number."""
    return new_instrument(loaded, kind, {**content, "to": row.name, "interested": str(row.uid)}).number


def tell(loaded: Loaded, row: InterestedParty, template: str, actor: Actor, **words: object) -> None:
    """A message with the way to the page of this person; whom the platform does not know the paper reaches."""
    if row.party_id is None:
        return
    case = loaded.case
    send_notice(
        party_id=row.party_id,
        template=template,
        context={"item": case.item_name, "department": orgs.department(case.department_id).name, **words},
        link=f"/interested/{row.uid}/",
        to_mobile=parties.notice_mobile(row.party_id),
        dedupe_key=f"{template}:{row.uid}:{words.get('held_at', '')}",
        about=[ObjectRef(CASE, str(case.uid))],
        actor=actor,
    )


def invite(loaded: Loaded, content: Mapping[str, object], actor: Actor) -> None:
    """Everybody concerned learns of time, place and chair as the applicant does (行政许可法 48 ¶1)."""
    for row in InterestedParty.objects.filter(case_id=loaded.case.pk):
        paper(loaded, row, Instrument.HEARING_NOTICE, content)
        words = {"held_at": content["held_at"], "place": content["place"]}
        tell(loaded, row, "case_interested_hearing", actor, **words)
