"""Who acts in tests: residents and officers, in the registers or by their ids alone. Numbers belong to nobody."""

from __future__ import annotations

import datetime as dt

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.standards.people import make_citizen_no
from tongban.orgs import services as orgs
from tongban.parties import services as parties

SYSTEM = Actor.system()


def resident(party_id: int, account_id: int | None = None) -> Actor:
    """A party that acts for itself on the portal."""
    return Actor(
        account_id=account_id or party_id,
        party_id=party_id,
        principal_id=party_id,
        seats=frozenset({"resident"}),
        permissions=ROLE_PERMISSIONS["resident"],
        channel=Channel.PORTAL,
    )


def person(name: str, seq: int) -> Actor:
    """A registered resident, signed in on the portal."""
    number = make_citizen_no("410502", dt.date(1990, 3, 7), seq)
    party = parties.register_person(name=name, citizen_no=number, mobile=f"1380000{seq:04d}", actor=SYSTEM)
    return resident(party.id, seq)


def seated(officer_id: int, department_id: int, role: str, *, everywhere: bool = False) -> Actor:
    """An officer with one role in one department."""
    return Actor(
        account_id=1000 + officer_id,
        officer_id=officer_id,
        seats=frozenset({role}),
        department_ids=frozenset({department_id}),
        permissions=ROLE_PERMISSIONS[role],
        everywhere=everywhere,
        channel=Channel.WINDOW,
    )


def officer(department_id: int, staff_no: str, role: str, *, everywhere: bool = False) -> Actor:
    """A registered officer with one role in one department."""
    found = orgs.register_officer(department_id=department_id, name="工作人员", staff_no=staff_no, actor=SYSTEM)
    return seated(found.id, department_id, role, everywhere=everywhere)
