"""What follows from facts and from time: papers are sealed, hearings end, periods run out, lateness is told."""

from __future__ import annotations

from tongban.credit import facts, services
from tongban.credit.models import CreditPaper, CreditRecord
from tongban.credit.states import ANSWERS, DEFENCE, REPAIR
from tongban.duties.states import kind_of
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, periodic, reaction
from tongban.notices.services import send_notice


@reaction(facts.CREDIT_NOTICED, name="credit.seal_notice", heavy=True)
@reaction(facts.CREDIT_REPAIRED, name="credit.seal_proof", heavy=True)
def seal_papers(fact: FactView) -> None:
    """The PDFs of this record that are not made yet; a second run finds them made."""
    for pk in CreditPaper.objects.filter(record__uid=fact.primary.id, document=None).values_list("pk", flat=True):
        services.make_paper(paper_id=pk, actor=Actor.system(trace_id=fact.trace_id))


@reaction("duty.overdue", name="credit.overdue")
def when_overdue(fact: FactView) -> None:
    """The time to speak is over: the record goes on. An answer is late: the party learns it, and where to turn."""
    uid = next((ref.id for ref in fact.objects if ref.type == facts.RECORD), None)
    if uid is None:
        return
    actor = Actor.system(trace_id=fact.trace_id)
    kind = str(fact.data.get("kind", ""))
    if kind == DEFENCE.code:
        services.end_hearing(record_uid=uid, actor=actor)
    elif kind in {one.code for one in (*ANSWERS, REPAIR)}:
        row = CreditRecord.objects.get(uid=uid)
        send_notice(
            party_id=row.party_id,
            template="credit_late",
            context={"number": row.number, "what": kind_of(kind).text},
            link=f"/credit/{row.uid}/",
            dedupe_key=f"credit_late:{fact.primary.id}",
            about=[facts.record_ref(row.uid)],
            actor=actor,
        )


@periodic(seconds=3600, name="credit.lapse")
def lapse() -> None:
    """Periods end with the day."""
    services.lapse_records(actor=Actor.system())
