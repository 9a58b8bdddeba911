"""The dictionaries of the Guangdong service network (广东政务服务网), as its pages of 2021 use them.

They are this source's own: 20 is 其他行政权力 and 21 公共服务 here, where the national table has 10 and 20;
服务对象 is written out; 是/否 is text; courier service has a third word, 不支持.
"""

from __future__ import annotations

import re

from tongban.kernel.deadline import Limit, LimitUnit

ITEM_KINDS = {
    "01": "licensing",
    "05": "benefit_payment",
    "07": "confirmation",
    "08": "reward",
    "09": "adjudication",
    "20": "other_power",
    "21": "public_service",
}
#: What the source prints beside the code; another word there is a finding.
KIND_WORDS = {
    "01": "行政许可",
    "05": "行政给付",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "20": "其他行政权力",
    "21": "公共服务",
}
PARTY_KINDS = {
    "自然人": "person",
    "企业法人": "enterprise",
    "事业法人": "public_institution",
    "社会组织法人": "social_organisation",
    "非法人企业": "unincorporated_enterprise",
    "行政机关": "government_body",
    "其他组织": "other_organisation",
}
#: 行使层级: the 19th character of the code, and the word in `matter_level`.
LEVEL_WORDS = {"国家级": "1", "省级": "2", "市级": "3", "县级": "4", "镇级": "5", "村级": "6"}
YES_NO: dict[str, bool | None] = {
    "是": True,
    "否": False,
    "1": True,
    "0": False,
    "支持": True,
    "不支持": False,
    "无": None,
    "": None,
}
ITEM_STATES = {"": "in_use", "1": "in_use", "2": "suspended", "3": "abolished"}
LIMIT_UNITS = {"工作日": LimitUnit.WORKING_DAY, "自然日": LimitUnit.NATURAL_DAY}
#: Words with which a source says that it decides on the spot. A promise of one working day says no such thing.
ON_THE_SPOT = frozenset({"即办", "即时办结", "当场办结", "立等可取"})
NO_WINDOW = "无线下办理窗口"
UNKNOWN = frozenset({"", "无", "暂无", "无。", "/", "-", "—"})

#: Every column the source carries and the longest value taken for it (characters; the longest seen is far below).
COLUMNS: dict[str, int] = {
    "TASK_CODE": 40,
    "ORGCODE": 40,
    "TASK_TYPE_TEXT": 40,
    "LIMIT_SCENE_NUM": 10,
    "TASK_STATE": 10,
    "CATANAME": 300,
    "DEPT_NAME": 200,
    "AREA_CODE_TEXT": 100,
    "parentCatalogId": 40,
    "TASK_TYPE": 10,
    "TASK_NAME": 300,
    "subTaskName": 300,
    "parentCatalogName": 300,
    "CATAID": 40,
    "URL": 2000,
    "TASK_TAG": 300,
    "AREACODE": 12,
    "subCatalogName": 300,
    "ONLINECHECK": 10,
    "matter_name": 300,
    "matter_short": 200,
    "matter_daily": 200,
    "matter_code": 40,
    "matter_level": 40,
    "visit_number": 10,
    "co_department": 1000,
    "handle_location": 2000,
    "handle_time": 60,
    "handle_time_limit": 60,
    "matter_type": 40,
    "accept_standard": 20000,
    "consult_phone": 1000,
    "courier_service": 20,
    "bear_paltform": 200,
    "complain_phone": 1000,
    "online_book": 10,
    "online_book_addr": 2000,
    "district": 40,
    "theme_category": 60,
    "service_object_name": 60,
    "material_intro": 500,
}
_LIMIT = re.compile(r"(\d{1,6})\s*(?:个)?\s*[(（]\s*(工作日|自然日)\s*[)）]")


def parse_limit(text: str) -> Limit | None:
    """`30(工作日)` → 30 working days, `11(自然日)` → 11 natural days, 无 → None (unknown, never zero).

    Words of on-the-spot handling and an explicit `0(工作日)` give a limit of zero. Raises `ValueError` for the rest.
    """
    value = text.strip()
    if value in UNKNOWN:
        return None
    if value in ON_THE_SPOT:
        return Limit(0, LimitUnit.WORKING_DAY)
    match = _LIMIT.fullmatch(value)
    if match is None:
        raise ValueError(value)
    number, unit = int(match[1]), LIMIT_UNITS[match[2]]
    if number > 36_500:
        raise ValueError(value)
    return Limit(number, unit)
