"""What a party says about a record: kept with its proof, answered with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.credit import policies
from tongban.credit.errors import CreditTextTooLong
from tongban.credit.models import CreditPlea, CreditRecord
from tongban.credit.selectors import Evidence
from tongban.credit.states import Outcome, PleaKind
from tongban.files import selectors as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor

_WHAT = {PleaKind.DEFENCE: "陈述申辩的内容", PleaKind.OBJECTION: "异议的理由", PleaKind.REPAIR: "怎样纠正的"}


def make(
    record: CreditRecord,
    kind: PleaKind,
    *,
    text: str,
    evidence: Sequence[Evidence],
    actor: Actor,
    ground: str = "",
) -> CreditPlea:
    """Keep what was said; files must be stored already. Raises as `required_text`, `CreditProofMissing`."""
    said = policies.required_text(text, _WHAT[kind])
    policies.check_evidence(kind, [one.digest for one in evidence])
    if len(evidence) > policies.MOST_FILES:
        raise CreditTextTooLong(what="证明材料的份数", most=policies.MOST_FILES, length=len(evidence))
    kept = []
    for one in evidence:
        stored = files.stored_file(one.digest)
        kept.append({"digest": stored.digest, "name": one.name or stored.name})
    return CreditPlea.objects.create(
        record=record,
        kind=kind,
        ground=ground,
        text=said,
        evidence=kept,
        made_by=actor.party_id,
        made_at=clock.now(),
    )


def answer(record: CreditRecord, outcome: Outcome, reason: str, actor: Actor) -> None:
    """Close the open plea of the record, if there is one."""
    CreditPlea.objects.filter(record=record, outcome=Outcome.OPEN).update(
        outcome=outcome, answer=reason, answered_at=clock.now(), answered_by=actor.officer_id
    )
