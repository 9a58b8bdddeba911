"""Every figure of the catalogue's statistics, each defined once: what is counted, summed and divided (pure).

A condition is SQL over one row of `catalogue_standing`, seen through `view`: the row with `statutory_days` and
`promised_days` (both limits converted to working days, in units of `Rules.scale`) and `hall_due` (an item that has to
be in the hall). Pages, lists behind a figure, trends and snapshots all use these same words. Formulas: standards §13.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
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
    "without_materials": "material_count = 0",
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
    """One rate: a numerator over a denominator, in words and in SQL. `percent` false: a plain number (times)."""

    name: str
    label: str
    formula: str
    over: Amount
    under: Amount
    percent: bool = True

    @property
    def of_units(self) -> bool:
        """Whether both parts count items, so that a list can tell who is in the denominator only."""
        return self.over.amount == "1"


def _share(name: str, label: str, formula: str, over: str, under: str) -> Term:
    return Term(name, label, formula, Amount(COUNTS.get(over, over)), Amount(COUNTS.get(under, under)))


def _sum(name: str, label: str, formula: str, over: Amount, under: Amount, *, percent: bool = True) -> Term:
    return Term(name, label, formula, over, under, percent)


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
            Amount(_BOTH_DAYS, "statutory_days - promised_days"), Amount(_BOTH_DAYS, "statutory_days"),
        ),
        _sum(
            "compression_mean", "时限压缩率（逐项平均）", "各事项（1－承诺时限÷法定时限）之和÷事项数，按规则折算",
            Amount(_BOTH_DAYS, f"{_SHARE} - round({_SHARE}::float8 * promised_days / statutory_days)::bigint"),
            Amount(_BOTH_DAYS, str(_SHARE)),
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
            "paperless_rate", "无需自备材料事项占比", "没有材料或者材料全部免提交的事项数÷事项总数",
            "material_count = free_material_count", "units",
        ),
        _sum(
            "completeness", "要素完整率", "已公布的要素数÷应公布的要素数（办事指南必备要素）",
            Amount(COUNTS["elements_counted"], "elements_stated"),
            Amount(COUNTS["elements_counted"], "elements_needed"),
        ),
    )
}  # fmt: skip
"""Every rate by its name, in the order in which pages show them."""

#: Against an earlier day (`base`): what is asked now, over what was asked then.
MATERIALS_CUT = {
    "materials_cut": ("材料压减率", "1－现在的材料数÷基期的材料数", "material_count"),
    "materials_due_cut": (
        "应交材料压减率", "1－现在应交的材料数÷基期应交的材料数，免提交的不算", "material_count - free_material_count",
    ),
}  # fmt: skip
DUE_MATERIALS = Amount("true", "material_count - free_material_count")


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a published rate is written: `truncate` or `half_up`, with so many digits after the point."""

    mode: str
    digits: int

    def share(self, numerator: int, denominator: int, *, percent: bool = True) -> str:
        """`93.9%`; a plain number where the rate is no share, with two places at least. Empty without a denominator."""
        if denominator == 0:
            return ""
        digits = self.digits if percent else max(self.digits, 2)
        exact = Fraction(numerator * (100 if percent else 1), denominator) * 10**digits
        # Truncation and half-up both look away from the sign: a rate of −3.96 % is written −3.9 % or −4.0 %.
        whole = int(abs(exact) // 1 if self.mode == "truncate" else (abs(exact) + Fraction(1, 2)) // 1)
        value = Decimal(whole).scaleb(-digits)
        return f"{'-' if exact < 0 and whole else ''}{value:.{digits}f}{'%' if percent else ''}"

    @property
    def words(self) -> str:
        """For pages and reports."""
        return f"保留{self.digits}位小数，{'多余的舍去' if self.mode == 'truncate' else '四舍五入'}"


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

    @property
    def instant_days(self) -> int:
        """What an instant item's promise counts as, in `1 / scale` working days."""
        return int(self.factors.get("instant", Fraction(0)) * self.scale)


ON_APPLICATION_KINDS = sorted(kind.value for kind in ON_APPLICATION)


def rounded(numerator: int, denominator: int) -> float | None:
    """The share to four places, half up: what machines read; people read `Rounding.share`."""
    if denominator == 0:
        return None
    exact = Decimal(numerator) / Decimal(denominator)
    return float(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP))
