"""Lines as tests need them: of which little is known, or as the feed of Guangdong writes them."""

from __future__ import annotations

from typing import Any

from tongban.catalogue.selectors import Listing, VersionContent
from tongban.feeds.tests.guangdong_rows import record
from tongban.kernel.standards import make_uscc

NAMES = ("取水许可（新办）", "取水许可（变更）", "户外招牌设置备案", "林木采伐许可", "动物诊疗许可", "排污许可证核发")


def bare_line(*, name: str, code: str = "", department: str = "", catalog_code: str = "") -> Listing:
    return Listing(
        code=code,
        task_code=code,
        catalog_code=catalog_code,
        item_kind="",
        department_name=department,
        content=VersionContent(name=name, materials_stated=False),
    )


def row(number: int, name: str, region: str) -> dict[str, Any]:
    catalog = f"4401120{number:02}000"
    code = make_uscc("11", region, 1) + "3" + catalog
    words = {"TASK_NAME": name, "subCatalogName": name, "matter_name": name, "CATANAME": name}
    return record(TASK_CODE=code, CATAID=catalog, AREACODE=region, DEPT_NAME="甲市水利局", **words)
