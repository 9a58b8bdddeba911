"""What people do for and about others: mandates, guardianship, looking at somebody's data."""

from __future__ import annotations

from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.kernel.actor import Actor
from tongban.parties import services as parties
from tongban.parties.states import MandateKind


def _party(stage: Stage, given: Given, name: str) -> int:
    return stage.actor(given.text(name), given.where).party_id or 0


def mandate(stage: Stage, who: Actor, given: Given) -> None:
    """授权代办: 代办人, 截止, and 范围 in codes of verbs or items (none: everything)."""
    granted = parties.grant_mandate(
        principal_id=who.party_id or 0,
        agent_id=_party(stage, given, "代办人"),
        scope=[stage.version.code if one == "本事项" else one for one in given.names("范围")],
        valid_to=given.day("截止"),
        actor=who,
    )
    stage.kept["授权"] = granted.uid


def take_back(stage: Stage, who: Actor, given: Given) -> None:
    """收回授权."""
    parties.revoke_mandate(mandate_uid=stage.left("授权", given.where), actor=who)


def guardian(stage: Stage, who: Actor, given: Given) -> None:
    """登记监护: 监护人 of 被监护人, by an officer; of an adult with a 文书."""
    granted = parties.grant_mandate(
        principal_id=_party(stage, given, "被监护人"),
        agent_id=_party(stage, given, "监护人"),
        kind=MandateKind.GUARDIAN,
        document_no=given.text("文书"),
        valid_to=given.day("截止"),
        actor=who,
    )
    stage.kept["授权"], stage.kept["授权到"] = granted.uid, granted.valid_to


def reveal(stage: Stage, who: Actor, given: Given) -> None:
    """按用途查看: the applicant's number and mobile in the clear."""
    parties.reveal(stage.person_id, actor=who, purpose=given.text("用途"))


ACTS = {
    "授权代办": mandate,
    "收回授权": take_back,
    "登记监护": guardian,
    "按用途查看": reveal,
}
