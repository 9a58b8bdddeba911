"""A parcel is ordered, handed over to the courier, or called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.ids import uid_of
from tongban.kernel.standards.personal import without_numbers
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.post import couriers
from tongban.post.addresses import Address, checked, opened, sealed
from tongban.post.couriers import Parcel
from tongban.post.errors import NothingInside
from tongban.post.facts import POST_CANCELLED, POST_ORDERED
from tongban.post.models import CourierOrder, ParcelContent
from tongban.post.permissions import check_sender
from tongban.post.services._common import lock_order, record, start_clock, stop_clock, tell_party
from tongban.post.states import COURIER_LIFECYCLE, POST_MOVING, CourierState, Direction

MOST_CONTENTS = 50


@dataclass(frozen=True, slots=True)
class Content:
    """One kind of paper in a parcel."""

    name: str
    original: bool
    copies: int = 1


@ledger.act
def order_courier(
    *,
    about: ObjectRef,
    direction: str,
    party_id: int,
    department_id: int,
    sender: Address,
    recipient: Address,
    contents: Sequence[Content],
    actor: Actor,
    region_code: str = "",
    agent_id: int | None = None,
    item_name: str = "",
) -> str:
    """Order a parcel for an object; returns its uid. The courier hears of it right after the transaction.

    The calling room has checked the object and whose `party_id` is. Raises `PermissionDenied`, `NotFound` (outside the
    scope), `CourierNotReady`, `AddressIncomplete`, `NothingInside`.
    """
    way = Direction(direction)
    check_sender(
        actor, direction=way, department_id=department_id, region_code=region_code, parties=(party_id, agent_id)
    )
    courier, _ = couriers.chosen()
    inside = _checked_contents(contents)
    from_, to = checked(sender, "寄件人"), checked(recipient, "收件人")
    now = clock.now()
    serial = ledger.next_serial(f"courier_order:{department_id}:{clock.today().year}")
    row = CourierOrder.objects.create(
        number=f"{clock.today().year}{department_id:05d}{serial:07d}",
        about_type=about.type,
        about_id=about.id,
        item_name=item_name[:300],
        department_id=department_id,
        region_code=region_code,
        party_id=party_id,
        agent_id=agent_id if agent_id != party_id else None,
        direction=way,
        sender_cipher=sealed(from_),
        recipient_cipher=sealed(to),
        courier=courier,
        ordered_at=now,
        moved_at=now,
    )
    ParcelContent.objects.bulk_create(
        ParcelContent(order=row, position=position, name=one.name, copies=one.copies, original=one.original)
        for position, one in enumerate(inside, 1)
    )
    start_clock(row, POST_MOVING, "post.stall_limit", actor)
    record(POST_ORDERED, row, actor, {"originals": sum(one.original for one in inside), "papers": len(inside)})
    tell_party(row, "post_ordered", actor)
    return str(row.uid)


def _checked_contents(contents: Sequence[Content]) -> list[Content]:
    cleaned = [Content(without_numbers(" ".join(one.name.split()))[:200], one.original, one.copies) for one in contents]
    names = [one.name for one in cleaned]
    wrong = not names or len(names) > MOST_CONTENTS or len(set(names)) < len(names) or "" in names
    if wrong or any(not 1 <= one.copies <= 1000 for one in cleaned):
        raise NothingInside()
    return cleaned


def hand_over(*, order_uid: UUID | str) -> str:
    """Tell the courier of a parcel it has not heard of; returns its tracking number. Safe to call twice.

    The platform calls it after the order. Raises `CourierUnavailable`; then it is tried again.
    """
    with transaction.atomic():
        rows = CourierOrder.objects.select_for_update(no_key=True, of=("self",)).filter(uid=uid_of(order_uid))
        row = rows.get()
        if row.tracking_no or row.state != CourierState.ORDERED:
            return row.tracking_no
        inside = tuple(f"{one.name}×{one.copies}" for one in row.contents.all())
        parcel = Parcel(row.number, opened(row.sender_cipher), opened(row.recipient_cipher), inside)
        row.tracking_no = couriers.named(row.courier).order(parcel)[:40]
        row.save(update_fields=["tracking_no"])
        return row.tracking_no


@ledger.act
def cancel_courier(*, order_uid: UUID | str, actor: Actor) -> None:
    """Call a parcel off before it is fetched. Raises `NotFound`, `PermissionDenied`, `MoveNotAllowed`,
    `CourierUnavailable`."""
    row = lock_order(order_uid, actor)
    check_sender(
        actor,
        direction=row.direction,
        department_id=row.department_id,
        region_code=row.region_code,
        parties=(row.party_id, row.agent_id),
    )
    COURIER_LIFECYCLE.check("cancel", row.state)
    if row.tracking_no:
        couriers.named(row.courier).cancel(row.tracking_no)
    COURIER_LIFECYCLE.advance(row, "cancel", moved_at=clock.now())
    stop_clock(row, POST_MOVING, actor)
    record(POST_CANCELLED, row, actor)
