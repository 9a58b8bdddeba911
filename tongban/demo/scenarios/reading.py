"""Reading a scenario file. What nobody asked about is an error: a misspelt expectation must not pass as held."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.articles import Article, read_article
from tongban.kernel import clock
from tongban.kernel.deadline import Limit, LimitUnit

FOLDER = Path(__file__).parents[1] / "data" / "scenarios"
_UNITS = {
    "个工作日": LimitUnit.WORKING_DAY,
    "工作日": LimitUnit.WORKING_DAY,
    "日": LimitUnit.NATURAL_DAY,
    "天": LimitUnit.NATURAL_DAY,
    "小时": LimitUnit.HOUR,
    "个月": LimitUnit.MONTH,
    "年": LimitUnit.YEAR,
}
_LIMIT = re.compile(r"^(\d+)\s*(个工作日|工作日|个月|小时|日|天|年)$")


class Given:
    """The keys of one mapping of the file, taken one by one; `done` complains about those nobody took."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._left, self.where = dict(values), where

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str, default: Any = None) -> Any:
        """The value as written, or the default."""
        return self._left.pop(name, default)

    def need(self, name: str) -> Any:
        """The value as written. Raises `BadScenario` where it is not there."""
        if name not in self._left:
            raise BadScenario(where=self.where, reason=f"缺少“{name}”")
        return self._left.pop(name)

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        return str(self._left.pop(name, default))

    def yes(self, name: str, *, default: bool = False) -> bool:
        """是 or 否."""
        value = self._left.pop(name, default)
        if isinstance(value, bool):
            return value
        if value in ("是", "否"):
            return bool(value == "是")
        raise BadScenario(where=self.where, reason=f"“{name}”要写是或者否")

    def names(self, name: str) -> list[str]:
        """A list of names; one name may stand alone."""
        value = self._left.pop(name, [])
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]

    def day(self, name: str) -> dt.date:
        """A day written 2026-11-24."""
        value = self.need(name)
        if type(value) is dt.date:
            return value
        raise BadScenario(where=self.where, reason=f"“{name}”要写成 2026-11-24 这样的日期")

    def limit(self, name: str) -> Limit | None:
        """A limit written 5个工作日; None where it is not there."""
        value = self._left.pop(name, None)
        return None if value is None else read_limit(str(value), self.where)

    def all(self) -> Iterator[tuple[str, Any]]:
        """Every key that is left, taken."""
        while self._left:
            yield self._left.popitem()

    def done(self) -> None:
        """Raises `BadScenario` where something is left that nobody understands."""
        if self._left:
            raise BadScenario(where=self.where, reason=f"不认识：{'、'.join(self._left)}")


def read_limit(text: str, where: str) -> Limit:
    """5个工作日, 30日, 24小时, 3个月, 1年; 当场 is no working day."""
    if text == "当场":
        return Limit(0, LimitUnit.WORKING_DAY)
    if found := _LIMIT.match(text):
        return Limit(int(found[1]), _UNITS[found[2]])
    raise BadScenario(where=where, reason=f"看不懂期限“{text}”")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the course: somebody does something at an instant, something must be so then, or both."""

    at: dt.datetime
    who: str
    does: str
    given: Mapping[str, Any]
    refused: str
    expected: Mapping[str, Any]
    where: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file."""

    name: str
    title: str
    text: str
    articles: tuple[Article, ...]
    item: Mapping[str, Any]
    steps: tuple[Step, ...]
    source: Path = field(default=Path())


def read_scenario(path: Path) -> Scenario:
    """Read one file. Raises `BadScenario` naming file and step."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadScenario(where=path.name, reason=f"不是UTF-8的YAML文件：{error}") from error
    if not isinstance(document, dict):
        raise BadScenario(where=path.name, reason="文件里没有内容")
    given = Given(document, path.name)
    title, text = str(given.need("标题")), given.text("说明")
    articles = tuple(read_article(str(line), path.name) for line in given.need("依据"))
    item = dict(given.take("事项", {}))
    steps = tuple(_steps(given.need("经过"), path.name))
    given.done()
    if not any(step.expected or step.refused for step in steps):
        raise BadScenario(where=path.name, reason="没有一处写明应当怎样")
    return Scenario(path.stem, title, text, articles, item, steps, path)


def shipped() -> list[Path]:
    """The scenarios that come with the platform, in order of their numbers."""
    return sorted(FOLDER.glob("*.yaml"))


def _steps(lines: Any, name: str) -> Iterator[Step]:
    last: dt.datetime | None = None
    for number, line in enumerate(lines, 1):
        given = Given(line, f"{name} 第{number}步")
        at = _instant(given, last)
        who, does = given.text("谁"), given.text("做")
        expected, refused = dict(given.take("应当", {})), given.text("应当被拒绝")
        if bool(who) != bool(does):
            raise BadScenario(where=given.where, reason="“谁”和“做”要一起写")
        yield Step(at, who, does, dict(given.all()), refused, expected, given.where)
        last = at


def _instant(given: Given, last: dt.datetime | None) -> dt.datetime:
    """China's time. A step without its own happens right after the one before."""
    value = given.take("时间", None)
    if value is None and last is not None:
        return last
    try:
        moment = dt.datetime.fromisoformat(str(value)).replace(tzinfo=clock.CHINA).astimezone(dt.UTC)
    except ValueError as error:
        raise BadScenario(where=given.where, reason="“时间”要写成 2026-11-24 09:30") from error
    if last is not None and moment < last:
        raise BadScenario(where=given.where, reason="时间比上一步早")
    return moment
