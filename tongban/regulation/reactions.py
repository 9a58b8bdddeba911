"""What follows from facts of rooms below. Each may run twice: the second time finds everything done."""

from __future__ import annotations

import datetime as dt

from tongban.cases.facts import CASE_DECIDED, CASE_REVOKED
from tongban.duties.facts import DUTY_OVERDUE
from tongban.kernel.actor import Actor
from tongban.kernel.standards.licence_id import make_licence_identifier, parse_licence_identifier
from tongban.ledger.facts import FactView, periodic, reaction
from tongban.licences import facts as licences
from tongban.regulation import services
from tongban.regulation.facts import INSPECTION
from tongban.regulation.states import MEND

_ENDED = {
    licences.LICENCE_REVOKED.kind: "证照被撤销（行政许可法第六十九条）",
    licences.LICENCE_CANCELLED.kind: "证照被注销（行政许可法第七十条）",
}


@reaction(CASE_DECIDED, name="regulation.push")
def push(fact: FactView) -> None:
    """What was granted reaches the department that oversees it."""
    if fact.data.get("outcome") == "granted":
        services.push_handover(case_uid=fact.primary.id, actor=Actor.system(trace_id=fact.trace_id))


@reaction(licences.LICENCE_ISSUED, name="regulation.note_licence")
@reaction(licences.LICENCE_CHANGED, name="regulation.note_licence")
def note_licence(fact: FactView) -> None:
    """The handover learns the licence of its case; the entry of a renewed licence goes on under the new one."""
    actor = Actor.system(trace_id=fact.trace_id)
    case = fact.object("case")
    if case is not None:
        services.push_handover(case_uid=case.id, actor=actor)
    if fact.kind == licences.LICENCE_CHANGED.kind:
        after = str(fact.data["identifier"])
        before = _version_before(after)
        valid_to = fact.data.get("valid_to")
        services.renew_objects(
            before=before, after=after, valid_to=dt.date.fromisoformat(str(valid_to)) if valid_to else None, actor=actor
        )
        services.close_for_licence(
            identifier=before, reason="证照已换发，由新的办件接续", objects_too=False, actor=actor
        )


def _version_before(identifier: str) -> str:
    parts = parse_licence_identifier(identifier)
    return make_licence_identifier(parts.type_code, parts.issuer_code, parts.serial, int(parts.version) - 1)


@reaction(licences.LICENCE_REVOKED, name="regulation.licence_ended")
@reaction(licences.LICENCE_CANCELLED, name="regulation.licence_ended")
def licence_ended(fact: FactView) -> None:
    """Nothing is left to oversee."""
    identifier = str(fact.data.get("identifier", ""))
    services.close_for_licence(
        identifier=identifier, reason=_ENDED[fact.kind], actor=Actor.system(trace_id=fact.trace_id)
    )


@reaction(CASE_REVOKED, name="regulation.case_revoked")
def case_revoked(fact: FactView) -> None:
    """The decision itself was undone, with or without a licence."""
    services.close_for_case(
        case_uid=fact.primary.id,
        reason="许可决定被撤销（行政许可法第六十九条）",
        actor=Actor.system(trace_id=fact.trace_id),
    )


@reaction(DUTY_OVERDUE, name="regulation.mend_overdue")
def mend_overdue(fact: FactView) -> None:
    """The limit to mend is over: two officers go and look."""
    inspection = fact.object(INSPECTION)
    if inspection is not None and fact.data.get("kind") == MEND.code:
        services.recheck_overdue(inspection_uid=inspection.id, actor=Actor.system(trace_id=fact.trace_id))


@periodic(seconds=3600, name="regulation.publish_due")
def publish_due() -> None:
    """Results whose day has come."""
    services.publish_due(actor=Actor.system())


@periodic(seconds=3600, name="regulation.close_expired")
def close_expired() -> None:
    """Licences whose validity ended."""
    services.close_expired(actor=Actor.system())
