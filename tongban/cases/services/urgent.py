"""Urgency (紧急办理): the promise of one case is shortened, with the reason; never lengthened."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import errors, facts, policies
from tongban.cases.services._common import load, record, tell_applicant, verb
from tongban.cases.states import PROMISE
from tongban.duties import selectors as duty_questions
from tongban.duties import services as duties
from tongban.duties.errors import NotShorter
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit


@verb
def shorten_promise(*, case_uid: UUID | str, number: int, reason: str, actor: Actor) -> None:
    """Promise a decision within `number` of the promise's own units (working days, as a rule) from acceptance.

    The law's limit stays as it is. Raises `NotShorter`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("shorten_promise", actor, case, loaded.version)
    if not reason.strip():
        raise errors.ReasonMissing(verb="缩短承诺时限")
    promise = next((d for d in duty_questions.duties_of(loaded.ref) if d.kind == PROMISE.code and d.running), None)
    if promise is None or promise.limit is None:
        raise NotShorter(limit="没有正在计算的承诺时限")
    to = Limit(number, promise.limit.unit)
    (shorter,) = duties.shorten_duty(subject=loaded.ref, kind=PROMISE, to=to, reason=reason.strip()[:200], actor=actor)
    case.urgent_reason = reason.strip()[:200]
    case.save(update_fields=["urgent_reason"])
    record(facts.PROMISE_SHORTENED, loaded, actor, {"limit": str(to)})
    due_on = shorter.due.due_on or "恢复计时后顺延的日期"
    tell_applicant(loaded, "case_urgent", actor, limit=str(to), due_on=due_on, reason=case.urgent_reason)
