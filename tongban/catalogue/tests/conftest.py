"""A department, an entry, an item and a complete guide of a city that does not exist."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tongban.catalogue import services
from tongban.catalogue.default_form import default_form
from tongban.catalogue.selectors import EntryView, ItemView
from tongban.catalogue.services import (
    FeeView,
    LegalBasisView,
    MaterialView,
    ResultView,
    SituationView,
    StepView,
    VersionContent,
)
from tongban.catalogue.tests.publishing import put_in_force
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards import make_uscc
from tongban.orgs import services as orgs
from tongban.orgs.selectors import DepartmentView

SYSTEM = Actor.system()
LICENCE_TYPE = "11410500TB000001XD001"


def working_days(number: int) -> Limit:
    return Limit(number, LimitUnit.WORKING_DAY)


def guide(**changes: Any) -> VersionContent:
    """A guide fit for publication."""
    content = VersionContent(
        name="公共场所卫生许可（新证）",
        statutory=working_days(20),
        promised=working_days(5),
        applicant_kinds=("enterprise", "sole_trader"),
        channels=("portal", "window"),
        visits=0,
        online=True,
        online_depth=4,
        in_hall=True,
        comprehensive_window=True,
        result=ResultView("licence", "公共场所卫生许可证", LICENCE_TYPE, 48),
        materials=(
            MaterialView(1, "公共场所卫生许可证申请表"),
            MaterialView(2, "营业执照", licence_type_code="11100000MB0143028R001"),
            MaterialView(3, "检测报告", "tolerable", situations=("air",)),
        ),
        steps=(
            StepView("受理", "clerk", working_days(1), "accept"),
            StepView("审查", "approver", working_days(3), "examine"),
            StepView("决定", "approver", working_days(1), "decide"),
        ),
        legal_bases=(LegalBasisView("公共场所卫生管理条例", "第四条", "国家对公共场所实行卫生许可证制度。"),),
        form_schema=default_form(("enterprise",)),
        situations=(SituationView("air", "使用集中空调"), SituationView("plain", "不使用集中空调")),
        accept_conditions="有固定的经营场所和与之相适应的卫生设施。",
        places=("市民中心二楼综合窗口",),
        phones=("0372-0000001",),
        complaint_phones=("12345",),
        fee=FeeView(charged=False),
        aliases=("卫生许可证", "开浴室"),
    )
    return replace(content, **changes)


@pytest.fixture
def department(db: None) -> DepartmentView:
    code = make_uscc("11", "410500", 1)
    return orgs.register_department(code=code, name="同安市卫生健康委员会", region_code="410500", actor=SYSTEM)


@pytest.fixture
def entry(db: None) -> EntryView:
    return services.create_entry(
        catalog_code="410123901001", name="公共场所卫生许可", item_kind="licensing", actor=SYSTEM
    )


@pytest.fixture
def item(department: DepartmentView, entry: EntryView) -> ItemView:
    code = f"{department.code}3{entry.catalog_code}"
    return services.create_item(code=code, department_id=department.id, name="公共场所卫生许可", actor=SYSTEM)


publish = put_in_force
