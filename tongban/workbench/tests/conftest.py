"""The test city of the road, with accounts of officers that can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tongban.access import services as access
from tongban.access.models import Account
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.orgs import services as orgs
from tongban.reference import services as reference

PASSWORD = "correct-horse-battery"  # of a test city


@dataclass(frozen=True)
class Bench:
    """The city and its officers by user name: clerk, examiner, approver, outsider, head, bureau."""

    city: City

    def signed_in(self, username: str) -> Client:
        """A browser in which this account is signed in."""
        client = Client()
        client.force_login(Account.objects.get(username=username))
        return client


@pytest.fixture(autouse=True)
def _own_cache(settings: Settings, request: pytest.FixtureRequest) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}
    }


@pytest.fixture
def bench(db: None) -> Iterator[Bench]:
    """The city on a Tuesday morning; the clock stands still."""
    with clock.frozen(MORNING):
        yield make_bench()


def make_bench() -> Bench:
    """Rows of the city; also used by the browser tests, which cannot share a transaction."""
    reference.load_reference_data(actor=SYSTEM)
    city = build()
    for username, actor, role in (
        ("clerk", city.clerk, "clerk"),
        ("examiner", city.examiner, "approver"),
        ("approver", city.approver, "approver"),
        ("outsider", city.outsider, "approver"),
    ):
        account_of(username, actor, role)
    for username, role in (("head", "department_admin"), ("bureau", "bureau")):
        staff = orgs.register_officer(
            department_id=city.department_id, name="工作人员", staff_no=f"Z-{username}", actor=SYSTEM
        )
        account_of(username, Actor(officer_id=staff.id), role)
    return Bench(city)


def account_of(username: str, actor: Actor, role: str) -> None:
    """An account for an officer of the city with one role."""
    opened = access.create_account(username=username, password=PASSWORD, officer_id=actor.officer_id, actor=SYSTEM)
    access.grant_role(account_id=opened.id, role=role, actor=SYSTEM)
