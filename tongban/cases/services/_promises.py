"""What promises and commitments owe: their clocks, and their end together with the case."""

from __future__ import annotations

import datetime as dt

from tongban.cases.models import Case, Commitment, MaterialPromise
from tongban.cases.policies import promises as law
from tongban.cases.services._common import Loaded, new_instrument, tell_applicant
from tongban.cases.states import COMMITMENT_LIFECYCLE, PROMISE_LIFECYCLE, CommitmentState, Instrument, PromiseState
from tongban.cases.states_promise import TOLERANCE, TOLERANCE_REFUSAL
from tongban.catalogue.selectors import commitment_terms
from tongban.duties import selectors as owed
from tongban.duties import services as duties
from tongban.duties.selectors import DutyView
from tongban.duties.states import DutyKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit
from tongban.reference import selectors as reference


def owe(loaded: Loaded, kind: DutyKind, limit: Limit, actor: Actor, *, since: dt.datetime | None = None) -> DutyView:
    """Something is owed on the case from now (or `since`) on. The verb has looked whether it is owed already."""
    case = loaded.case
    return duties.open_duty(
        kind=kind,
        subject=loaded.ref,
        department_id=case.department_id,
        region_code=case.region_code,
        starts_at=since or clock.now(),
        limit=limit,
        actor=actor,
    )


def owes(loaded: Loaded, kind: DutyKind) -> bool:
    """Whether this is owed now; a reaction told twice finds that it is not."""
    return any(duty.kind == kind.code and duty.running for duty in owed.duties_of(loaded.ref))


def done(loaded: Loaded, actor: Actor, *kinds: DutyKind) -> None:
    """What was owed is done."""
    duties.discharge_duties(subject=loaded.ref, kinds=[kind.code for kind in kinds], at=clock.now(), actor=actor)


def no_longer(loaded: Loaded, actor: Actor, *kinds: DutyKind) -> None:
    """These are owed no more."""
    duties.cancel_duties(subject=loaded.ref, kinds=[kind.code for kind in kinds], actor=actor)


def promise_of(case: Case) -> MaterialPromise | None:
    """The promise of secondary materials; the lock of the case holds it."""
    return MaterialPromise.objects.filter(case_id=case.pk).first()


def commitment_of(case: Case) -> Commitment | None:
    """The commitment; the lock of the case holds it."""
    return Commitment.objects.filter(case_id=case.pk).first()


def said(loaded: Loaded, about: str, text: str, actor: Actor) -> None:
    """Keep what the party says; whoever decides reads it on the page of the case."""
    party = actor.party_id or loaded.case.applicant_id
    loaded.case.statements.create(about=about, party_id=party, text=text.strip()[:5000], made_at=clock.now())


def begin_tolerance(loaded: Loaded, actor: Actor, accepted_at: dt.datetime) -> None:
    """Accepted with secondary materials owed: clock and notice on the spot (安阳 24); nothing where all is there.

    The promise clock of the case is another one and runs from acceptance as always.
    """
    if not law.promised_orders(loaded.case, loaded.version):
        return
    promise = promise_of(loaded.case)
    if promise is None:
        return
    given = law.provided(loaded.case)
    missing = [m for m in loaded.version.materials if m.order in promise.orders and m.order not in given]
    if not missing:
        PROMISE_LIFECYCLE.advance(promise, "keep_promise", ended_at=clock.now())
        return
    duty = owe(loaded, TOLERANCE, law.tolerance_limit(loaded.version), actor, since=accepted_at)
    due_on = duty.due.due_on or promise.due_on
    PROMISE_LIFECYCLE.advance(promise, "promise_again", orders=[m.order for m in missing], due_on=due_on)
    missed = law.MISSED[reference.parameter("tolerance_missed").text]
    content: dict[str, object] = {
        "materials": [m.name for m in missing],
        "due_on": due_on.isoformat(),
        "limit": str(duty.limit),
        "missed": missed,
    }
    new_instrument(loaded, Instrument.TOLERANCE_NOTICE, content)
    names = "、".join(m.name for m in missing)
    tell_applicant(loaded, "case_tolerance", actor, due_on=due_on.isoformat(), names=names, missed=missed)


def end_promises(loaded: Loaded, actor: Actor) -> None:
    """The case is decided or over: what was promised for it is waited for no more.

    Asks nothing where the guide knows neither secondary materials nor commitments.
    """
    case, version, now = loaded.case, loaded.version, clock.now()
    if any(m.necessity == "tolerable" for m in version.materials):
        promise = promise_of(case)
        if promise is not None and promise.state == PromiseState.OWED:
            PROMISE_LIFECYCLE.advance(promise, "end_promise", ended_at=now)
        if promise is not None:
            no_longer(loaded, actor, TOLERANCE)
            done(loaded, actor, TOLERANCE_REFUSAL)
    if commitment_terms(version) is not None:
        commitment = commitment_of(case)
        if commitment is not None and commitment.state == CommitmentState.MADE:
            COMMITMENT_LIFECYCLE.advance(commitment, "withdraw_commitment", ended_at=now)
