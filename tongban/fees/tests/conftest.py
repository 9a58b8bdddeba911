"""A small city that charges: a department, its people, a resident, and two items, one with fees and one without."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tongban.access.tests.actors import officer, person
from tongban.catalogue import services as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import FeeView, LegalBasisView, MaterialView, ResultView, StepView, VersionContent
from tongban.catalogue.tests.publishing import new_item
from tongban.fees import services
from tongban.fees.models import PaymentOrder
from tongban.fees.services import Charge
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.ledger.facts import ObjectRef
from tongban.orgs import services as orgs
from tongban.reference import services as reference

SYSTEM = Actor.system()
REGION = "410500"
#: A Tuesday; the next days off are the weekend of 28 November.
MORNING = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
ABOUT = ObjectRef("case", "4d9b8d1a-0000-4000-8000-000000000001")
FORM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {"name": {"type": "string", "title": "申请人", "x-element": "person.name", "maxLength": 60}},
}
CARD = Charge("证照工本费", quantity=1, unit_amount=1000)
TEST = Charge("检测费", quantity=2, unit_amount=12550)
FEES = (
    catalogue.FeeItemView("证照工本费", "10元/证", "财综〔2003〕1号"),
    catalogue.FeeItemView("检测费", "按检测项目计收，最高不超过5000元", "豫发改收费〔2010〕2号"),
)


@dataclass(frozen=True)
class City:
    """Ids and actors of the test city."""

    department_id: int
    resident: Actor
    stranger: Actor
    cashier: Actor
    second_cashier: Actor
    approver: Actor
    outsider: Actor
    bureau: Actor
    charged: ItemVersionView
    free: ItemVersionView

    def order(self, *lines: Charge, about: ObjectRef = ABOUT) -> str:
        """An order of the resident."""
        assert self.resident.party_id is not None
        return services.open_payment_order(
            about=about,
            payer_id=self.resident.party_id,
            department_id=self.department_id,
            region_code=REGION,
            version_id=self.charged.id,
            lines=lines or (CARD,),
            actor=self.cashier,
        )

    def paid(self, *lines: Charge, receipt_no: str = "A001") -> str:
        """An order paid in cash."""
        uid = self.order(*lines)
        amount = PaymentOrder.objects.get(uid=uid).amount
        services.take_cash(order_uid=uid, received=amount, receipt_no=receipt_no, actor=self.cashier)
        return uid


def guide(name: str, fee: FeeView) -> VersionContent:
    return VersionContent(
        name=name,
        case_kind="promised",
        statutory=Limit(20, LimitUnit.WORKING_DAY),
        promised=Limit(5, LimitUnit.WORKING_DAY),
        applicant_kinds=("person",),
        channels=("window", "portal"),
        visits=1,
        visit_reason="领取证件",
        online=True,
        online_depth=3,
        in_hall=True,
        comprehensive_window=True,
        result=ResultView("none"),
        materials=(MaterialView(1, "申请表", form="electronic", source="applicant", accept_standard="填写完整"),),
        steps=(StepView("受理", "clerk", verb="accept"), StepView("决定", "approver", verb="decide")),
        legal_bases=(LegalBasisView("公共场所卫生管理条例", "第四条", "国家对公共场所实行“卫生许可证”制度。"),),
        form_schema=FORM,
        accept_conditions="符合卫生标准和要求",
        places=("市民之家一楼",),
        hours="工作日9:00—17:00",
        phones=("0372-0000001",),
        complaint_phones=("0372-0000002",),
        fee=fee,
    )


def publish(department_id: int, code: str, serial: int, content: VersionContent) -> ItemVersionView:
    entry = f"41012300{serial}000"
    return new_item(content, entry=entry, department_id=department_id, department_code=code, region_code=REGION)


def build() -> City:
    reference.load_reference_data(actor=SYSTEM)
    code = make_uscc("11", REGION, 1)
    health = orgs.register_department(
        code=code, name="同安市卫生健康委员会", short_name="同卫健", region_code=REGION, actor=SYSTEM
    )
    elsewhere = orgs.register_department(
        code=make_uscc("11", REGION, 2), name="同安市林业局", short_name="同林", region_code="410600", actor=SYSTEM
    )
    return City(
        department_id=health.id,
        resident=person("赵小满", 11),
        stranger=person("钱立夏", 13),
        cashier=officer(health.id, "W001", "clerk"),
        second_cashier=officer(health.id, "W002", "clerk"),
        approver=officer(health.id, "A001", "approver"),
        outsider=officer(elsewhere.id, "X001", "clerk"),
        bureau=officer(elsewhere.id, "B001", "bureau", everywhere=True),
        charged=publish(health.id, code, 1, guide("公共场所卫生许可（新办）", FeeView(True, FEES))),
        free=publish(health.id, code, 2, guide("公共场所卫生许可（延续）", FeeView(False))),
    )


@pytest.fixture(scope="module")
def standing_city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """The rows of the test city, once for a file."""
    yield from standing(request, django_db_blocker, build, at=MORNING)


@pytest.fixture
def city(standing_city: Callable[[], City], db: None) -> Iterator[City]:
    """The test city on a Tuesday morning; the clock stands still unless a test moves it."""
    with clock.frozen(MORNING):
        yield standing_city()


def half(charge: Charge) -> Charge:
    """The same at half the price, with the papers for it."""
    return dataclasses.replace(
        charge,
        reduction=charge.quantity * charge.unit_amount // 2,
        reduction_reason="最低生活保障家庭减半",
        reduction_basis="豫财税〔2016〕10号第三条",
    )
