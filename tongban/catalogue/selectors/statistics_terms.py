"""Every figure of the catalogue's statistics, each defined once: what is counted, summed and divided (pure).

A condition is SQL over one row of `catalogue_standing`, seen through `view`: the row with `statutory_days` and
`promised_days` (both limits converted to working days, in units of `Rules.scale`) and `hall_due` (an item that has to
be in the hall). Pages, lists behind a figure, trends and snapshots all use these same words. Formulas: standards §13.2.
Conditions ask only what is in the profile of a row (`models.statistics.ALIKE`, whether there are materials, whether all
are free, whether elements were measured), so that rows alike are counted together; amounts may be any of its columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from tongban.catalogue.states import ON_APPLICATION, ItemKind

_WD = "promised_unit = 'working_day'"
_BOTH = f"statutory_unit = 'working_day' AND {_WD}"
_BOTH_DAYS = "statutory_days > 0 AND promised_days IS NOT NULL"
_VISITS = 3
#: The mean of items is kept in millionths, so that its fraction stays one of whole numbers.
_SHARE = 1_000_000

#: name → condition counted over the units.
COUNTS: dict[str, str] = {
    "units": "true",
    "both_limits_in_working_days": _BOTH,
    "both_limits_within_one_day": f"{_BOTH} AND promised_number <= 1",
    "any_promise": "promised_number IS NOT NULL",
    "promise_in_working_days": _WD,
    "promise_in_working_days_within_one_day": f"{_WD} AND promised_number <= 1",
    "any_statutory_limit": "statutory_number IS NOT NULL",
    "promise_without_statutory_limit": "promised_number IS NOT NULL AND statutory_number IS NULL",
    "statutory_limit_without_promise": "promised_number IS NULL AND statutory_number IS NOT NULL",
    "no_limit": "promised_number IS NULL AND statutory_number IS NULL",
    "instant": "instant",
    "visits_known": "visits IS NOT NULL",
    **{f"visits_{number}": f"visits = {number}" for number in range(_VISITS + 1)},
    "visits_more": f"visits > {_VISITS}",
    "online_known": "online IS NOT NULL",
    "online": "online",
    "depth_known": "online_depth IS NOT NULL AND visits IS NOT NULL",
    "fully_online": "online_depth = 4 AND visits = 0",
    "in_hall_known": "in_hall IS NOT NULL",
    "in_hall": "in_hall",
    "comprehensive_window": "in_hall AND comprehensive_window",
    "handling_items": "handling",
    "materials_known": "materials_stated",
    "without_materials": "materials_stated AND material_count = 0",
    "as_published": "as_published",
    "with_findings": "with_findings",
    "hall_due": "hall_due",
    "elements_counted": "elements_needed IS NOT NULL",
    **{f"kind_{kind.value}": f"item_kind = '{kind.value}'" for kind in ItemKind},
}


class Amount(NamedTuple):
    """What a row adds where the condition holds; `1` counts rows."""

    condition: str
    amount: str = "1"


SUMS: dict[str, Amount] = {
    "statutory_working_days": Amount(_BOTH, "statutory_number"),
    "promised_working_days": Amount(_BOTH, "promised_number"),
    "visits": Amount(COUNTS["visits_known"], "visits"),
    "materials": Amount("true", "material_count"),
    "licence_free_materials": Amount("true", "free_material_count"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One rate: a numerator over a denominator, in words and in SQL. `percent` false: a plain number (times).

    `parts`: both are whole numbers of such a part (`day`: `Rules.scale` to the working day; `share`: millionths).
    """

    name: str
    label: str
    formula: str
    over: Amount
    under: Amount
    percent: bool = True
    parts: str = ""

    @property
    def of_units(self) -> bool:
        """Whether both parts count items, so that a list can tell who is in the denominator only."""
        return self.over.amount == "1"


def _share(name: str, label: str, formula: str, over: str, under: str) -> Term:
    return Term(name, label, formula, Amount(COUNTS.get(over, over)), Amount(COUNTS.get(under, under)))


def _sum(
    name: str, label: str, formula: str, over: Amount, under: Amount, *, percent: bool = True, parts: str = ""
) -> Term:
    return Term(name, label, formula, over, under, percent, parts)


