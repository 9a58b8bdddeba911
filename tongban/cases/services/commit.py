"""告知承诺: the applicant commits, may take it back, and gets the decision on the spot (安阳市政务服务条例 25–26)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core import signing

from tongban.cases import facts, policies
from tongban.cases.errors import promises as errors
from tongban.cases.models import Commitment
from tongban.cases.policies import promises as law
from tongban.cases.selectors.promises import TICKET, words_digest
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant, verb
from tongban.cases.services._promises import commitment_of, no_longer, owe, owes
from tongban.cases.services._standing import cancel_steps
from tongban.cases.services.decide import _decided
from tongban.cases.states import COMMITMENT_LIFECYCLE, NOTICE, CaseState, CommitmentState, Instrument
from tongban.cases.states_promise import OWED_MATERIALS, VERIFICATION
from tongban.catalogue.selectors import CommitmentTerms
from tongban.kernel import clock
from tongban.kernel.actor import CHANNEL_LABELS, Actor, Channel
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.reference import selectors as reference

_LONGEST = dt.timedelta(hours=24)


@verb
def commit(*, case_uid: UUID | str, ticket: str, actor: Actor) -> None:
    """The applicant chooses notice and commitment; `ticket` is that of `selectors.commitment_offer`.

    It proves which words were shown and when, so that nobody confirms what was not read. Nobody commits for the
    applicant. Raises `OwnWordOnly`, `NoCommitmentOffered`, `CommitmentBarred`, `CommitmentNotRead`, `MoveNotAllowed`.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    if actor.is_officer:
        raise errors.OwnWordOnly()
    policies.check_action("commit", actor, case, version)
    terms = law.offered_terms(version)
    law.check_not_barred(case.applicant_id)
    words = law.commitment_words(version, terms)
    shown_at = _shown_at(ticket, loaded, words_digest(words))
    values = {
        "words": words,
        "words_digest": words_digest(words),
        "shown_at": shown_at,
        "confirmed_at": clock.now(),
        "owed_orders": list(terms.owed_orders),
        "ended_at": None,
    }
    known = commitment_of(case)
    if known is None:
        Commitment.objects.create(case=case, **values)
    else:
        COMMITMENT_LIFECYCLE.advance(known, "commit_again", **values)
    record(facts.COMMITMENT_MADE, loaded, actor, {"words": values["words_digest"], "shown_at": shown_at.isoformat()})


