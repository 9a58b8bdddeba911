"""Second lives: a case that has ended is taken up again, and whether what the person came for is settled."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import errors as plain
from tongban.cases import facts, policies
from tongban.cases.errors import promises as errors
from tongban.cases.permissions import check_applicant
from tongban.cases.policies import promises as law
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant, verb
from tongban.cases.services._plan import lay_plan
from tongban.cases.services._promises import begin_tolerance, promise_of
from tongban.cases.states import CASE_LIFECYCLE, PROMISE_LIFECYCLE, Instrument, PromiseState
from tongban.kernel import clock
from tongban.kernel.actor import Actor

#: What the first life has left on the row; its history is the ledger's and its papers stay.
_FRESH: dict[str, object] = {
    "outcome": "", "reason": "", "opinion": "", "deemed": False, "examined_at": None, "decided_at": None,
    "result_issued_at": None, "delivered_at": None, "ended_at": None, "solved_at": None, "prepared_by_id": None,
    "decided_by_id": None, "delivery_method": "", "licence_identifier": "", "exit_place": "",
}  # fmt: skip


@verb
def reopen_case(*, case_uid: UUID | str, document_no: str, reason: str, actor: Actor) -> str:
    """Take an ended case up again by a document: reconsideration, judgement, or the authority's own correction.

    Fresh clocks run from today; returns the number of the 恢复办理告知书. A grant that stands is revoked first
    (行政许可法 8). Raises `DocumentMissing`, `ReasonMissing`, `GrantStands`, `MoveNotAllowed`.
    """
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("reopen", actor, case, loaded.version)
    if not document_no.strip():
        raise errors.DocumentMissing(what="恢复办理所依据的复议决定、判决或者自行纠错文书")
    if not reason.strip():
        raise plain.ReasonMissing(verb="恢复办理")
    now = clock.now()
    before = str(case.state)
    CASE_LIFECYCLE.advance(case, "reopen", **{**_FRESH, "accepted_at": now, "reopened": case.reopened + 1})
    promise = _clocks.start_decision(loaded, actor, now)
    lay_plan(loaded, now, actor)
    _owe_anew(loaded, actor)
    content: dict[str, object] = {
        "document_no": document_no.strip()[:200],
        "reason": reason.strip(),
        "accepted_on": clock.local(now).date().isoformat(),
        "limit": str(promise.limit),
        "promise_due": promise.due.due_on.isoformat() if promise.due.due_on else "",
    }
    number = new_instrument(loaded, Instrument.REOPENING_NOTICE, content).number
    data: dict[str, object] = {"before": before, "document_no": document_no.strip()[:200], "instrument": number}
    record(facts.CASE_REOPENED, loaded, actor, data)
    tell_applicant(loaded, "case_reopened", actor)
    return number


def _owe_anew(loaded: Loaded, actor: Actor) -> None:
    """Secondary materials that did not come in the first life get a new day."""
    known = promise_of(loaded.case)
    if known is not None and known.state == PromiseState.MISSED:
        PROMISE_LIFECYCLE.advance(known, "promise_again", ended_at=None)
        begin_tolerance(loaded, actor, clock.now())


@verb
def mark_solved(*, case_uid: UUID | str, actor: Actor, reason: str = "", solved: bool = True) -> None:
    """Whether what the person came for is settled, which is another question than whether the procedure is over.

    The applicant says so, or takes it back (`solved=False`); an officer says so with the reason, and the applicant is
    told. Raises `NotEnded`, `SolvedAlready`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    case = loaded.case
    if actor.is_officer:
        policies.check_action("mark_solved", actor, case, loaded.version)
        if not reason.strip():
            raise plain.ReasonMissing(verb="标记已解决")
    else:
        check_applicant(actor, case, loaded.version)
        if case.state not in law.ENDED:
            raise errors.NotEnded()
        if solved:
            law.check_unsolved(case)
    case.solved_at = clock.now() if solved or actor.is_officer else None
    case.save(update_fields=["solved_at"])
    record(facts.CASE_SOLVED if case.solved_at else facts.CASE_UNSOLVED, loaded, actor)
    if actor.is_officer:
        tell_applicant(loaded, "case_solved", actor, reason=reason.strip()[:300])
