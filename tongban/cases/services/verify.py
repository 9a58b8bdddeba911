"""Verification of a commitment after the decision: kept, to be mended, or broken (安阳市政务服务条例 27)."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import errors as plain
from tongban.cases import facts, policies
from tongban.cases.errors import promises as errors
from tongban.cases.models import Commitment
from tongban.cases.policies import promises as law
from tongban.cases.services._breach import tell_credit
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant, verb
from tongban.cases.services._promises import commitment_of, done, no_longer, owe, owes, said
from tongban.cases.services.revoke import _announce
from tongban.cases.states import COMMITMENT_LIFECYCLE, CommitmentState, Finding, Instrument, RevocationGround
from tongban.cases.states_promise import MENDING, OWED_MATERIALS, VERIFICATION
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit
from tongban.reference import selectors as reference


@verb
def verify_commitment(*, case_uid: UUID | str, finding: str, text: str, actor: Actor, mend_days: int = 0) -> str:
    """Record what the verification found; returns the number of the instrument it led to, "" where all is well.

    `mend_days` working days to mend where it deviates (0: the rule pack's longest); after mending it is kept or broken.
    Broken means: the revocation is announced, another officer decides it. Raises `NothingToVerify`, `FindingUnknown`,
    `OwedMaterialsMissing`, `MendedOnce`, `MendingTooLong`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    policies.check_action("verify_commitment", actor, loaded.case, loaded.version)
    if finding not in set(Finding):
        raise errors.FindingUnknown()
    if not text.strip():
        raise plain.ReasonMissing(verb="核查结论")
    commitment = commitment_of(loaded.case)
    if commitment is None:
        raise errors.NothingToVerify()
    found: dict[str, object] = {"verified_by_id": actor.officer_id, "verified_at": clock.now(), "finding": text.strip()}
    number = {Finding.KEPT: _kept, Finding.DEVIATES: _deviates, Finding.BROKEN: _broken}[Finding(finding)](
        loaded, commitment, found, actor, mend_days
    )
    record(facts.COMMITMENT_VERIFIED, loaded, actor, {"finding": finding, "instrument": number})
    return number


def _kept(loaded: Loaded, commitment: Commitment, found: dict[str, object], actor: Actor, days: int) -> str:
    names = {m.order: m.name for m in loaded.version.materials}
    given = law.provided(loaded.case)
    if missing := [names.get(order, "") for order in commitment.owed_orders if order not in given]:
        raise errors.OwedMaterialsMissing(names="、".join(missing))
    done(loaded, actor, VERIFICATION, MENDING, OWED_MATERIALS)
    COMMITMENT_LIFECYCLE.advance(commitment, "find_kept", ended_at=clock.now(), **found)
    tell_credit(loaded, "commitment_kept", f"办件{loaded.case.case_no}的承诺经核查已经履行。", actor)
    tell_applicant(loaded, "case_commitment_kept", actor)
    return ""


def _deviates(loaded: Loaded, commitment: Commitment, found: dict[str, object], actor: Actor, days: int) -> str:
    if commitment.state == CommitmentState.MENDING:
        raise errors.MendedOnce()
    longest = reference.parameter("commitment_mending").limit
    if not 0 <= days <= longest.number:
        raise errors.MendingTooLong(most=longest)
    done(loaded, actor, VERIFICATION)
    duty = owe(loaded, MENDING, Limit(days, longest.unit) if days else longest, actor)
    due_on = duty.due.due_on
    COMMITMENT_LIFECYCLE.advance(commitment, "order_mending", mend_until=due_on, **found)
    content: dict[str, object] = {"finding": found["finding"], "due_on": due_on.isoformat() if due_on else ""}
    number = new_instrument(loaded, Instrument.MENDING_ORDER, content).number
    tell_applicant(loaded, "case_mending", actor, due_on=str(content["due_on"]))
    return number


def _broken(loaded: Loaded, commitment: Commitment, found: dict[str, object], actor: Actor, days: int) -> str:
    done(loaded, actor, VERIFICATION)
    no_longer(loaded, actor, MENDING, OWED_MATERIALS)
    for name, value in found.items():
        setattr(commitment, name, value)
    commitment.save(update_fields=list(found))
    return _announce(loaded, RevocationGround.COMMITMENT, str(found["finding"]), actor)


@verb
def report_mended(*, case_uid: UUID | str, text: str, actor: Actor) -> None:
    """The holder says that it has been mended; the authority looks again. Raises `NothingToVerify`, `ReasonMissing`."""
    loaded = load(case_uid)
    policies.check_action("report_mended", actor, loaded.case, loaded.version)
    commitment = commitment_of(loaded.case)
    if commitment is None or commitment.state != CommitmentState.MENDING or law.revocation(loaded.case) is not None:
        raise errors.NothingToVerify()
    if not text.strip():
        raise plain.ReasonMissing(verb="整改情况")
    done(loaded, actor, MENDING)
    _look_again(loaded, actor)
    record(facts.MENDING_REPORTED, loaded, actor)
    said(loaded, "mended", text, actor)


@verb
def note_mending_missed(*, case_uid: UUID | str, actor: Actor) -> None:
    """The limit to mend is over without a word: the authority owes the second look. Does nothing otherwise."""
    loaded = load(case_uid)
    commitment = commitment_of(loaded.case)
    if commitment is None or commitment.state != CommitmentState.MENDING or not owes(loaded, MENDING):
        return
    no_longer(loaded, actor, MENDING)
    _look_again(loaded, actor)
    record(facts.MENDING_MISSED, loaded, actor)


def _look_again(loaded: Loaded, actor: Actor) -> None:
    owe(loaded, VERIFICATION, reference.parameter("commitment_second_look").limit, actor)
