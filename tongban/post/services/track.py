"""Where a parcel is: the courier's word, pushed with a signature or asked for, taken once per event."""

from __future__ import annotations

import logging

from django.db import transaction

from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.ledger import services as ledger
from tongban.post import couriers
from tongban.post.couriers import TrackingNotice
from tongban.post.facts import FACT_OF
from tongban.post.models import CourierOrder, TrackingEvent
from tongban.post.services._common import record, start_clock, stop_clock, tell_party
from tongban.post.states import (
    COURIER_LIFECYCLE,
    MOVING,
    POST_CONFIRM,
    POST_MOVING,
    POST_SETTLE,
    VERB_OF,
    CourierState,
    EventKind,
)

log = logging.getLogger(__name__)
BATCH = 200


def receive_notice(*, courier: str, body: bytes, signature: str) -> str:
    """Take a courier's message; returns `moved`, `kept` (it came late and moves nothing), `repeated` or `unknown`.

    The signature says who speaks, so there is no actor. Raises `NotFound`, `NoticeNotGenuine`.
    """
    return _take(courier, couriers.named(courier).read(body, signature))


def track_parcels() -> int:
    """Ask about every parcel under way, longest unmoved first; returns how many events were new.

    A courier that does not answer does not keep the others waiting.
    """
    fresh = 0
    waiting = CourierOrder.objects.filter(state__in=MOVING).exclude(tracking_no="").order_by("moved_at", "pk")
    for courier, tracking_no in waiting.values_list("courier", "tracking_no")[:BATCH]:
        try:
            notices = couriers.named(courier).track(tracking_no)
        except DomainError as error:
            log.warning("courier %s does not answer: %s", courier, error.code)
            continue
        fresh += sum(_take(courier, notice) in ("moved", "kept") for notice in sorted(notices, key=lambda one: one.at))
    return fresh


def _take(courier: str, notice: TrackingNotice) -> str:
    with transaction.atomic():
        rows = CourierOrder.objects.select_for_update(no_key=True, of=("self",))
        row = rows.filter(courier=courier, tracking_no=notice.tracking_no).first() if notice.tracking_no else None
        if row is None:
            return "unknown"
        verb = VERB_OF[notice.kind]
        moves = row.state in COURIER_LIFECYCLE.moves[verb].sources
        event = TrackingEvent(
            order_id=row.pk,
            event_id=notice.event_id,
            kind=str(notice.kind),
            at=notice.at,
            place=notice.place[:100],
            received_at=clock.now(),
            applied=moves,
        )
        if not statements.insert_new(event):
            return "repeated"
        if not moves:
            return "kept"
        _moved(row, verb, notice)
        return "moved"


@ledger.act
def _moved(row: CourierOrder, verb: str, notice: TrackingNotice) -> None:
    actor, changes = Actor.system(), {"moved_at": clock.now()}
    if notice.kind == EventKind.DELIVERED:
        changes["delivered_at"] = min(notice.at, clock.now())
    was_lost = row.state == CourierState.LOST
    COURIER_LIFECYCLE.advance(row, verb, **changes)
    stop_clock(row, POST_MOVING, actor)
    if was_lost:  # it turned up again
        stop_clock(row, POST_SETTLE, actor)
    if row.state in MOVING:
        start_clock(row, POST_MOVING, "post.stall_limit", actor)
    elif row.state == CourierState.DELIVERED:
        if row.contents.filter(original=True).exists():
            start_clock(row, POST_CONFIRM, "post.confirm_limit", actor)
    else:
        start_clock(row, POST_SETTLE, "post.settle_limit", actor)
    record(FACT_OF[notice.kind], row, actor)
    if row.state == CourierState.DELIVERED:
        tell_party(row, "post_delivered", actor)
    elif row.state == CourierState.RETURNED:
        tell_party(row, "post_returned", actor)