TERMS: dict[str, Term] = {
    term.name: term
    for term in (
        _share("instant_rate", "即办率", "即办件事项数÷事项总数", "instant", "units"),
        _share(
            "one_day_rate", "1日办结占比", "即办件和承诺时限折算不超过1个工作日的事项数÷事项总数",
            "promised_days <= {scale}", "units",
        ),
        _share(
            "within_one_day_rate", "承诺一个工作日内办结占比", "承诺不超过1个工作日的事项数÷承诺时限以工作日计的事项数",
            "promise_in_working_days_within_one_day", "promise_in_working_days",
        ),
        _share(
            "both_limits_within_one_day_rate", "两个时限都公布的一日办结占比",
            "承诺不超过1个工作日的事项数÷法定、承诺时限都以工作日计的事项数",
            "both_limits_within_one_day", "both_limits_in_working_days",
        ),
        _sum(
            "compression", "时限压缩率（工作日）", "1－承诺工作日合计÷法定工作日合计，只比两个时限都以工作日计的事项",
            Amount(_BOTH, "statutory_number - promised_number"), SUMS["statutory_working_days"],
        ),
        _sum(
            "compression_converted", "时限压缩率（折算）",
            "1－承诺时限合计÷法定时限合计，各种单位按规则折算为工作日，即办件按规则计",
            Amount(_BOTH_DAYS, "statutory_days - promised_days"), Amount(_BOTH_DAYS, "statutory_days"), parts="day",
        ),
        _sum(
            "compression_mean", "时限压缩率（逐项平均）", "各事项（1－承诺时限÷法定时限）之和÷事项数，按规则折算",
            Amount(_BOTH_DAYS, f"{_SHARE} - round({_SHARE}::float8 * promised_days / statutory_days)::bigint"),
            Amount(_BOTH_DAYS, str(_SHARE)), parts="share",
        ),
        _share("promise_rate", "公布承诺时限占比", "公布承诺时限的事项数÷事项总数", "any_promise", "units"),
        _share("online_rate", "网上可办率", "网上可办的事项数÷公布是否网办的事项数", "online", "online_known"),
        _share(
            "fully_online_rate", "全程网办率", "网上办理深度四级且到现场0次的事项数÷公布深度和次数的事项数",
            "fully_online", "depth_known",
        ),
        _share("no_visit_rate", "零跑动率", "到现场0次的事项数÷公布到现场次数的事项数", "visits_0", "visits_known"),
        _share(
            "at_most_one_visit_rate", "最多跑一次率", "到现场不超过1次的事项数÷公布到现场次数的事项数", "visits <= 1",
            "visits_known",
        ),
        _sum(
            "average_visits", "平均跑动次数", "到现场次数合计÷公布到现场次数的事项数", SUMS["visits"],
            Amount(COUNTS["visits_known"]), percent=False,
        ),
        _share("in_hall_rate", "进驻大厅占比", "进驻大厅的事项数÷公布是否进驻的事项数", "in_hall", "in_hall_known"),
        _share(
            "hall_entry_rate", "进驻率", "进驻大厅的依申请事项数÷依申请事项数，负面清单除外", "hall_due AND in_hall",
            "hall_due",
        ),
        _share(
            "comprehensive_window_rate", "一窗率", "由综合窗口受理的事项数÷进驻大厅的事项数", "comprehensive_window",
            "in_hall",
        ),
        _sum(
            "licence_free_rate", "材料免提交率", "可由证照或者共享数据代替的材料数÷材料总数",
            SUMS["licence_free_materials"], SUMS["materials"],
        ),
        _share(
            "paperless_rate", "无需自备材料事项占比", "没有材料或者材料全部免提交的事项数÷公布材料清单的事项数",
            "materials_stated AND material_count = free_material_count", "materials_known",
        ),
        _sum(
            "completeness", "要素完整率", "已公布的要素数÷应公布的要素数（办事指南必备要素）",
            Amount(COUNTS["elements_counted"], "elements_stated"),
            Amount(COUNTS["elements_counted"], "elements_needed"),
        ),
    )
}  # fmt: skip
"""Every rate by its name, in the order in which pages show them."""


class Extra(NamedTuple):
    """A rate that asks for more than the guides of one day say; `percent` as in `Term`."""

    label: str
    formula: str
    percent: bool = True


EXTRAS: dict[str, Extra] = {
    "materials_cut": Extra("材料压减率", "1－现在的材料数÷基期的材料数"),
    "materials_due_cut": Extra("应交材料压减率", "1－现在应交的材料数÷基期应交的材料数，免提交的不算"),
    "weighted_visits": Extra(
        "平均跑动次数（按办件量加权）",
        "各事项到现场次数×办件量之和÷办件量之和，没有公布到现场次数的事项不算",
        percent=False,
    ),
}
"""Against an earlier day (`materials_cut`), or by the number of cases (`weighted_visits`)."""
DUE_MATERIALS = Amount("true", "material_count - free_material_count")


