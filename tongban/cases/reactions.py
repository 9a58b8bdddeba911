"""What follows from facts: instruments become sealed PDFs, overdue clocks take effect by law."""

from __future__ import annotations

from collections.abc import Callable

from tongban.cases import facts
from tongban.cases.models import CaseInstrument
from tongban.cases.services import (
    deem_accepted,
    drop_fees,
    expire_hearing_right,
    lapse_case,
    make_instrument,
    miss_tolerance,
    note_mending_missed,
    note_owed_missed,
    tell_overrun,
)
from tongban.cases.states import (
    HEARING_REQUEST,
    MENDING,
    NOTICE,
    OWED_MATERIALS,
    SPECIAL_PROCEDURE,
    SUPPLEMENT,
    TOLERANCE,
)
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, reaction


def _seal_instruments(fact: FactView) -> None:
    """Make the PDFs of this case that are not made yet."""
    uid = fact.objects[0].id
    for pk in CaseInstrument.objects.filter(case__uid=uid, document=None).values_list("pk", flat=True):
        make_instrument(instrument_id=pk, actor=Actor.system(trace_id=fact.trace_id))


for _kind in (
    facts.CASE_SUBMITTED,
    facts.SUPPLEMENT_NOTIFIED,
    facts.CASE_ACCEPTED,
    facts.CASE_DEEMED_ACCEPTED,
    facts.ACCEPTANCE_REFUSED,
    facts.CASE_DECIDED,
    facts.CASE_SUSPENDED,
    facts.EXTENSION_GRANTED,
    facts.HEARING_RIGHT_TOLD,
    facts.INTERESTED_NAMED,
    facts.TIME_STATED,
    facts.COMMITMENT_VERIFIED,
    facts.REVOCATION_NOTICED,
    facts.CASE_REVOKED,
    facts.CASE_REOPENED,
    facts.VERSION_MOVED,
):
    reaction(_kind, name=f"cases.seal_instruments.{_kind.kind}", heavy=True)(_seal_instruments)


#: Clocks that change the case by law, or put something on record, when they run out.
_WHEN_OVERDUE: dict[str, Callable[..., object]] = {
    NOTICE.code: deem_accepted,
    SUPPLEMENT.code: lapse_case,
    TOLERANCE.code: miss_tolerance,
    OWED_MATERIALS.code: note_owed_missed,
    MENDING.code: note_mending_missed,
    SPECIAL_PROCEDURE.code: tell_overrun,
    HEARING_REQUEST.code: expire_hearing_right,
}


@reaction("duty.overdue", name="cases.overdue")
def when_overdue(fact: FactView) -> None:
    """Some clocks change the case when they run out: the notice, the supplement, the right to a hearing."""
    case_uid = next((ref.id for ref in fact.objects if ref.type == facts.CASE), None)
    verb = _WHEN_OVERDUE.get(str(fact.data.get("kind")))
    if case_uid is not None and verb is not None:
        verb(case_uid=case_uid, actor=Actor.system(trace_id=fact.trace_id))


#: A case that ends without its service: nothing is owed for it any more.
_ENDED_WITHOUT = {
    facts.CASE_WITHDRAWN: "申请已经撤回，不再收取。",
    facts.ACCEPTANCE_REFUSED: "申请没有受理，不再收取。",
    facts.CASE_DECIDED: "申请没有获得批准，不再收取。",
}


def _drop_fees(fact: FactView) -> None:
    """Cancel what is not paid."""
    if fact.kind == facts.CASE_DECIDED.kind and fact.data.get("outcome") != "refused":
        return
    reason = next(text for kind, text in _ENDED_WITHOUT.items() if kind.kind == fact.kind)
    drop_fees(case_uid=fact.primary.id, reason=reason, actor=Actor.system(trace_id=fact.trace_id))


for _ending in _ENDED_WITHOUT:
    reaction(_ending, name=f"cases.drop_fees.{_ending.kind}")(_drop_fees)
