"""A small city for the tests of the road: one department, its people, a resident, an enterprise, three items."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tongban.access.tests.actors import officer, person
from tongban.cases import services
from tongban.cases.services import MaterialInput
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import FeeView, LegalBasisView, MaterialView, ResultView, StepView, VersionContent
from tongban.catalogue.tests.publishing import new_item
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.orgs import services as orgs
from tongban.parties import services as parties
from tongban.reference import services as reference

SYSTEM = Actor.system()
REGION = "410500"
#: A Tuesday; the next days off are the weekend of 28 November.
MORNING = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
FORM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "premises_name"],
    "properties": {
        "name": {"type": "string", "title": "申请人", "x-element": "person.name", "maxLength": 60},
        "premises_name": {"type": "string", "title": "场所名称", "x-element": "premises.name", "maxLength": 100},
    },
}


@dataclass(frozen=True)
class City:
    """Ids and actors of the test city."""

    department_id: int
    department_code: str
    resident: Actor
    stranger: Actor
    enterprise_id: int
    clerk: Actor
    examiner: Actor
    approver: Actor
    outsider: Actor
    promised: ItemVersionView
    instant: ItemVersionView
    one_seat: ItemVersionView

    def draft(self, version: ItemVersionView, actor: Actor | None = None, *, materials: bool = True) -> str:
        """A filled draft of the resident."""
        by = actor or self.resident
        applicant = self.resident.party_id
        assert applicant is not None
        uid = services.draft_case(version_id=version.id, applicant_id=applicant, actor=by)
        services.save_form(case_uid=uid, form_data={"name": "赵小满", "premises_name": "小满理发店"}, actor=by)
        if materials:
            for one in version.materials:
                self.hand_in(str(uid), one.order, by)
        return str(uid)

    def hand_in(self, uid: str, order: int, actor: Actor | None = None) -> None:
        """Upload one material."""
        by = actor or self.resident
        stored = files.store(content=PDF + str(order).encode(), name=f"{order}.pdf", actor=by)
        given = MaterialInput(order=order, digest=stored.digest, file_name=stored.name)
        services.attach_material(case_uid=uid, material=given, actor=by)

    def submitted(self, version: ItemVersionView, actor: Actor | None = None) -> str:
        """A complete application that has been handed in."""
        uid = self.draft(version, actor)
        services.submit_case(case_uid=uid, actor=actor or self.resident)
        return uid

    def accepted(self, version: ItemVersionView) -> str:
        """An application that the clerk has accepted."""
        uid = self.submitted(version)
        services.accept_case(case_uid=uid, actor=self.clerk)
        return uid

    def examined(self, version: ItemVersionView) -> str:
        """An accepted application with an examiner's opinion."""
        uid = self.accepted(version)
        services.examine_case(case_uid=uid, opinion="材料真实，条件符合。", actor=self.examiner)
        return uid


def content(name: str, **changes: object) -> VersionContent:
    """A complete guide with two required materials."""
    base = VersionContent(
        name=name,
        case_kind="promised",
        statutory=Limit(20, LimitUnit.WORKING_DAY),
        promised=Limit(5, LimitUnit.WORKING_DAY),
        applicant_kinds=("person", "enterprise", "sole_trader"),
        channels=("window", "portal"),
        visits=1,
        visit_reason="领取证件",
        online=True,
        online_depth=3,
        in_hall=True,
        comprehensive_window=True,
        result=ResultView("none"),
        materials=(
            MaterialView(1, "申请表", form="electronic", source="applicant", accept_standard="填写完整"),
            MaterialView(2, "场所平面图", form="electronic", source="applicant", accept_standard="标明面积"),
        ),
        steps=(
            StepView("受理", "clerk", verb="accept"),
            StepView("审查", "approver", verb="examine"),
            StepView("决定", "approver", verb="decide"),
        ),
        legal_bases=(LegalBasisView("公共场所卫生管理条例", "第四条", "国家对公共场所实行“卫生许可证”制度。"),),
        form_schema=FORM,
        accept_conditions="符合卫生标准和要求",
        places=("市民之家一楼",),
        hours="工作日9:00—17:00",
        phones=("0372-0000001",),
        complaint_phones=("0372-0000002",),
        fee=FeeView(charged=False),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]  # test data by field name


def publish(department_id: int, code: str, serial: int, guide: VersionContent) -> ItemVersionView:
    """Entry, item and published version."""
    entry = f"41012300{serial}000"
    return new_item(guide, entry=entry, department_id=department_id, department_code=code, region_code=REGION)


def new_item_of(city: City, guide: VersionContent, entry: str, kind: str = "licensing") -> ItemVersionView:
    """One more item of the city's department, in force."""
    return new_item(
        guide,
        entry=entry,
        department_id=city.department_id,
        department_code=city.department_code,
        region_code=REGION,
        kind=kind,
    )


@pytest.fixture(scope="module")
def standing_city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """The rows of the test city, once for a file."""
    yield from standing(request, django_db_blocker, build_with_reference, at=MORNING)


@pytest.fixture
def city(standing_city: Callable[[], City], db: None) -> Iterator[City]:
    """The test city on a Tuesday morning; the clock stands still unless a test moves it."""
    with clock.frozen(MORNING):
        yield standing_city()


def build_with_reference() -> City:
    """The test city with what the house ships with."""
    reference.load_reference_data(actor=SYSTEM)
    return build()


def build() -> City:
    """The rows of the test city."""
    code, other = make_uscc("11", REGION, 1), make_uscc("11", REGION, 2)
    health = orgs.register_department(
        code=code, name="同安市卫生健康委员会", short_name="同卫健", region_code=REGION, actor=SYSTEM
    )
    elsewhere = orgs.register_department(
        code=other, name="同安市林业局", short_name="同林", region_code="410600", actor=SYSTEM
    )
    resident = person("赵小满", 11)
    enterprise = parties.register_enterprise(
        name="同安小满餐饮管理有限公司",
        uscc=make_uscc("91", REGION, 3),
        legal_representative_id=resident.party_id,
        actor=SYSTEM,
    )
    instant = content("公共场所卫生许可（新证）", case_kind="instant", promised=Limit(0, LimitUnit.WORKING_DAY))
    return City(
        department_id=health.id,
        department_code=health.code,
        resident=resident,
        stranger=person("钱立夏", 13),
        enterprise_id=enterprise.id,
        clerk=officer(health.id, "W001", "clerk"),
        examiner=officer(health.id, "A001", "approver"),
        approver=officer(health.id, "A002", "approver"),
        outsider=officer(elsewhere.id, "X001", "approver"),
        promised=publish(health.id, code, 1, content("公共场所卫生许可（延续）")),
        instant=publish(health.id, code, 2, instant),
        one_seat=publish(health.id, code, 3, dataclasses.replace(instant, name="卫生许可证补证", one_seat=True)),
    )
