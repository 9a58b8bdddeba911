"""The small city of the cases with an overseeing department: a planner, inspectors, somebody to decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tongban.access import services as access
from tongban.access.models import Account
from tongban.access.tests.actors import officer
from tongban.cases import services as cases
from tongban.cases.tests.conftest import MORNING, REGION, SYSTEM, City, build_with_reference
from tongban.cases.tests.licensed import HYGIENE, licensed_item
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.ledger import services as ledger
from tongban.licences import services as licences
from tongban.parties import services as parties
from tongban.regulation import selectors, services
from tongban.regulation.selectors import InspectionView, PlanView

LINES = ["证照齐全有效", "卫生设施正常使用", "承诺的条件仍然具备"]
ALL_GOOD = ["yes", "yes", "not_applicable"]
ONE_BAD = ["yes", "no", "yes"]


@dataclass(frozen=True)
class Watch:
    """The city and who oversees it. `inspectors` stand in the register under `codes`."""

    city: City
    licensed: ItemVersionView
    planner: Actor
    bureau: Actor
    decider: Actor
    inspectors: tuple[Actor, ...]
    codes: tuple[str, ...]

    @property
    def other_department_id(self) -> int:
        (found,) = self.city.outsider.department_ids
        return found

    def granted(self, version: ItemVersionView | None = None) -> str:
        """A granted case, its result issued, every reaction done."""
        uid = self.city.examined(version or self.licensed)
        cases.decide_case(case_uid=uid, granted=True, actor=self.city.approver)
        if version is None:
            cases.issue_result(case_uid=uid, actor=self.city.approver)
        ledger.drain(raising=True)
        return uid

    def objects(self, number: int, *, category: str = "公共场所", risk: str = "low") -> list[str]:
        """So many licensed enterprises in the register; their codes."""
        return [self._object(serial, category, risk) for serial in range(100, 100 + number)]

    def _object(self, serial: int, category: str, risk: str) -> str:
        party = parties.register_enterprise(
            name=f"同安第{serial}理发店有限公司",
            uscc=make_uscc("91", REGION, serial),
            legal_representative_id=self.city.resident.party_id,
            actor=SYSTEM,
        )
        held = licences.issue_licence(
            type_code=HYGIENE,
            holder_id=party.id,
            department_id=self.city.department_id,
            data={"premises.name": "理发店"},
            actor=SYSTEM,
        )
        return services.register_object(
            licence_identifier=held.identifier,
            department_id=self.city.department_id,
            item_kind="licensing",
            category=category,
            risk=risk,
            actor=self.planner,
        )

    def plan(self, **changes: object) -> PlanView:
        """A plan of the department that draws two."""
        given: dict[str, object] = {
            "department_id": self.city.department_id,
            "title": "公共场所卫生抽查",
            "since": clock.today(),
            "until": clock.today().replace(month=12, day=31),
            "check_lines": LINES,
            "number": 2,
            "actor": self.planner,
            **changes,
        }
        return services.make_plan(**given)  # type: ignore[arg-type]  # a test passes what it likes

    def drawn(self, **changes: object) -> PlanView:
        """A plan that was committed, sealed and drawn."""
        uid = self.plan(**changes).uid
        services.commit_draw(uid=uid, actor=self.planner)
        ledger.seal()
        return services.draw_inspections(uid=uid, actor=self.planner)

    def first(self, plan: PlanView) -> InspectionView:
        """The first inspection of a drawn plan."""
        rows = selectors.inspections(viewer=SYSTEM).rows
        return next(row for row in rows if row.plan_uid == plan.uid)

    def pair(self, inspection: InspectionView) -> tuple[Actor, Actor]:
        """The two who were drawn for it."""
        one, two = (
            next(actor for actor in self.inspectors if actor.officer_id == officer_id)
            for officer_id in inspection.inspector_ids
        )
        return one, two

    def outside(self, inspection: InspectionView) -> Actor:
        """An inspector who was not drawn for it."""
        return next(actor for actor in self.inspectors if actor.officer_id not in inspection.inspector_ids)

    def signed(self, uid: str, finding: str, **more: object) -> InspectionView:
        """Recorded by the first and signed by the second."""
        found = selectors.inspection(uid, viewer=SYSTEM)
        one, two = self.pair(found)
        given: dict[str, object] = {"note": "现场查看了设施和台账。", **more}
        answers = ALL_GOOD if finding == "ok" else ONE_BAD
        services.record_inspection(uid=uid, answers=answers, finding=finding, actor=one, **given)  # type: ignore[arg-type]  # as above
        return services.sign_inspection(uid=uid, actor=two)


def build_watch() -> Watch:
    """The rows of the city and its overseers, with accounts that can sign in."""
    city = build_with_reference()
    licensed = licensed_item(city)
    planner = officer(city.department_id, "P001", "department_admin")
    inspectors = tuple(officer(city.department_id, f"I00{number}", "approver") for number in range(1, 5))
    codes = tuple(
        services.register_inspector(officer_id=one.officer_id, actor=planner)
        for one in inspectors
        if one.officer_id is not None
    )
    bureau = officer(city.department_id, "B001", "bureau", everywhere=True)
    decider = officer(city.department_id, "D001", "approver")
    accounts = {"planner": planner, "bureau": bureau, "decider": decider, "outsider": city.outsider}
    accounts |= {f"inspector{number}": inspector for number, inspector in enumerate(inspectors)}
    for username, actor in accounts.items():
        opened = access.create_account(username=username, officer_id=actor.officer_id, actor=SYSTEM)
        (role,) = actor.seats
        access.grant_role(account_id=opened.id, role=role, actor=SYSTEM)
    return Watch(city, licensed, planner, bureau, decider, inspectors, codes)


def browser(username: str) -> Client:
    """A browser in which this account is signed in."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture(scope="module")
def standing_watch(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Watch]]:
    """The rows of the city, once for a file."""
    yield from standing(request, django_db_blocker, build_watch, at=MORNING)


@pytest.fixture
def watch(standing_watch: Callable[[], Watch], db: None) -> Iterator[Watch]:
    """The city on a Tuesday morning; the clock stands still."""
    with clock.frozen(MORNING):
        yield standing_watch()
