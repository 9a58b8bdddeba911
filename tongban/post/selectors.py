"""Parcels as a person may see them. Addresses are masked; `services.reveal_address` shows them and records it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger.facts import ObjectRef
from tongban.post import couriers, policies
from tongban.post.addresses import opened
from tongban.post.models import CourierOrder
from tongban.post.permissions import visible_to
from tongban.post.states import CourierState, Direction, EventKind

_TONES = {"delivered": "good", "returned": "bad", "lost": "bad", "cancelled": ""}


@dataclass(frozen=True, slots=True)
class ContentView:
    """One kind of paper in a parcel."""

    name: str
    copies: int
    original: bool


@dataclass(frozen=True, slots=True)
class EventView:
    """One thing the courier told."""

    kind: str
    label: str
    at: dt.datetime
    place: str


@dataclass(frozen=True, slots=True)
class CourierView:
    """A parcel in the list of what it is about; `allowed` are this viewer's verbs."""

    uid: UUID
    number: str
    about: ObjectRef
    item_name: str
    direction: str
    direction_label: str
    department_id: int
    courier: str
    tracking_no: str
    state: str
    state_label: str
    ordered_at: dt.datetime
    moved_at: dt.datetime
    delivered_at: dt.datetime | None
    confirmed_at: dt.datetime | None
    complete: bool | None
    note: str
    settled_at: dt.datetime | None
    allowed: frozenset[str]

    @property
    def tone(self) -> str:
        """Colour of its tag; the words carry the meaning."""
        return _TONES.get(self.state, "info")


@dataclass(frozen=True, slots=True)
class ParcelView(CourierView):
    """One parcel with contents, road and masked ends."""

    sender: str = ""
    recipient: str = ""
    contents: tuple[ContentView, ...] = ()
    events: tuple[EventView, ...] = ()

    @property
    def originals(self) -> bool:
        """Whether originals travel, which the receiver has to confirm."""
        return any(one.original for one in self.contents)


def couriers_of(about: ObjectRef, *, viewer: Actor) -> tuple[CourierView, ...]:
    """The parcels for an object, oldest first, as far as this person may see them (one query)."""
    rows = visible_to(viewer).filter(about_type=about.type, about_id=about.id).order_by("pk")
    return tuple(CourierView(**_values(row, viewer)) for row in rows)


def parcel(uid: UUID | str, *, viewer: Actor) -> ParcelView:
    """One parcel (three queries). Raises `NotFound`."""
    row = visible_to(viewer).prefetch_related("contents", "events").filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    # The office's end is public; the applicant's is masked.
    sender, recipient = opened(row.sender_cipher), opened(row.recipient_cipher)
    to_applicant = row.direction == Direction.TO_APPLICANT
    return ParcelView(
        **_values(row, viewer),
        sender=sender.whole if to_applicant else sender.masked,
        recipient=recipient.masked if to_applicant else recipient.whole,
        contents=tuple(ContentView(one.name, one.copies, one.original) for one in row.contents.all()),
        events=tuple(
            EventView(one.kind, str(EventKind(one.kind).label), one.at, one.place) for one in row.events.all()
        ),
    )


def why_off() -> str:
    """Why nothing can be sent by courier now; empty where one can."""
    return "".join(couriers.check_config())


def _values(row: CourierOrder, viewer: Actor) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "number": row.number,
        "about": ObjectRef(row.about_type, row.about_id),
        "item_name": row.item_name,
        "direction": row.direction,
        "direction_label": str(Direction(row.direction).label),
        "department_id": row.department_id,
        "courier": row.courier,
        "tracking_no": row.tracking_no,
        "state": row.state,
        "state_label": str(CourierState(row.state).label),
        "ordered_at": row.ordered_at,
        "moved_at": row.moved_at,
        "delivered_at": row.delivered_at,
        "confirmed_at": row.confirmed_at,
        "complete": row.complete,
        "note": row.note,
        "settled_at": row.settled_at,
        "allowed": policies.allowed(viewer, row),
    }
