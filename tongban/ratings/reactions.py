"""What the room `ratings` does when a case is closed, and from time to time."""

from __future__ import annotations

from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, JsonValue, periodic, reaction
from tongban.ratings import duty_kinds, services

__all__ = ["default_job", "duty_kinds", "invite_on_closing"]


@reaction("case.closed", name="ratings.invite")
def invite_on_closing(fact: FactView) -> None:
    """Invite the applicant and the agent; a second run finds the invitation."""
    party_id, applicant_id = _number(fact.data.get("party_id")), _number(fact.data.get("applicant_id"))
    concerned = applicant_id or party_id
    if concerned is None or fact.department_id is None:
        return
    services.invite(
        case_uid=fact.primary.id,
        case_no=str(fact.data.get("case_no", "")),
        item_name=str(fact.data.get("item_name", "")),
        applicant_id=concerned,
        agent_id=party_id if party_id != concerned else None,
        department_id=fact.department_id,
        region_code=fact.region_code,
        officer_id=_number(fact.data.get("officer_id")) or fact.officer_id,
        stage=str(fact.data.get("stage", "closing")),
        channel=str(fact.data.get("channel", fact.channel)),
        actor=Actor.system(trace_id=fact.trace_id),
    )


def _number(value: JsonValue | None) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@periodic(seconds=3600, name="ratings.default_unrated")
def default_job() -> None:
    """Defaults fall due by the hour; a city without the rule has none."""
    services.default_unrated(actor=Actor.system())
