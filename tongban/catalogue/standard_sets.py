"""The element sets that published rules speak of, as far as they are known (standards §1.5).

The official lists of 32 and 48 elements were not found in open text; each set says so in its basis. A row of the same
code takes a set's place, so a city that holds the official list needs no new release.
"""

from __future__ import annotations

from tongban.catalogue.elements import ELEMENTS, GUIDE_ELEMENTS, ElementSet

_PROPOSED = "拟定：官方要素清单未找到，按全国一体化政务服务平台实施清单的公开字段列出"
_ALL = tuple(ELEMENTS)[:48]
_SAME = tuple(code for code in _ALL if not ELEMENTS[code].local)
#: Addresses, explanations, services of a platform, and codes of the exchange.
_LEFT_OUT = {
    "handling_code",
    "entrusted_by",
    "joint_departments",
    "statutory_unit",
    "statutory_note",
    "promised_unit",
    "promised_note",
    "visit_reason",
    "online_url",
    "booking",
    "pay_online",
    "courier",
    "self_service",
    "intermediary",
    "quantity_limit",
    "result_sample",
}
_SHORT = tuple(code for code in _ALL if code not in _LEFT_OUT)
_FOUR = ("name", "catalog_code", "legal_bases", "item_kind")

STANDARD_SETS = (
    GUIDE_ELEMENTS,
    ElementSet(
        code="elements_32",
        name="32要素",
        basis=f"{_PROPOSED}，从48要素中去掉各平台自定的网址、说明、便民服务和交换用编码等16项。",
        elements=_SHORT,
        same=tuple(code for code in _SHORT if code in _SAME),
    ),
    ElementSet("elements_48", "48要素", f"{_PROPOSED}（GB/T 39554.1—2020 及国家平台实施清单表）。", _ALL),
    ElementSet("same_4", "四级四同", "国发〔2018〕27号：名称、编码、依据、类型四级统一。", _FOUR, _FOUR),
    ElementSet("same_48", "五级48同", f"{_PROPOSED}；因地点、机构和电话而异的要素不比较。", _ALL, _SAME),
)
