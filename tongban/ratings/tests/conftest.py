"""A small synthetic city with one closed case to rate. Numbers belong to nobody."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.standards.people import make_citizen_no
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.orgs import services as orgs
from tongban.parties import services as parties
from tongban.ratings import services
from tongban.ratings.models import RatingInvitation
from tongban.reference import services as reference

SYSTEM = Actor.system()
MONDAY = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)
CLERK_ID = 31


@dataclass(frozen=True)
class City:
    """Ids of what was registered."""

    department_id: int
    other_department_id: int
    applicant_id: int
    agent_id: int
    stranger_id: int

    def resident(self, party_id: int | None = None) -> Actor:
        who = party_id or self.applicant_id
        return Actor(account_id=who, party_id=who, principal_id=who, channel=Channel.MOBILE)

    def handler(self, officer_id: int = 40, department_id: int | None = None) -> Actor:
        return Actor(
            officer_id=officer_id,
            permissions=frozenset({"ratings.handle"}),
            department_ids=frozenset({department_id or self.department_id}),
            channel=Channel.WINDOW,
        )


def build_city() -> City:
    reference.load_reference_data(actor=SYSTEM)
    first = orgs.register_department(code=make_uscc("11", "410502", 1), name="同安市卫生健康委员会", actor=SYSTEM)
    second = orgs.register_department(code=make_uscc("11", "410502", 2), name="同安市文化和旅游局", actor=SYSTEM)
    people = [
        parties.register_person(
            name=f"测试{name}", citizen_no=make_citizen_no("410502", dt.date(1990, 1, 1), seq), actor=SYSTEM
        ).id
        for seq, name in ((1, "甲"), (3, "乙"), (5, "丙"))
    ]
    return City(first.id, second.id, *people)


@pytest.fixture(scope="module")
def standing_city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """The rows of the city, once for a file."""
    yield from standing(request, django_db_blocker, build_city, at=MONDAY)


@pytest.fixture
def city(standing_city: Callable[[], City], db: None) -> Iterator[City]:
    with clock.frozen(MONDAY):
        yield standing_city()


Invite = Callable[..., RatingInvitation]


def invite_once(city: City, **changes: object) -> RatingInvitation:
    given: dict[str, object] = {
        "case_uid": uuid.uuid4(),
        "case_no": "N1",
        "item_name": "公共场所卫生许可",
        "applicant_id": city.applicant_id,
        "agent_id": city.agent_id,
        "department_id": city.department_id,
        "officer_id": CLERK_ID,
        "channel": "window",
        "actor": SYSTEM,
        **changes,
    }
    uid = services.invite(**given)  # type: ignore[arg-type]  # a test passes what it likes
    return RatingInvitation.objects.get(uid=uid)


@pytest.fixture
def invite(city: City) -> Invite:
    """Invites to rate a fresh case; everything may be overridden."""

    def make(**changes: object) -> RatingInvitation:
        return invite_once(city, **changes)

    return make
