"""An item that charges, and one of its cases with an order."""

from __future__ import annotations

from tongban.cases import services
from tongban.cases.tests.conftest import City, content, new_item_of
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import FeeItemView, FeeView, ResultView
from tongban.fees.services import Charge
from tongban.post.services import Address

CARD = Charge("证照工本费", quantity=1, unit_amount=1000)
HOME = Address("赵小满", "13800000011", "同安市文峰区学院路3号楼2单元501室")


def charged_item(city: City) -> ItemVersionView:
    """A promised item with a fee and a result."""
    fee = FeeView(True, (FeeItemView("证照工本费", "10元/证", "财综〔2003〕1号"),))
    guide = content("公共场所卫生许可（收费）", fee=fee, result=ResultView("approval", name="许可证"))
    entry = "410124001000"  # apart from the entries that `publish` counts up
    return new_item_of(city, guide, entry)


def charged_case(city: City, version: ItemVersionView) -> tuple[str, str]:
    """An accepted case with an order: both uids."""
    case = city.accepted(version)
    return case, services.charge_case(case_uid=case, lines=[CARD], actor=city.clerk)
