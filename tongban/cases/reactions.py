"""What follows from facts: instruments become sealed PDFs, overdue clocks take effect by law."""

from __future__ import annotations

from tongban.cases import facts
from tongban.cases.models import CaseInstrument
from tongban.cases.services import deem_accepted, lapse_case, make_instrument
from tongban.cases.states import NOTICE, SUPPLEMENT
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
):
    reaction(_kind, name=f"cases.seal_instruments.{_kind.kind}", heavy=True)(_seal_instruments)


@reaction("duty.overdue", name="cases.overdue")
def when_overdue(fact: FactView) -> None:
    """Two clocks change the case by law when they run out: the one-time notice and the supplement."""
    case_uid = next((ref.id for ref in fact.objects if ref.type == facts.CASE), None)
    if case_uid is None:
        return
    actor = Actor.system(trace_id=fact.trace_id)
    if fact.data.get("kind") == NOTICE.code:
        deem_accepted(case_uid=case_uid, actor=actor)
    elif fact.data.get("kind") == SUPPLEMENT.code:
        lapse_case(case_uid=case_uid, actor=actor)
