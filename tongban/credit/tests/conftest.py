"""A small synthetic city with two departments, people, an enterprise, a sole trader. Numbers belong to nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tongban.access.tests.actors import resident, seated
from tongban.credit import services
from tongban.credit.selectors import CreditRecordView, Evidence
from tongban.duties import services as duties
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.standards.people import make_citizen_no
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.orgs import services as orgs
from tongban.parties import services as parties
from tongban.reference import services as reference

SYSTEM = Actor.system()
REGION = "410500"
#: A Tuesday; the next days off are the weekend of 28 November.
MORNING = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
TEXT = "告知承诺事项核查发现经营场所与承诺不符，见同卫健〔2026〕责改字第3号。"
#: Another matter than that of the usual record: what a party broke in one is one record.
OTHER = ObjectRef("case", "c-2")
CITIZEN_NO = make_citizen_no("410502", dt.date(1990, 3, 7), 11)
USCC = make_uscc("91", REGION, 3)


@dataclass(frozen=True)
class City:
    """Ids of what was registered, and who acts."""

    department_id: int
    other_department_id: int
    person_id: int
    other_person_id: int
    enterprise_id: int
    sole_trader_id: int

    def officer(self, officer_id: int, role: str, *, elsewhere: bool = False, everywhere: bool = False) -> Actor:
        department_id = self.other_department_id if elsewhere else self.department_id
        return seated(officer_id, department_id, role, everywhere=everywhere)

    @property
    def recorder(self) -> Actor:
        return self.officer(1, "approver")

    @property
    def checker(self) -> Actor:
        return self.officer(2, "department_admin")

    @property
    def bureau(self) -> Actor:
        return self.officer(3, "bureau", everywhere=True)

    @property
    def clerk(self) -> Actor:
        return self.officer(4, "clerk")

    @property
    def outsider(self) -> Actor:
        return self.officer(5, "department_admin", elsewhere=True)

    def resident(self, party_id: int | None = None) -> Actor:
        return resident(party_id or self.person_id)

    def record(self, **changes: object) -> CreditRecordView:
        """A false commitment of the person, recorded by the approver; everything may be overridden."""
        given: dict[str, object] = {
            "party_id": self.person_id,
            "kind": "false_commitment",
            "about": ObjectRef("case", "c-1"),
            "department_id": self.department_id,
            "text": TEXT,
            "actor": self.recorder,
            **changes,
        }
        return services.record_credit(**given)  # type: ignore[arg-type]  # a test passes what it likes

    def in_force(self, **changes: object) -> CreditRecordView:
        """The same, checked by the department's administrator; a serious one after the time to speak."""
        view = self.record(**changes)
        if view.state == "noticed":
            services.end_hearing(record_uid=view.uid, actor=SYSTEM)
        return services.confirm_record(record_uid=view.uid, actor=self.checker)

    def objected(self, view: CreditRecordView, ground: str = "content") -> CreditRecordView:
        """The party objects."""
        actor = self.resident(view.party.id if view.party.is_person else None)
        return services.object_record(record_uid=view.uid, ground=ground, text="场所早已整改。", actor=actor)

    def repair_asked(self, view: CreditRecordView) -> CreditRecordView:
        """The party asks for repair with a proof."""
        actor = self.resident(view.party.id if view.party.is_person else None)
        return services.apply_for_repair(
            record_uid=view.uid, text="已按要求整改并通过验收。", evidence=[proof(actor)], actor=actor
        )


def proof(actor: Actor, name: str = "验收意见.pdf") -> Evidence:
    """A file that was handed in."""
    stored = files.store(content=PDF, name=name, actor=actor)
    return Evidence(stored.digest, stored.name)


def later(**span: float) -> dt.datetime:
    """An instant after the morning of the tests."""
    return MORNING + dt.timedelta(**span)


def sweep(*, heavy: bool | None = None) -> None:
    """What the worker does when time has passed: the look at the duties, then all that follows."""
    duties.look_again(clock.now(), actor=SYSTEM)
    ledger.drain(raising=True, heavy=heavy)


def build_city() -> City:
    """Rows of the city."""
    reference.load_reference_data(actor=SYSTEM)
    first = orgs.register_department(
        code=make_uscc("11", REGION, 1),
        name="同安市卫生健康委员会",
        short_name="同卫健",
        region_code=REGION,
        actor=SYSTEM,
    )
    second = orgs.register_department(
        code=make_uscc("11", REGION, 2),
        name="同安市文化和旅游局",
        short_name="同文旅",
        region_code=REGION,
        actor=SYSTEM,
    )
    person = parties.register_person(name="赵小满", citizen_no=CITIZEN_NO, mobile="13800000011", actor=SYSTEM)
    other = parties.register_person(
        name="钱立夏", citizen_no=make_citizen_no("410502", dt.date(1991, 5, 9), 13), actor=SYSTEM
    )
    enterprise = parties.register_enterprise(
        name="同安小满餐饮管理有限公司", uscc=USCC, legal_representative_id=person.id, actor=SYSTEM
    )
    trader = parties.register_enterprise(
        name="同安小满理发店", uscc=make_uscc("92", REGION, 4), kind="sole_trader", legal_representative_id=other.id,
        actor=SYSTEM,
    )  # fmt: skip
    return City(first.id, second.id, person.id, other.id, enterprise.id, trader.id)


@pytest.fixture(scope="module")
def standing_city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """The rows of the city, once for a file."""
    yield from standing(request, django_db_blocker, build_city, at=MORNING)


@pytest.fixture
def city(standing_city: Callable[[], City], db: None) -> Iterator[City]:
    """The city on a Tuesday morning; the clock stands still unless a test moves it."""
    with clock.frozen(MORNING):
        yield standing_city()
