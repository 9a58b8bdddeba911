"""A line with which no rule finds anything: every example is this one with changes. Nothing in it is real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tongban.catalogue.content import (
    FeeItemView,
    FeeView,
    LegalBasisView,
    MaterialView,
    ResultView,
    StepView,
    VersionContent,
)
from tongban.catalogue.default_form import default_form
from tongban.catalogue.lint.context import Context, build_context
from tongban.catalogue.lint.rule import Example
from tongban.catalogue.listing import Listing
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards import make_uscc

DAY = dt.date(2026, 11, 2)
"""The day on which examples are looked at."""


def days(number: int) -> Limit:
    """So many working days."""
    return Limit(number, LimitUnit.WORKING_DAY)


CONTENT = VersionContent(
    name="公共场所卫生许可",
    statutory=days(20),
    promised=days(5),
    applicant_kinds=("enterprise",),
    channels=("portal", "window"),
    visits=0,
    online=True,
    online_depth=4,
    online_url="https://www.tongan.example/items/1",
    in_hall=True,
    comprehensive_window=True,
    result=ResultView("licence", "公共场所卫生许可证", "11410500TB000001XD001", 48),
    materials=(
        MaterialView(1, "公共场所卫生许可证申请表", form="original", copies=1, source="applicant"),
        MaterialView(
            2, "营业执照", form="electronic", copies=1, licence_type_code="11100000MB0143028R001", source="government"
        ),
        MaterialView(3, "集中空调检测报告", form="copy", copies=1, source="intermediary"),
    ),
    steps=(
        StepView("受理", "clerk", days(1), "accept"),
        StepView("审查", "approver", days(3), "examine"),
        StepView("决定", "approver", days(1), "decide"),
    ),
    legal_bases=(LegalBasisView("公共场所卫生管理条例", "第四条", "国家对公共场所实行卫生许可证制度。"),),
    form_schema=default_form(("enterprise",)),
    accept_conditions="有固定的经营场所和与之相适应的卫生设施。",
    places=("同安市市民大道1号市民中心二楼3号窗口",),
    hours="工作日9:00至17:00",
    phones=("0372-0000001",),
    complaint_phones=("12345",),
    remedies="可以自收到决定之日起六十日内向同安市人民政府申请行政复议，或者在六个月内向人民法院起诉。",
    fee=FeeView(charged=False),
    courier=True,
)
_CODE = f"{make_uscc('11', '410500', 1)}3000123901001"
SAMPLE = Listing(
    code=_CODE,
    task_code=_CODE,
    catalog_code="000123901001",
    entry_name="公共场所卫生许可",
    item_kind="licensing",
    exercise_level="3",
    region_code="410500",
    department_name="同安市卫生健康委员会",
    department_code=make_uscc("11", "410500", 1),
    nature="authority",
    content=CONTENT,
)


def fee(
    name: str = "公共场所检验费", standard: str = "每次80元", basis: str = "《同安市检验收费条例》第三条"
) -> FeeView:
    """A fee that is charged."""
    return FeeView(True, (FeeItemView(name, standard, basis),))


def changed(content: Mapping[str, Any], line: Mapping[str, Any]) -> Listing:
    """The sample with changes."""
    return replace(SAMPLE, **{"content": replace(CONTENT, **content), **line})


def staged(shown: Example) -> tuple[Listing, Context]:
    """The line of an example with its surroundings."""
    first = changed(shown.content, shown.line)
    others = [changed(other.get("content", {}), other.get("line", {})) for other in shown.others]
    return first, build_context([first, *others], DAY)
