"""A small synthetic city: a department, a person, an enterprise, licence types. Numbers belong to nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.standards.people import make_citizen_no
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.licences import services
from tongban.licences.selectors import LicenceView
from tongban.orgs import services as orgs
from tongban.parties import services as parties

SYSTEM = Actor.system()
MINISTRY = "11100000000013338W"
HYGIENE, IDENTITY, OPINION = f"{MINISTRY}101", f"{MINISTRY}102", f"{MINISTRY}103"
CITIZEN_NO = make_citizen_no("410502", dt.date(1990, 1, 1), 1)
FACE = {"premises.name": "测试旅馆", "premises.address": "同安市建安路1号", "premises.area": 120.50}

HYGIENE_FIELDS: dict[str, object] = {
    "type": "object",
    "required": ["premises.name", "premises.address"],
    "properties": {
        "premises.name": {"type": "string", "title": "单位名称", "maxLength": 60},
        "premises.address": {"type": "string", "title": "地址"},
        "premises.area": {"type": "number", "title": "面积", "minimum": 0, "x-unit": "平方米"},
        "person.name": {"type": "string", "title": "负责人"},
    },
}
IDENTITY_FIELDS: dict[str, object] = {
    "type": "object",
    "required": ["person.citizen_no"],
    "properties": {"person.citizen_no": {"type": "string", "title": "公民身份号码"}},
}


@dataclass(frozen=True)
class City:
    """Ids of what was registered."""

    department_id: int
    other_department_id: int
    person_id: int
    other_person_id: int
    enterprise_id: int

    @property
    def approver(self) -> Actor:
        codes = frozenset({"licences.issue", "licences.revoke", "licences.fetch"})
        seat = frozenset({self.department_id})
        return Actor(officer_id=1, permissions=codes, department_ids=seat, channel=Channel.WINDOW)

    @property
    def clerk(self) -> Actor:
        return Actor(
            officer_id=2,
            permissions=frozenset({"licences.fetch"}),
            department_ids=frozenset({self.department_id}),
            channel=Channel.WINDOW,
        )

    def resident(self, party_id: int | None = None, principal_id: int | None = None) -> Actor:
        who = party_id or self.person_id
        return Actor(account_id=who, party_id=who, principal_id=principal_id or who, channel=Channel.PORTAL)


Issue = Callable[..., LicenceView]


def build_city() -> City:
    health = orgs.register_department(
        code=make_uscc("11", "410502", 1), name="同安市卫生健康委员会", short_name="同卫健", actor=SYSTEM
    )
    other = orgs.register_department(code=make_uscc("11", "410502", 2), name="同安市文化和旅游局", actor=SYSTEM)
    person = parties.register_person(name="测试甲", citizen_no=CITIZEN_NO, mobile="13800000001", actor=SYSTEM)
    second = parties.register_person(
        name="测试乙", citizen_no=make_citizen_no("410502", dt.date(1991, 1, 1), 3), actor=SYSTEM
    )
    enterprise = parties.register_enterprise(
        name="同安测试旅馆有限公司",
        uscc=make_uscc("91", "410502", 1),
        legal_representative_id=person.id,
        actor=SYSTEM,
    )
    for code, name, fields, single, kinds, months in (
        (HYGIENE, "公共场所卫生许可证", HYGIENE_FIELDS, True, ("enterprise", "sole_trader"), 48),
        (IDENTITY, "居民身份证", IDENTITY_FIELDS, True, ("person",), None),
        (OPINION, "设计审查意见", HYGIENE_FIELDS, False, (), None),
    ):
        services.define_licence_type(
            code=code,
            name=name,
            defined_by="测试定义机构",
            fields=fields,
            single_valid=single,
            holder_kinds=kinds,
            validity_months=months,
            number_pattern="{short}公字〔{year}〕第{serial}号",
            actor=SYSTEM,
        )
    return City(health.id, other.id, person.id, second.id, enterprise.id)


@pytest.fixture(scope="module")
def standing_city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """The rows of the city, once for a file."""
    yield from standing(request, django_db_blocker, build_city, at=clock.now())


@pytest.fixture
def city(standing_city: Callable[[], City], db: None) -> City:
    return standing_city()


@pytest.fixture
def issue(city: City) -> Issue:
    """Issues a hygiene licence to the enterprise; everything may be overridden."""

    def make(**changes: object) -> LicenceView:
        given: dict[str, object] = {
            "type_code": HYGIENE,
            "holder_id": city.enterprise_id,
            "department_id": city.department_id,
            "data": FACE,
            "actor": city.approver,
            **changes,
        }
        return services.issue_licence(**given)  # type: ignore[arg-type]  # a test passes what it likes

    return make
