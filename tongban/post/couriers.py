"""Couriers: the contract of an adapter, which one the city has chosen, and the embedded test courier.

`TONGBAN_COURIER` names it: `test_courier`, or `name=package.module:Class` for a vendor's adapter, where the name is
what rows and addresses call it by. The test courier hands out numbers and tells of a parcel by the clock (揽收 after
two hours, 运输 after six, 妥投 after a day), so that days that pass in a demonstration city move its parcels; other
events come in by the same signed message as from any courier. A production city cannot use it.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import orjson
from django.conf import settings
from django.utils.module_loading import import_string

from tongban.kernel import clock, keys
from tongban.kernel.errors import NotFound
from tongban.kernel.gm import hmac_sm3
from tongban.post.addresses import Address
from tongban.post.errors import CourierNotReady, NoticeNotGenuine
from tongban.post.states import EventKind

TEST_COURIER = "test_courier"
KEY = "courier_test"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a courier is asked to carry; `number` is ours and makes a second call the same call."""

    number: str
    sender: Address
    recipient: Address
    contents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackingNotice:
    """What a courier says of a parcel; `event_id` tells a repetition from a second event."""

    tracking_no: str
    event_id: str
    kind: EventKind
    at: dt.datetime
    place: str = ""


class Courier(Protocol):
    """A postal or courier enterprise."""

    def check_config(self) -> list[str]:
        """Chinese sentences on what is missing; empty when ready."""

    def order(self, parcel: Parcel) -> str:
        """Ask for a parcel to be fetched; the courier's tracking number. Raises `CourierUnavailable`."""

    def cancel(self, tracking_no: str) -> None:
        """Do not fetch it any more. Raises `CourierUnavailable`."""

    def read(self, body: bytes, signature: str) -> TrackingNotice:
        """A message whose signature holds. Raises `NoticeNotGenuine`."""

    def track(self, tracking_no: str) -> Sequence[TrackingNotice]:
        """Everything known of a parcel so far. Raises `CourierUnavailable`."""


class TestCourier:
    """The embedded courier; it keeps nothing, its number says when the parcel was ordered."""

    __test__ = False  # no test of ours, whatever its name begins with
    #: What happens so many hours after the order, and where.
    ROAD = (
        (2, EventKind.COLLECTED, "同安市寄递点"),
        (6, EventKind.IN_TRANSIT, "同安市分拨中心"),
        (24, EventKind.DELIVERED, ""),
    )

    def check_config(self) -> list[str]:
        """Never in a production city."""
        if settings.TONGBAN_CITY_KIND == "production":
            return ["还没有接入寄递企业，测试寄递不能用于正式城市。"]
        return []

    def order(self, parcel: Parcel) -> str:
        """A number with the minute of the order in it."""
        return f"TC{int(clock.now().timestamp()) // 60:010d}{parcel.number}"

    def cancel(self, tracking_no: str) -> None:
        """Nothing was on its way."""

    def read(self, body: bytes, signature: str) -> TrackingNotice:
        """Check the signature over the very bytes, then their shape."""
        if not hmac.compare_digest(sign(body), signature.strip().lower()):
            raise NoticeNotGenuine()
        try:
            said = orjson.loads(body)
            at = dt.datetime.fromisoformat(said["at"])
            kind = EventKind(said["kind"])
            words = [said[name] for name in ("tracking_no", "event_id", "place")]
        except (ValueError, TypeError, KeyError):
            raise NoticeNotGenuine() from None
        if at.tzinfo is None or not all(isinstance(word, str) for word in words):
            raise NoticeNotGenuine()
        return TrackingNotice(words[0][:40], words[1][:100], kind, at, words[2][:100])

    def track(self, tracking_no: str) -> Sequence[TrackingNotice]:
        """What the clock has made of it."""
        minutes = tracking_no[2:12]
        if not tracking_no.startswith("TC") or not minutes.isdecimal():
            return ()
        start, now = dt.datetime.fromtimestamp(int(minutes) * 60, dt.UTC), clock.now()
        return [
            TrackingNotice(tracking_no, f"{tracking_no}:{hours}", kind, start + dt.timedelta(hours=hours), place)
            for hours, kind, place in self.ROAD
            if start + dt.timedelta(hours=hours) <= now
        ]


def sign(body: bytes) -> str:
    """The test courier's signature: HMAC-SM3 under a key of the key store."""
    _, key = keys.store().symmetric(KEY)
    return hmac_sm3(key, body).hex()


def signed_notice(tracking_no: str, event_id: str, kind: str, at: dt.datetime, place: str = "") -> tuple[bytes, str]:
    """A signed message of the test courier."""
    said = {"tracking_no": tracking_no, "event_id": event_id, "kind": kind, "at": at.isoformat(), "place": place}
    body = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return body, sign(body)


_factories: dict[str, Callable[[], Courier]] = {TEST_COURIER: TestCourier}


def register(name: str, factory: Callable[[], Courier]) -> None:
    """Offer a courier under a name."""
    _factories[name] = factory


def named(name: str) -> Courier:
    """A courier by its name. Raises `NotFound`."""
    factory = _factory(name)
    if factory is None:
        raise NotFound()
    return factory()


def _setting() -> tuple[str, str]:
    """Name and path of the adapter, the path empty for a registered one."""
    name, _, path = str(settings.TONGBAN_COURIER or TEST_COURIER).partition("=")
    return name.strip(), path.strip()


def _factory(name: str) -> Callable[[], Courier] | None:
    known = _factories.get(name)
    if known is not None:
        return known
    chosen_name, path = _setting()
    if name != chosen_name or not path:
        return None
    try:
        found: Callable[[], Courier] = import_string(path.replace(":", "."))
    except ImportError as error:
        raise CourierNotReady(problems=f"找不到寄递企业的程序“{path}”。") from error
    return found


def chosen() -> tuple[str, Courier]:
    """The city's courier with its name, checked. Raises `CourierNotReady`."""
    name, _ = _setting()
    factory = _factory(name)
    if factory is None:
        raise CourierNotReady(problems=f"没有名为“{name}”的寄递企业。")
    courier = factory()
    if problems := courier.check_config():
        raise CourierNotReady(problems="".join(problems))
    return name, courier


def check_config() -> list[str]:
    """What is wrong with the city's courier, as Chinese sentences; empty when parcels can be sent."""
    try:
        chosen()
    except CourierNotReady as error:
        return [error.sentence]
    return []
