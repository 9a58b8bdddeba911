"""The test city of the road, with accounts of officers that can sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tongban.access import services as access
from tongban.access.models import Account
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build_with_reference
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.tests.standing import standing
from tongban.orgs import services as orgs
from tongban.regulation.tests.conftest import standing_watch, watch

__all__ = ("standing_watch", "watch")  # fixtures of the pages of regulation
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


@pytest.fixture(scope="module")
def standing_bench(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Bench]]:
    """The rows of the city, once for a file."""
    yield from standing(request, django_db_blocker, make_bench, at=MORNING)


@pytest.fixture
def bench(standing_bench: Callable[[], Bench], db: None) -> Iterator[Bench]:
    """The city on a Tuesday morning; the clock stands still."""
    with clock.frozen(MORNING):
        yield standing_bench()


def make_bench() -> Bench:
    """Rows of the city; also used by the browser tests, which cannot share a transaction."""
    city = build_with_reference()
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
