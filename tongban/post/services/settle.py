"""After the road: originals are confirmed by the receiver, what did not arrive is settled, addresses are looked at."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.parties import services as parties
from tongban.post import policies
from tongban.post.addresses import Address, opened
from tongban.post.facts import POST_ADDRESS_SEEN, POST_CONFIRMED, POST_INCOMPLETE, POST_SETTLED
from tongban.post.models import CourierOrder
from tongban.post.permissions import check_officer, is_party
from tongban.post.services._common import lock_order, record, stop_clock
from tongban.post.states import POST_CONFIRM, POST_SETTLE, Direction


@ledger.act
def confirm_contents(*, order_uid: UUID | str, complete: bool, actor: Actor, note: str = "") -> None:
    """The receiver says whether everything came, in whole; what is missing or damaged is written down.

    Raises `NotFound`, `NotTheReceiver`, `PermissionDenied`, `NotArrived`, `AlreadyConfirmed`, `NoteMissing`.
    """
    row = lock_order(order_uid, actor)
    policies.check_receiver(actor, row)
    policies.check_confirmable(row)
    said = "" if complete and not note.strip() else policies.check_note(note, "缺少或者损坏了什么")
    now = clock.now()
    row.confirmed_at, row.complete, row.note = now, complete, said
    CourierOrder.objects.filter(pk=row.pk).update(confirmed_at=now, complete=complete, note=said)
    stop_clock(row, POST_CONFIRM, actor)
    record(POST_CONFIRMED if complete else POST_INCOMPLETE, row, actor)


@ledger.act
def settle_parcel(*, order_uid: UUID | str, note: str, actor: Actor) -> None:
    """Say what was done about a parcel that came back or was lost (sent again, fetched at the window, replaced).

    Raises `NotFound`, `PermissionDenied`, `NothingToSettle`, `NoteMissing`.
    """
    row = lock_order(order_uid, actor)
    check_officer(actor, department_id=row.department_id, region_code=row.region_code)
    policies.check_settleable(row)
    said = policies.check_note(note, "怎样处理的")
    CourierOrder.objects.filter(pk=row.pk).update(settled_at=clock.now(), note=said)
    stop_clock(row, POST_SETTLE, actor)
    record(POST_SETTLED, row, actor)


def reveal_address(*, order_uid: UUID | str, actor: Actor) -> Address:
    """The applicant's end in the clear: for the party itself, or for an officer, whose look the party can see.

    Raises `NotFound`, `PermissionDenied`.
    """
    with transaction.atomic():
        row = lock_order(order_uid, actor)
        if not is_party(actor, row.party_id, row.agent_id):
            check_officer(actor, department_id=row.department_id, region_code=row.region_code)
            if not actor.is_system:
                parties.record_look(row.party_id, actor=actor, purpose=f"查看寄递单{row.number}的地址", depth="full")
            record(POST_ADDRESS_SEEN, row, actor)
        return opened(row.recipient_cipher if row.direction == Direction.TO_APPLICANT else row.sender_cipher)
