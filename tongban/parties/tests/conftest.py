"""What tests of the room share. Numbers are synthetic: real structure and check digit, nobody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tongban.kernel.actor import Actor, Channel
from tongban.kernel.standards.people import make_citizen_no
from tongban.kernel.standards.uscc import make_uscc
from tongban.parties import services
from tongban.parties.selectors import PartyView

MakePerson = Callable[..., PartyView]
ADULT = dt.date(1990, 1, 1)


def number(seq: int = 1, birth: dt.date = ADULT) -> str:
    return make_citizen_no("410502", birth, seq)


def uscc(serial: int = 1) -> str:
    return make_uscc("91", "410502", serial)


@pytest.fixture
def clerk() -> Actor:
    """A window officer."""
    codes = frozenset({"parties.register", "parties.find", "parties.reveal"})
    return Actor(account_id=10, officer_id=10, permissions=codes, department_ids=frozenset({7}), channel=Channel.WINDOW)


@pytest.fixture
def person(db: None, clerk: Actor) -> MakePerson:
    """Registers a synthetic person."""

    def make(name: str = "测试甲", seq: int = 1, birth: dt.date = ADULT, mobile: str = "13800000001") -> PartyView:
        return services.register_person(name=name, citizen_no=number(seq, birth), mobile=mobile, actor=clerk)

    return make


def resident(party_id: int, principal_id: int | None = None) -> Actor:
    return Actor(
        account_id=1000 + party_id, party_id=party_id, principal_id=principal_id or party_id, channel=Channel.PORTAL
    )
