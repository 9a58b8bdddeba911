"""Laws and regulations that no longer hold: title, the day they ceased, what took their place. Short and certain."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ceased:
    """A law that ceased on a day."""

    title: str
    day: dt.date
    successor: str


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


_CODE = (_day("2021-01-01"), "《民法典》（第一千二百六十条）")
_INVESTMENT = (_day("2020-01-01"), "《外商投资法》（第四十二条）")
_REGISTRATION = (_day("2022-03-01"), "《市场主体登记管理条例》（第五十五条）")

CEASED = tuple(
    Ceased(title, day, successor)
    for (day, successor), titles in (
        (_CODE, ("婚姻法", "继承法", "民法通则", "收养法", "担保法", "合同法", "物权法", "侵权责任法", "民法总则")),
        (_INVESTMENT, ("中外合资经营企业法", "外资企业法", "中外合作经营企业法")),
        (
            _REGISTRATION,
            (
                "公司登记管理条例", "企业法人登记管理条例", "合伙企业登记管理办法", "农民专业合作社登记管理条例",
                "企业法人法定代表人登记管理规定",
            ),
        ),
        ((_day("2022-06-05"), "《噪声污染防治法》（第九十条）"), ("环境噪声污染防治法",)),
        ((_day("2022-11-01"), "《促进个体工商户发展条例》（第三十八条）"), ("个体工商户条例",)),
        ((_day("2022-05-01"), "《信访工作条例》"), ("信访条例",)),
        ((_day("2021-09-01"), "《契税法》《城市维护建设税法》"), ("契税暂行条例", "城市维护建设税暂行条例")),
        ((_day("2022-07-01"), "《印花税法》（第二十条）"), ("印花税暂行条例",)),
        ((_day("2009-06-01"), "《食品安全法》"), ("食品卫生法",)),
        ((_day("2008-01-01"), "《城乡规划法》（第七十条）"), ("城市规划法",)),
        ((_day("2006-03-01"), "《治安管理处罚法》"), ("治安管理处罚条例",)),
        ((_day("2011-01-21"), "《国有土地上房屋征收与补偿条例》（第三十五条）"), ("城市房屋拆迁管理条例",)),
        (
            (_day("2013-07-01"), "《出境入境管理法》（第九十三条）"),
            ("外国人入境出境管理法", "公民出境入境管理法"),
        ),
    )
    for title in titles
)  # fmt: skip
KNOWN = {ceased.title: ceased for ceased in CEASED}
"""By title without the name of the state."""
#: The whole title in its brackets: a law's detailed rules are another document.
_NAMED = re.compile(r"《(?:中华人民共和国)?([^《》]{2,40})》")
#: Sentences that tell of an old law as history.
_HISTORY = re.compile(r"已废止|同时废止|废止后|施行前|原《")


def ceased_in(text: str, day: dt.date, more: Mapping[str, Ceased], *, bare: bool = False) -> list[Ceased]:
    """The ceased laws that a text names as if they held on a day: those known here, and the city's own register.

    `bare`: the text is a title without brackets.
    """
    if bare:
        text = f"《{text.strip().strip('《》')}》"
    if "《" not in text:
        return []
    told = (part for part in re.split(r"[。；;\n]", text) if not _HISTORY.search(part))
    titles = dict.fromkeys(match[1] for part in told for match in _NAMED.finditer(part))
    found = [more.get(title) or KNOWN.get(title) for title in titles]
    return [one for one in found if one is not None and one.day <= day]
