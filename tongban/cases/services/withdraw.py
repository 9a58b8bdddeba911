"""Withdrawal: the applicant may, at any moment before the decision."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import facts
from tongban.cases.permissions import check_applicant
from tongban.cases.services import _clocks
from tongban.cases.services._common import load, record, tell_applicant, verb
from tongban.cases.states import CASE_LIFECYCLE, Outcome
from tongban.kernel import clock
from tongban.kernel.actor import Actor


@verb
def withdraw_case(*, case_uid: UUID | str, actor: Actor, reason: str = "") -> None:
    """Take the application back; every clock of it stops. Raises `MoveNotAllowed` after the decision."""
    loaded = load(case_uid)
    check_applicant(actor, loaded.case, loaded.version)
    CASE_LIFECYCLE.check("withdraw", loaded.case.state)
    _clocks.cancel_all(loaded, actor)
    CASE_LIFECYCLE.advance(
        loaded.case, "withdraw", outcome=Outcome.WITHDRAWN, reason=reason.strip()[:500], ended_at=clock.now()
    )
    record(facts.CASE_WITHDRAWN, loaded, actor, {"outcome": str(Outcome.WITHDRAWN)})
    tell_applicant(loaded, "case_withdrawn", actor)
