"""A small city that sends parcels: a department, its people, two residents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tongban.access.tests.actors import officer, person
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.ledger.facts import ObjectRef
from tongban.orgs import services as orgs
from tongban.post import services
from tongban.post.services import Address, Content
from tongban.reference import services as reference

SYSTEM = Actor.system()
REGION = "410500"
#: A Tuesday; the next days off are the weekend of 28 November.
MORNING = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
ABOUT = ObjectRef("case", "4d9b8d1a-0000-4000-8000-000000000002")
HALL = Address("同安市卫生健康委员会", "0372-0000001", "同安市市民之家一楼12号窗口")
HOME = Address("赵小满", "13800000011", "同安市文峰区学院路3号楼2单元501室")
PAPERS = (Content("准予行政许可决定书", original=True), Content("办事指南", original=False, copies=2))
SECRETS = ("赵小满", "13800000011", "学院路")


@dataclass(frozen=True)
class City:
    """Ids and actors of the test city."""

    department_id: int
    resident: Actor
    stranger: Actor
    clerk: Actor
    outsider: Actor

    def parcel(self, direction: str = "to_applicant", actor: Actor | None = None, *contents: Content) -> str:
        """A parcel between the department and the resident."""
        to_applicant = direction == "to_applicant"
        return services.order_courier(
            about=ABOUT,
            direction=direction,
            party_id=self.resident.party_id or 0,
            department_id=self.department_id,
            region_code=REGION,
            item_name="公共场所卫生许可",
            sender=HALL if to_applicant else HOME,
            recipient=HOME if to_applicant else HALL,
            contents=contents or PAPERS,
            actor=actor or (self.clerk if to_applicant else self.resident),
        )


def build() -> City:
    reference.load_reference_data(actor=SYSTEM)
    health = orgs.register_department(
        code=make_uscc("11", REGION, 1), name="同安市卫生健康委员会", short_name="同卫健", region_code=REGION,
        actor=SYSTEM,
    )  # fmt: skip
    elsewhere = orgs.register_department(
        code=make_uscc("11", REGION, 2), name="同安市林业局", short_name="同林", region_code="410600", actor=SYSTEM
    )
    return City(
        department_id=health.id,
        resident=person("赵小满", 11),
        stranger=person("钱立夏", 13),
        clerk=officer(health.id, "W001", "clerk"),
        outsider=officer(elsewhere.id, "X001", "clerk"),
    )


@pytest.fixture(scope="module")
def standing_city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """The rows of the test city, once for a file."""
    yield from standing(request, django_db_blocker, build, at=MORNING)


@pytest.fixture
def city(standing_city: Callable[[], City], db: None) -> Iterator[City]:
    """The test city on a Tuesday morning; the clock stands still unless a test moves it."""
    with clock.frozen(MORNING):
        yield standing_city()
