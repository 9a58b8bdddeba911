"""An item that charges, and one of its cases with an order."""

from __future__ import annotations

from tongban.cases import services
from tongban.cases.tests.conftest import REGION, SYSTEM, City, content
from tongban.catalogue import services as catalogue
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
    catalogue.create_entry(catalog_code=entry, name=guide.name, item_kind="licensing", actor=SYSTEM)
    item = catalogue.create_item(
        code=f"{city.department_code}3{entry}", department_id=city.department_id, name=guide.name, region_code=REGION,
        actor=SYSTEM,
    )  # fmt: skip
    draft = catalogue.draft_version(item_id=item.id, content=guide, actor=SYSTEM)
    catalogue.submit_for_review(version_id=draft.id, actor=SYSTEM)
    return catalogue.publish_version(version_id=draft.id, actor=SYSTEM)


def charged_case(city: City, version: ItemVersionView) -> tuple[str, str]:
    """An accepted case with an order: both uids."""
    case = city.accepted(version)
    return case, services.charge_case(case_uid=case, lines=[CARD], actor=city.clerk)
