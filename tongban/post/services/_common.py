"""What every verb of the room does the same way: lock the parcel, write the fact, start its clock."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from tongban.duties import services as duties
from tongban.duties.states import DutyKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue, ObjectRef
from tongban.notices import services as notices
from tongban.parties import selectors as parties
from tongban.post.facts import courier_ref
from tongban.post.models import CourierOrder
from tongban.post.permissions import visible_to
from tongban.reference import selectors as reference


def lock_order(uid: UUID | str, actor: Actor) -> CourierOrder:
    """The parcel, locked for this transaction, where this person may see it. Raises `NotFound`."""
    found = visible_to(actor).filter(uid=uid_of(uid)).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound()
    return CourierOrder.objects.select_for_update(no_key=True, of=("self",)).get(pk=found)


def record(kind: FactKind, row: CourierOrder, actor: Actor, data: Mapping[str, JsonValue] | None = None) -> None:
    """The parcel first, then what it is about and the party; never a name, a phone or an address."""
    ledger.record(
        kind,
        actor=actor,
        objects=[
            courier_ref(row.uid),
            ObjectRef(row.about_type, row.about_id),
            ObjectRef("party", str(row.party_id), "applicant"),
        ],
        data={"number": row.number, "direction": str(row.direction), "state": str(row.state), **(data or {})},
        department_id=row.department_id,
        region_code=row.region_code,
    )


def start_clock(row: CourierOrder, kind: DutyKind, parameter: str, actor: Actor) -> None:
    """Something is owed about the parcel from now on."""
    duties.open_duty(
        kind=kind,
        subject=courier_ref(row.uid),
        department_id=row.department_id,
        region_code=row.region_code,
        starts_at=clock.now(),
        limit=reference.parameter(parameter, region_code=row.region_code).limit,
        actor=actor,
        dedupe_key=f"{kind}:{row.uid}:{row.revision}",
    )


def stop_clock(row: CourierOrder, kind: DutyKind, actor: Actor) -> None:
    """It is done."""
    duties.discharge_duty(subject=courier_ref(row.uid), kind=kind, at=clock.now(), actor=actor)


def papers(row: CourierOrder) -> str:
    """What is in the parcel, in words."""
    return "、".join(one.name for one in row.contents.all())


def tell_party(row: CourierOrder, template: str, actor: Actor) -> None:
    """A message to the applicant's side."""
    for party_id in {row.party_id, row.agent_id or row.party_id}:
        notices.send_notice(
            party_id=party_id,
            template=template,
            context={"item": row.item_name, "number": row.number, "papers": papers(row)},
            link=f"/post/{row.uid}/",
            to_mobile=parties.notice_mobile(party_id),
            actor=actor,
        )