def _shown_at(ticket: str, loaded: Loaded, digest: str) -> dt.datetime:
    """When these words of this case were shown. Raises `CommitmentNotRead`."""
    try:
        told = signing.loads(ticket, salt=TICKET)
        shown_at = dt.datetime.fromisoformat(told["shown_at"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise errors.CommitmentNotRead(reason="没有打开过告知承诺的内容") from None
    if told["case"] != str(loaded.case.uid) or told["words"] != digest:
        raise errors.CommitmentNotRead(reason="内容和您看到的不一样了")
    read = clock.now() - shown_at
    least = reference.parameter("commitment_reading").number
    if read < dt.timedelta(seconds=least):
        raise errors.CommitmentNotRead(reason=f"至少要看{least}秒")
    if read > _LONGEST:
        raise errors.CommitmentNotRead(reason="打开的时间太久了")
    return shown_at


@verb
def withdraw_commitment(*, case_uid: UUID | str, actor: Actor) -> None:
    """Take the commitment back before the decision; the case goes on the ordinary way (安阳 26 III).

    Raises `NotCommitted`, `MoveNotAllowed` after the decision.
    """
    loaded = load(case_uid)
    policies.check_action("withdraw_commitment", actor, loaded.case, loaded.version)
    commitment = commitment_of(loaded.case)
    if commitment is None or commitment.state != CommitmentState.MADE:
        raise errors.NotCommitted()
    COMMITMENT_LIFECYCLE.advance(commitment, "withdraw_commitment", ended_at=clock.now())
    record(facts.COMMITMENT_WITHDRAWN, loaded, actor)


@verb
def decide_on_commitment(*, case_uid: UUID | str, actor: Actor) -> str:
    """Grant on the spot what the applicant has committed to; returns the number of the decision.

    The letter of commitment carries both sides: the applicant's confirmation and the authority's seal. From here the
    authority owes the verification and the holder the materials named for later (安阳 26 II, 27).
    Raises `NotCommitted`, `CommitmentBarred`, `MaterialsMissing`, `MoveNotAllowed`, `PermissionDenied`, `NotFound`.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    policies.check_action("decide_on_commitment", actor, case, version)
    terms = law.offered_terms(version)
    law.check_not_barred(case.applicant_id)
    policies.check_materials(version, law.provided(case) | law.excused(case, version))
    commitment = commitment_of(case)
    if commitment is None:
        raise errors.NotCommitted()
    now = clock.now()
    if case.state == CaseState.SUBMITTED:
        _clocks.stop(loaded, actor, NOTICE, at=now)
        starts_at = case.received_at if policies.notice_overdue(case) and case.received_at else now
        _clocks.start_decision(loaded, actor, starts_at)
        case.accepted_at = starts_at
        case.save(update_fields=["accepted_at"])
    cancel_steps(loaded, actor)
    _put_in_force(loaded, commitment, terms, actor)
    return _decided(loaded, actor, "decide_on_commitment", granted=True, reason="")


def _put_in_force(loaded: Loaded, commitment: Commitment, terms: CommitmentTerms, actor: Actor) -> None:
    given = law.provided(loaded.case)
    verify = owe(loaded, VERIFICATION, _verify_limit(terms), actor)
    owed_until = None
    if left := [order for order in terms.owed_orders if order not in given]:
        owed_until = owe(loaded, OWED_MATERIALS, Limit(terms.owed_days, LimitUnit.WORKING_DAY), actor).due.due_on
    COMMITMENT_LIFECYCLE.advance(
        commitment, "grant_on_commitment", owed_orders=left, owed_until=owed_until, verify_until=verify.due.due_on
    )
    content: dict[str, object] = {
        "words": commitment.words,
        "confirmed_at": commitment.confirmed_at.isoformat(),
        "channel": str(CHANNEL_LABELS[Channel(loaded.case.channel)]),
        "words_digest": commitment.words_digest,
        "owed_until": owed_until.isoformat() if owed_until else "",
        "verify_until": verify.due.due_on.isoformat() if verify.due.due_on else "",
    }
    number = new_instrument(loaded, Instrument.COMMITMENT, content).number
    record(facts.COMMITMENT_IN_FORCE, loaded, actor, {"instrument": number})
    tell_applicant(loaded, "case_commitment", actor, verify_until=str(content["verify_until"]))


def _verify_limit(terms: CommitmentTerms) -> Limit:
    """Until when the authority verifies: as the version says, else as the rule pack."""
    if terms.verify_days:
        return Limit(terms.verify_days, LimitUnit.WORKING_DAY)
    return reference.parameter("commitment_verification").limit


@verb
def note_owed_missed(*, case_uid: UUID | str, actor: Actor) -> None:
    """Materials named for later did not come in time: on record, and the holder is told what follows (安阳 27).

    The authority's verification is owed already and now knows what to look at. Does nothing where they came.
    """
    loaded = load(case_uid)
    commitment = commitment_of(loaded.case)
    if commitment is None or not owes(loaded, OWED_MATERIALS):
        return
    missing = sorted(set(commitment.owed_orders) - law.provided(loaded.case))
    if not missing:
        return
    no_longer(loaded, actor, OWED_MATERIALS)
    record(facts.OWED_OVERDUE, loaded, actor, {"orders": missing})
    tell_applicant(loaded, "case_owed_overdue", actor)
