"""What travels with a case, and between which two ends."""

from __future__ import annotations

from tongban.cases import policies
from tongban.cases.policies.kinds import instrument_title
from tongban.cases.services._common import Loaded
from tongban.cases.states import Instrument
from tongban.kernel.actor import Actor
from tongban.orgs import selectors as orgs
from tongban.post import services as post
from tongban.post.services import Address, Content
from tongban.post.states import Direction


def send_result(loaded: Loaded, address: Address, actor: Actor) -> str:
    """The decision, and the result where there is one, travel to the applicant; the caller delivers."""
    kinds = (Instrument.DECISION_GRANTED, Instrument.DECISION_REFUSED)
    papers = [
        instrument_title(kind, loaded.version)
        for kind in loaded.case.instruments.filter(kind__in=kinds).values_list("kind", flat=True)
    ]
    result = loaded.version.result
    if policies.needs_result(loaded.case, loaded.version) and result is not None:
        papers.append(result.name or "办理结果")
    contents = [Content(name[:200], original=True) for name in dict.fromkeys(papers or ["办理结果"])]
    return parcel_ordered(loaded, Direction.TO_APPLICANT, own_end(loaded), address, contents, actor)


def own_end(loaded: Loaded) -> Address:
    """The department as one end of a parcel; where it has registered no address, the place its guide names."""
    department, version = orgs.department(loaded.case.department_id), loaded.version
    return Address(
        name=department.name,
        phone=department.phone or next(iter(version.phones), ""),
        address=department.address or next(iter(version.places), ""),
    )


def parcel_ordered(
    loaded: Loaded, direction: Direction, sender: Address, recipient: Address, contents: list[Content], actor: Actor
) -> str:
    """A parcel between the applicant and the department, about the case; returns its uid."""
    case = loaded.case
    return post.order_courier(
        about=loaded.ref,
        direction=direction,
        party_id=case.applicant_id,
        agent_id=case.agent_id,
        department_id=case.department_id,
        region_code=case.region_code,
        item_name=case.item_name,
        sender=sender,
        recipient=recipient,
        contents=contents,
        actor=actor,
    )
