"""The result: made, delivered, and the case closed."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import facts, policies
from tongban.cases.services._common import Loaded, load, record, verb
from tongban.cases.services._delivery import delivered
from tongban.cases.services._parcels import send_result
from tongban.cases.states import CASE_LIFECYCLE, DeliveryMethod
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef
from tongban.licences import policies as licence_rules
from tongban.licences import selectors as held_licences
from tongban.licences import services as licences
from tongban.post.services import Address


@verb
def issue_result(*, case_uid: UUID | str, actor: Actor) -> str:
    """Make the result of a granted case; returns the licence identifier, "" where the result is no licence."""
    loaded = load(case_uid)
    policies.check_action("issue_result", actor, loaded.case, loaded.version)
    identifier = _issue_licence(loaded, actor)
    CASE_LIFECYCLE.advance(loaded.case, "issue_result", result_issued_at=clock.now(), licence_identifier=identifier)
    more = (ObjectRef("licence", identifier),) if identifier else ()
    record(facts.RESULT_ISSUED, loaded, actor, {"licence": identifier}, more=more)
    return identifier


@verb
def deliver_result(
    *, case_uid: UUID | str, method: DeliveryMethod, actor: Actor, address: Address | None = None
) -> None:
    """Deliver within ten working days of the decision (行政许可法 44); by post to an address, a parcel is ordered whose
    road shows on the case's timeline. Raises also what `post.order_courier` refuses."""
    loaded = load(case_uid)
    policies.check_action("deliver", actor, loaded.case, loaded.version)
    if method == DeliveryMethod.POST and address is not None:
        send_result(loaded, address, actor)
    delivered(loaded, actor, method)


@verb
def close_case(*, case_uid: UUID | str, actor: Actor) -> None:
    """办结: from here the applicant is invited to rate."""
    loaded = load(case_uid)
    policies.check_action("close", actor, loaded.case, loaded.version)
    CASE_LIFECYCLE.advance(loaded.case, "close", ended_at=clock.now())
    case = loaded.case
    data = {
        "outcome": str(case.outcome),
        "party_id": case.agent_id or case.applicant_id,
        "applicant_id": case.applicant_id,
        "stage": "closing",
        "channel": str(case.channel),
        "item_name": case.item_name,
        "officer_id": case.decided_by_id,
    }
    record(facts.CASE_CLOSED, loaded, actor, data)


def _issue_licence(loaded: Loaded, actor: Actor) -> str:
    case, result = loaded.case, loaded.version.result
    if result is None or result.kind != "licence" or not result.licence_type_code:
        return ""
    start = clock.today()
    face = licence_face(case.form_data, loaded)
    valid_to = licence_rules.end_of_validity(start, result.validity_months) if result.validity_months else None
    if loaded.version.extra.get("licence_action") == "replace":
        held = held_licences.held_by(case.subject_id, viewer=Actor.system(), type_codes=(result.licence_type_code,))
        if held:
            changed = licences.change_licence(
                identifier=held[0].identifier,
                data={**held[0].data, **face},
                valid_from=start,
                valid_to=valid_to,
                case_no=case.case_no,
                about=[loaded.ref],
                actor=actor,
            )
            return changed.identifier
    issued = licences.issue_licence(
        type_code=result.licence_type_code,
        holder_id=case.subject_id,
        department_id=case.department_id,
        data=face,
        valid_from=start,
        valid_to=valid_to,
        case_no=case.case_no,
        about=[loaded.ref],
        actor=actor,
    )
    return issued.identifier


def licence_face(form: dict[str, object], loaded: Loaded) -> dict[str, object]:
    """What stands on the face of the licence: form fields by their data element, so that no item needs code."""
    properties = loaded.version.form_schema.get("properties", {})
    face: dict[str, object] = {}
    for name, value in form.items():
        face[name] = value
        face[str(properties.get(name, {}).get("x-element", name))] = value
    return face
