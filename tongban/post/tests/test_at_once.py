"""One tracking event told many times at once moves the parcel once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tongban.kernel import clock
from tongban.ledger import services as ledger
from tongban.ledger.tests.threads import at_once
from tongban.post import services
from tongban.post.couriers import TEST_COURIER, signed_notice
from tongban.post.models import CourierOrder, TrackingEvent
from tongban.post.tests.conftest import MORNING, City, build
from tongban.post.tests.test_parcels import story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> Iterator[City]:
    with clock.frozen(MORNING):
        yield build()


def frozen(call: Callable[[], str]) -> Callable[[], str]:
    def run() -> str:
        with clock.frozen(MORNING):
            return call()

    return run


def test_one_event_six_times_at_once(city: City) -> None:
    city.parcel()
    ledger.drain(raising=True)
    body, signature = signed_notice(CourierOrder.objects.get().tracking_no, "e", "delivered", MORNING)
    tell = frozen(lambda: services.receive_notice(courier=TEST_COURIER, body=body, signature=signature))
    assert sorted(str(one) for one in at_once([tell] * 6)) == ["moved", *["repeated"] * 5]
    assert (TrackingEvent.objects.count(), story().count("post.delivered")) == (1, 1)
