"""Articles as scenarios name them, and the table of articles and the scenarios that cover them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.demo.errors import BadScenario

if TYPE_CHECKING:
    from tongban.demo.scenarios.reading import Scenario

_DIGITS = "零一二三四五六七八九"
_ARTICLE = re.compile(r"^(?P<law>\S+)\s+(?P<place>第[零一二三四五六七八九十百]+条.*)$")
_NUMBER = re.compile(r"^第([零一二三四五六七八九十百]+)条")


@dataclass(frozen=True, slots=True)
class Article:
    """行政许可法 第三十二条第一款第四项."""

    law: str
    place: str

    @property
    def head(self) -> str:
        """The article without paragraph and item."""
        found = _NUMBER.match(self.place)
        return found[0] if found else self.place

    @property
    def number(self) -> int:
        """Its number, to sort by."""
        found = _NUMBER.match(self.place)
        return arabic(found[1]) if found else 0

    def __str__(self) -> str:
        return f"《{self.law}》{self.place}"


def arabic(text: str) -> int:
    """三十二 → 32, 一百零五 → 105."""
    total, digit = 0, 0
    for sign in text:
        if sign == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif sign == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS.index(sign)
    return total + digit


def read_article(text: str, where: str) -> Article:
    """From `law place`. Raises `BadScenario`."""
    if found := _ARTICLE.match(text):
        return Article(found["law"], found["place"])
    raise BadScenario(where=where, reason=f"依据要写成“行政许可法 第三十二条第一款第四项”：{text}")


def articles_of(scenarios: Iterable[Scenario]) -> dict[tuple[str, str], list[Scenario]]:
    """Every article (law, 第…条) with the scenarios that rest on it, by law and number."""
    found: dict[tuple[str, str], list[Scenario]] = defaultdict(list)
    order: dict[tuple[str, str], int] = {}
    for scenario in scenarios:
        for article in dict.fromkeys((one.law, one.head, one.number) for one in scenario.articles):
            law, head, number = article
            found[law, head].append(scenario)
            order[law, head] = number
    return {key: found[key] for key in sorted(found, key=lambda key: (key[0], order[key]))}