@dataclass(frozen=True, slots=True)
class Rounding:
    """How published rates are written: `truncate` or `half_up`, with so many digits after the point.

    `rates`: those that a city publishes otherwise than the rest, by name.
    """

    mode: str
    digits: int
    rates: Mapping[str, Rounding] = field(default_factory=dict)

    def of(self, rate: str) -> Rounding:
        """How this rate is written."""
        return self.rates.get(rate, self)

    def share(self, numerator: int, denominator: int, *, percent: bool = True) -> str:
        """`93.9%`; a plain number where the rate is no share. Empty without a denominator."""
        if denominator == 0:
            return ""
        exact = Fraction(numerator * (100 if percent else 1), denominator) * 10**self.digits
        # Truncation and half-up both look away from the sign: a rate of −3.96 % is written −3.9 % or −4.0 %.
        whole = int(abs(exact) // 1 if self.mode == "truncate" else (abs(exact) + Fraction(1, 2)) // 1)
        value = Decimal(whole).scaleb(-self.digits)
        return f"{'-' if exact < 0 and whole else ''}{value:.{self.digits}f}{'%' if percent else ''}"

    @property
    def words(self) -> str:
        """For pages and reports: the common rule, then the exceptions, those alike together."""
        alike: dict[str, list[str]] = {}
        for name, one in self.rates.items():
            alike.setdefault(one.words, []).append(_labels()[name])
        rest = "".join(f"；{'、'.join(names)}{words}" for words, names in alike.items())
        return f"保留{self.digits}位小数，{'多余的舍去' if self.mode == 'truncate' else '四舍五入'}{rest}"

    def kept(self) -> dict[str, object]:
        """As a document; `rounding_of` reads it back."""
        exceptions = {"rates": {name: one.kept() for name, one in self.rates.items()}} if self.rates else {}
        return {"mode": self.mode, "digits": self.digits, **exceptions}


def rounding_of(said: object, common: Rounding = Rounding("half_up", 2)) -> Rounding:
    """The rounding that a rule pack or a snapshot says; what it leaves out is as in `common`.

    Names that are no rates have no exception.
    """
    document = said if isinstance(said, Mapping) else {}
    found = Rounding(str(document.get("mode", common.mode)), int(str(document.get("digits", common.digits))))
    rates = document.get("rates")
    exceptions = rates if isinstance(rates, Mapping) else {}
    return replace(
        found, rates={name: rounding_of(exceptions[name], found) for name in _labels() if name in exceptions}
    )


def _labels() -> dict[str, str]:
    """What every rate is called."""
    terms: dict[str, Term | Extra] = {**TERMS, **EXTRAS}
    return {name: one.label for name, one in terms.items()}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rule pack sets: factors that turn units into working days, the negative list, the rounding."""

    factors: Mapping[str, Fraction]
    negative_list: tuple[str, ...]
    rounding: Rounding
    citations: Mapping[str, str]
    pack: str

    @property
    def scale(self) -> int:
        """Converted limits are whole numbers of this part of a working day."""
        return lcm(*(factor.denominator for factor in self.factors.values()), 1)

    def days(self, prefix: str) -> str:
        """SQL: a limit in `1 / scale` working days; NULL for a unit the rules do not convert."""
        cases = " ".join(
            f"WHEN '{unit}' THEN {prefix}_number * {int(factor * self.scale)}::bigint"
            for unit, factor in self.factors.items()
            if unit.isidentifier() and unit != "instant"
        )
        return f"CASE {prefix}_unit {cases} END" if cases else "NULL::bigint"

    def shown(self, term: Term, number: int) -> str:
        """A numerator or denominator in its natural unit (items, working days, times), at most two places."""
        exact = Fraction(number, {"day": self.scale, "share": _SHARE}.get(term.parts, 1))
        return f"{exact.numerator:,}" if exact.denominator == 1 else f"{float(exact):,.2f}"

    @property
    def instant_days(self) -> int:
        """What an instant item's promise counts as, in `1 / scale` working days."""
        return int(self.factors.get("instant", Fraction(0)) * self.scale)


ON_APPLICATION_KINDS = sorted(kind.value for kind in ON_APPLICATION)


def rounded(numerator: int, denominator: int) -> float | None:
    """The share to four places, half up (away from nought): what machines read; people read `Rounding.share`."""
    if denominator == 0:
        return None
    whole = (20_000 * abs(numerator) + denominator) // (2 * denominator)
    return (whole if numerator >= 0 else -whole) / 10_000
