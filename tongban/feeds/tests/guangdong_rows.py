"""A row as the Guangdong feed writes it, for tests here and in the catalogue."""

from __future__ import annotations

from typing import Any

from tongban.feeds import guangdong_tables as tables
from tongban.kernel.standards import make_uscc

USCC = make_uscc("11", "440000", 1)
CODE = f"{USCC}2440112035001"


def record(**changes: Any) -> dict[str, Any]:
    """A row as the source writes it, complete."""
    row: dict[str, Any] = dict.fromkeys(tables.COLUMNS, "")
    row |= {
        "TASK_CODE": CODE,
        "TASK_TYPE": "01",
        "TASK_TYPE_TEXT": "行政许可",
        "matter_type": "行政许可",
        "DEPT_NAME": "某省某厅",
        "CATAID": "440112035001",
        "TASK_STATE": None,
        "AREACODE": "440000",
        "TASK_NAME": "某某许可",
        "subCatalogName": "某某许可",
        "parentCatalogId": "44011203500Y",
        "parentCatalogName": "某某许可",
        "ONLINECHECK": "1",
        "matter_level": "省级",
        "matter_short": "无",
        "matter_daily": "某证",
        "visit_number": "1",
        "LIMIT_SCENE_NUM": "1",
        "handle_location": "办理地点：省政务大厅1号窗口",
        "handle_time": "20(工作日)",
        "handle_time_limit": "5(工作日)",
        "accept_standard": "符合条件的可以申请。",
        "consult_phone": "020-00000001、020-00000002",
        "complain_phone": "12345",
        "courier_service": "是",
        "online_book": "是",
        "theme_category": ["其他"],
        "service_object_name": ["自然人", "企业法人"],
        "material_intro": ["申请表"],
    }
    return {**row, **changes}
