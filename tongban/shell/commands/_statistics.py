"""`tongban catalogue stats`: figures as of any day, by groups, over time."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tongban.shell.command import Answer, Command

if TYPE_CHECKING:
    from tongban.catalogue.selectors import CatalogueStatistics, Filters, Rules


_YEAR = dt.timedelta(days=364)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("日期写成 2026-11-21 的样子") from None


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=_day, metavar="日期", help="统计到哪一天结束时，默认现在")
    parser.add_argument("--base", type=_day, metavar="日期", help="材料压减率的基期")
    parser.add_argument("--region", default="", metavar="区划代码", help="这个区划和它的下级")
    parser.add_argument("--department", type=int, metavar="编号", help="实施主体的编号")
    parser.add_argument("--kind", default="", help="事项类型，例如 licensing")
    parser.add_argument("--level", default="", help="行使层级，1 到 6")
    parser.add_argument("--by", choices=("kind", "department", "level", "region", "origin"), help="再按什么分组")
    parser.add_argument("--weigh", action="store_true", help="再给出按最近一年办件量加权的平均跑动次数")
    parser.add_argument("--trend", action="store_true", help="再给出最近12个月末的数字")


def _stats(arguments: argparse.Namespace) -> Answer:
    from tongban.catalogue import selectors, services

    filters: Filters = {
        "as_of": arguments.as_of,
        "within": arguments.region,
        "department_id": arguments.department,
        "item_kind": arguments.kind,
        "level": arguments.level,
    }
    services.measure_elements()
    found, groups = selectors.breakdown(arguments.by or "", **filters)
    rule = selectors.rules(arguments.as_of)
    document: dict[str, Any] = {**_whole(found, rule), "rules": selectors.rules_of(rule)}
    if arguments.as_of:
        document["as_of"] = arguments.as_of.isoformat()
    extras = selectors.materials_cut(arguments.base, **filters) if arguments.base else {}
    if arguments.weigh:
        extras["weighted_visits"] = selectors.weighted_visits(_volumes(arguments.as_of), **filters)
    document["rates"] |= {name: asdict(rate) for name, rate in extras.items()}
    document["printed"] |= {name: selectors.written(name, rate, rule.rounding) for name, rate in extras.items()}
    if arguments.by:
        document["groups"] = {key: _whole(group, rule) for key, group in groups.items()}
    if arguments.trend:
        document["trend"] = _trend(filters, rule)
    lines = [f"事项 {found.units} 个（{rule.rounding.words}）"]
    lines += [f"{name}：{value}" for name, value in document["counts"].items()]
    lines += [
        f"{_label(name)}（{name}）：{rate['numerator']} / {rate['denominator']}"
        f" = {document['printed'][name] or '没有分母'}"
        for name, rate in document["rates"].items()
    ]
    lines += [f"{key or '没有写明'}：{group.units} 个" for key, group in groups.items()]
    return Answer(document, lines)


def _volumes(as_of: dt.date | None) -> dict[int, int]:
    """Cases of the year that ends with the day, by item."""
    from tongban.cases import selectors as cases
    from tongban.kernel import clock
    from tongban.kernel.actor import Actor

    day = as_of or clock.today()
    return cases.case_volumes(since=day - _YEAR, until=day, viewer=Actor.system())


def _label(name: str) -> str:
    from tongban.catalogue.selectors import EXTRAS, TERMS

    return (TERMS[name] if name in TERMS else EXTRAS[name]).label


def _whole(found: CatalogueStatistics, rule: Rules) -> dict[str, Any]:
    from tongban.catalogue.selectors import printed

    return {**asdict(found), "printed": printed(found, rule.rounding)}


def _trend(filters: Filters, rule: Rules) -> list[dict[str, Any]]:
    """Today and the ends of the eleven months before."""
    from tongban.catalogue import selectors

    narrowed: Filters = {**filters, "as_of": None}
    found = selectors.trend(selectors.month_ends(), **narrowed)
    return [{"day": day.isoformat(), **_whole(figures, rule)} for day, figures in found]


STATS = Command(
    "catalogue stats",
    "事项统计：每个比率都带分子和分母",
    "tongban catalogue stats --as-of 2026-06-30 --by department --json",
    _arguments,
    _stats,
)
