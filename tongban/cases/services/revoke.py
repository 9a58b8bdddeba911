"""撤销: announced with its reasons, heard, decided by a second seat, and followed through (行政许可法 7, 69, 70)."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import errors as plain
from tongban.cases import facts, policies
from tongban.cases.errors import promises as errors
from tongban.cases.policies import promises as law
from tongban.cases.policies.reapply import permit_barred
from tongban.cases.services import _clocks
from tongban.cases.services._breach import tell_credit
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant, verb
from tongban.cases.services._promises import commitment_of, done, no_longer, owe, said
from tongban.cases.states import (
    CASE_LIFECYCLE,
    COMMITMENT_LIFECYCLE,
    CommitmentState,
    Instrument,
    Outcome,
    RevocationGround,
)
from tongban.cases.states_promise import GROUNDS, OWN_FAULT, REVOKING, STATEMENT, VERIFICATION
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef
from tongban.licences import services as licences
from tongban.reference import selectors as reference


@verb
def notify_revocation(*, case_uid: UUID | str, ground: str, reason: str, actor: Actor) -> str:
    """Announce a revocation with facts, reasons and ground, and give time to speak; returns the notice's number.

    Raises `GroundMissing`, `ReasonMissing`, `NotGranted`, `PriorNoticeGiven`.
    """
    loaded = load(case_uid)
    policies.check_action("notify_revocation", actor, loaded.case, loaded.version)
    if ground not in set(RevocationGround) or ground == RevocationGround.COMMITMENT:
        raise errors.GroundMissing()  # a broken commitment is announced by its verification
    if not reason.strip():
        raise plain.ReasonMissing(verb="拟撤销决定")
    return _announce(loaded, RevocationGround(ground), reason.strip(), actor)


def _announce(loaded: Loaded, ground: RevocationGround, reason: str, actor: Actor) -> str:
    """The notice and its two clocks: the party's time to speak, the authority's to decide (inside the room)."""
    waits = owe(loaded, STATEMENT, reference.parameter("revocation_statement").limit, actor)
    owe(loaded, REVOKING, reference.parameter("revocation_limit").limit, actor)
    until = waits.due.due_on.isoformat() if waits.due.due_on else ""
    content: dict[str, object] = {
        "ground": str(ground),
        "reason": reason,
        "until": until,
        "prepared_by": actor.officer_id,
    }
    number = new_instrument(loaded, Instrument.REVOCATION_PRIOR_NOTICE, content).number
    record(facts.REVOCATION_NOTICED, loaded, actor, {"ground": str(ground), "instrument": number})
    tell_applicant(loaded, "case_revocation_notice", actor, until=until)
    return number


@verb
def state_defence(*, case_uid: UUID | str, text: str, actor: Actor) -> None:
    """The party states and defends its case; from here the decision may be taken. Raises `StatementClosed`."""
    loaded = load(case_uid)
    policies.check_action("state_defence", actor, loaded.case, loaded.version)
    found = law.revocation(loaded.case)
    if found is None or found.open_until is None:
        raise errors.StatementClosed()
    if not text.strip():
        raise plain.ReasonMissing(verb="陈述申辩")
    said(loaded, "defence", text, actor)
    done(loaded, actor, STATEMENT)
    record(facts.DEFENCE_STATED, loaded, actor)


@verb
def drop_revocation(*, case_uid: UUID | str, reason: str, actor: Actor) -> None:
    """The decision stands after all; a commitment that was to be revoked is verified again.

    Raises `NoPriorNotice`, `TwoSeats`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    policies.check_action("drop_revocation", actor, loaded.case, loaded.version)
    if not reason.strip():
        raise plain.ReasonMissing(verb="不撤销")
    found = law.announced(loaded.case)
    no_longer(loaded, actor, STATEMENT)
    done(loaded, actor, REVOKING)
    if found.content.get("ground") == RevocationGround.COMMITMENT:
        owe(loaded, VERIFICATION, reference.parameter("commitment_verification").limit, actor)
    record(facts.REVOCATION_DROPPED, loaded, actor, {"instrument": found.number})
    tell_applicant(loaded, "case_revocation_dropped", actor, reason=reason.strip()[:300])


@verb
def revoke_decision(*, case_uid: UUID | str, reason: str, actor: Actor, false_commitment: bool = False) -> str:
    """Undo the granted decision; returns the number of the 撤销决定书.

    Announced by one officer, decided by another, not before the party has spoken or its time is over. The licence is
    revoked with it, and what lies with the holder goes to the credit file: a broken commitment, or one that was untrue
    from the start (`false_commitment`). Raises `NoPriorNotice`, `StatementOpen`, `TwoSeats`, `ReasonMissing`,
    `NotGranted`.
    """
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("revoke", actor, case, loaded.version)
    if not reason.strip():
        raise plain.ReasonMissing(verb="撤销决定")
    found = law.announced(case)
    ground = RevocationGround(str(found.content["ground"]))
    done(loaded, actor, REVOKING)
    _clocks.cancel_all(loaded, actor)
    CASE_LIFECYCLE.advance(case, "revoke", outcome=Outcome.REVOKED, reason=reason.strip(), ended_at=clock.now())
    content: dict[str, object] = {"ground": str(ground), "reason": reason.strip(), "notice": found.number}
    number = new_instrument(loaded, Instrument.REVOCATION, content).number
    _take_licence_back(loaded, ground, number, actor)
    _end_commitment(loaded)
    _tell_credit(loaded, ground, number, actor, false_commitment=false_commitment)
    more = (ObjectRef("licence", case.licence_identifier),) if case.licence_identifier else ()
    record(facts.CASE_REVOKED, loaded, actor, {"ground": str(ground), "instrument": number}, more=more)
    tell_applicant(loaded, "case_revoked", actor)
    return number


def _take_licence_back(loaded: Loaded, ground: RevocationGround, number: str, actor: Actor) -> None:
    """A decision undone takes its licence with it (行政许可法 70 (四))."""
    if loaded.case.licence_identifier:
        licences.revoke_licence(
            identifier=loaded.case.licence_identifier,
            reason=f"准予决定已被撤销（{number}）",
            basis=GROUNDS[ground][1],
            actor=actor,
        )


def _end_commitment(loaded: Loaded) -> None:
    commitment = commitment_of(loaded.case)
    if commitment is not None and commitment.state in (CommitmentState.IN_FORCE, CommitmentState.MENDING):
        COMMITMENT_LIFECYCLE.advance(commitment, "find_broken", ended_at=clock.now())


def _tell_credit(
    loaded: Loaded, ground: RevocationGround, number: str, actor: Actor, *, false_commitment: bool
) -> None:
    """安阳 57: an untrue commitment and what was got by improper means go to the credit file; own faults do not. Of the
    latter the law bars a new application for three years (行政许可法 79)."""
    if ground not in OWN_FAULT:
        return
    kind = "other_breach"
    if ground == RevocationGround.COMMITMENT:
        kind = "false_commitment" if false_commitment else "commitment_broken"
    text = f"办件{loaded.case.case_no}：{GROUNDS[ground][0]}，决定被撤销（{number}）。"
    permit = permit_barred(loaded.version) if ground == RevocationGround.FRAUD else ""
    tell_credit(loaded, kind, text, actor, permit=permit, after_grant=True)
