"""Life events on the home page: each leads to a search, so it can never show a dead end of its own (pure).

The words are those citizens use and the catalogue knows as names or aliases of items.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Theme:
    """A tile: its name in the address, what it is called, what it looks for, its icon."""

    key: str
    label: str | Promise
    texts: tuple[str, ...]
    hint: str | Promise
    icon: str


FOR_PEOPLE = (
    Theme(
        "birth",
        _("生孩子"),
        (
            "出生登记",
            "生育登记",
        ),
        _("出生登记、生育登记"),
        "birth",
    ),
    Theme(
        "school",
        _("上学"),
        (
            "入学",
            "教师资格",
        ),
        _("入学报名、教师资格"),
        "school",
    ),
    Theme(
        "family",
        _("结婚和收养"),
        (
            "婚姻",
            "收养",
        ),
        _("婚姻预约、收养登记"),
        "marriage",
    ),
    Theme(
        "work",
        _("就业和社保"),
        (
            "社会保障卡",
            "失业登记",
            "灵活就业",
        ),
        _("社保卡、参保、失业登记"),
        "work",
    ),
    Theme(
        "home",
        _("买房租房"),
        (
            "公积金",
            "公共租赁住房",
            "不动产",
        ),
        _("公积金、公租房、过户"),
        "home",
    ),
    Theme(
        "health",
        _("看病就医"),
        (
            "医疗保险",
            "异地就医",
        ),
        _("医保参保、异地就医"),
        "health",
    ),
    Theme(
        "elder",
        _("退休养老"),
        (
            "养老金",
            "老年人",
            "高龄",
        ),
        _("养老金、老年优待"),
        "elder",
    ),
    Theme(
        "papers",
        _("证件和户口"),
        (
            "身份证",
            "居住证",
            "户口",
        ),
        _("身份证、居住证、落户"),
        "doc",
    ),
)
FOR_BUSINESS = (
    Theme(
        "company",
        _("开公司"),
        (
            "企业设立",
            "公章",
            "发票",
        ),
        _("执照、公章、发票"),
        "company",
    ),
    Theme(
        "shop",
        _("开店"),
        (
            "个体工商户",
            "食品经营",
            "公共场所卫生",
            "招牌",
        ),
        _("个体执照、食品、卫生许可"),
        "shop",
    ),
    Theme(
        "utilities",
        _("水电气"),
        (
            "用水报装",
            "用电报装",
            "燃气报装",
        ),
        _("报装、开户"),
        "pay",
    ),
    Theme(
        "transport",
        _("运输经营"),
        (
            "道路货物运输",
            "道路运输证",
        ),
        _("货运许可、运输证"),
        "car",
    ),
)
#: Names of the items most people come for, as the catalogue calls them; what a city lacks is left out.
MOST_NEEDED = (
    "社会保障卡申领",
    "居民身份证补领",
    "公共场所卫生许可",
    "食品经营许可",
    "企业设立登记",
    "居住证申领",
    "老年人优待证",
    "公积金提取",
)
EXAMPLES = ("理发店卫生证", "办社保卡", "注册公司")


def theme(key: str) -> Theme | None:
    """The life event of this name, if there is one."""
    return next((one for one in (*FOR_PEOPLE, *FOR_BUSINESS) if one.key == key), None)
