"""What tests of the room share: a small city with departments, staff and residents, all synthetic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tongban.access import services
from tongban.access.selectors import AccountView
from tongban.kernel.actor import Actor
from tongban.kernel.standards.people import make_citizen_no
from tongban.kernel.standards.uscc import make_uscc
from tongban.orgs import services as orgs
from tongban.orgs.selectors import DepartmentView
from tongban.parties import services as parties

PASSWORD = "correct-horse-battery"
MOBILE = "13800000001"
MakeOfficer = Callable[..., AccountView]
MakeResident = Callable[..., AccountView]


def citizen_no(seq: int = 1) -> str:
    return make_citizen_no("410502", dt.date(1990, 1, 1), seq)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def system() -> Actor:
    return Actor.system()


@pytest.fixture
def health(db: None, system: Actor) -> DepartmentView:
    return orgs.register_department(
        code=make_uscc("11", "410500", 1), name="市卫健委", region_code="410500", actor=system
    )


@pytest.fixture
def forestry(db: None, system: Actor) -> DepartmentView:
    return orgs.register_department(
        code=make_uscc("11", "410500", 2), name="市林业局", region_code="410500", actor=system
    )


@pytest.fixture
def officer(health: DepartmentView, system: Actor) -> MakeOfficer:
    """An account of an officer with these roles in the own department."""

    def make(username: str, *roles: str, department_id: int = 0) -> AccountView:
        department = department_id or health.id
        staff = orgs.register_officer(department_id=department, name="职员", staff_no=username, actor=system)
        account = services.create_account(username=username, password=PASSWORD, officer_id=staff.id, actor=system)
        for role in roles:
            services.grant_role(account_id=account.id, role=role, actor=system)
        return account

    return make


@pytest.fixture
def resident(db: None, system: Actor) -> MakeResident:
    """An account of a registered person."""

    def make(username: str = "resident-a", seq: int = 1, mobile: str = MOBILE, name: str = "测试甲") -> AccountView:
        person = parties.register_person(name=name, citizen_no=citizen_no(seq), mobile=mobile, actor=system)
        return services.create_account(
            username=username, password=PASSWORD, party_id=person.id, mobile=mobile, actor=system
        )

    return make


def sign_in(client: Client, login: str, password: str = PASSWORD) -> None:
    """Sign in through the page; fails the test if that did not work."""
    response = client.post("/account/sign-in/", {"login": login, "password": password})
    assert response.status_code == 302, response.content.decode()
