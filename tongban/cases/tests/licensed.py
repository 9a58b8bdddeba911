"""An item whose result is a licence, for the tests of every room that looks at one."""

from __future__ import annotations

from tongban.cases.tests.conftest import SYSTEM, City, content, publish
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import ResultView
from tongban.licences import services as licences

HYGIENE = "11100000000013338W101"


def hygiene_licence(code: str = HYGIENE) -> ResultView:
    """The licence as the result of an item."""
    return ResultView("licence", licence_type_code=code, name="公共场所卫生许可证", validity_months=48)


def define_hygiene_licence(code: str = HYGIENE, *, single_valid: bool = True) -> None:
    """Enter its type; `single_valid`: a holder has one of it at a time."""
    licences.define_licence_type(
        code=code,
        name="公共场所卫生许可证",
        defined_by="测试定义机构",
        fields={
            "type": "object",
            "required": ["premises.name"],
            "properties": {"premises.name": {"type": "string", "title": "单位名称"}},
        },
        single_valid=single_valid,
        number_pattern="{short}公字〔{year}〕第{serial}号",
        actor=SYSTEM,
    )


def licensed_item(city: City, **changes: object) -> ItemVersionView:
    """The published item, with its licence type."""
    define_hygiene_licence()
    guide = content("公共场所卫生许可（新办）", **{"result": hygiene_licence(), **changes})
    return publish(city.department_id, city.department_code, 7, guide)
