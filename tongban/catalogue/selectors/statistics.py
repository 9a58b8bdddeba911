"""Figures over published units (业务办理项) as of any day, each rate with numerator and denominator.

One pass over one narrow table (`Standing`). Every figure is a sum over rows, so totals are sums of groups and a trend
is a running sum of what began and what ended. What is not published counts in no denominator.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import connection, transaction

from tongban.catalogue.selectors.statistics_terms import (
    COUNTS,
    DUE_MATERIALS,
    MATERIALS_CUT,
    ON_APPLICATION_KINDS,
    SUMS,
    TERMS,
    Amount,
    Rounding,
    Rules,
    rounded,
)
from tongban.catalogue.states import ItemKind
from tongban.kernel import clock
from tongban.kernel.errors import InvalidInput
from tongban.reference import selectors as reference
from tongban.reference.errors import UnknownParameter
from tongban.reference.selectors import ParameterView

_GROUPS = {
    "item_kind": "item_kind",
    "kind": "item_kind",
    "department": "department_id::text",
    "region": "region_code",
    "level": "exercise_level",
    "origin": "origin",
}
_KEYS = ("statistics.rounding", "statistics.day_conversion", "statistics.hall_negative_list")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share as a fraction: 0.6575 for 65.75 %; `value` is None where the denominator is 0."""

    numerator: int
    denominator: int
    value: float | None


def rate_of(numerator: int, denominator: int) -> Rate:
    """The share to four places, rounded half up."""
    return Rate(numerator, denominator, rounded(numerator, denominator))


@dataclass(frozen=True, slots=True)
class CatalogueStatistics:
    """Figures over the units of one selection, with the fixed keys of command output (DESIGN §5)."""

    units: int
    counts: dict[str, int]
    rates: dict[str, Rate]
    sums: dict[str, int]


class Filters(TypedDict, total=False):
    """What narrows a selection; all narrow together. `within`: a region with everything below it."""

    region_code: str
    within: str
    department_id: int | None
    item_kind: str
    level: str
    origin: str
    as_of: dt.date | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A selection of units on a day. `as_of` None: what stands this very moment."""

    region_code: str = ""
    within: str = ""
    department_id: int | None = None
    item_kind: str = ""
    level: str = ""
    origin: str = ""
    as_of: dt.date | None = None

    def kept(self) -> dict[str, str | int]:
        """What narrows, for a snapshot; the day stands apart."""
        return {key: value for key, value in asdict(self).items() if value not in ("", None) and key != "as_of"}

    def units(self) -> tuple[str, list[Any]]:
        """SQL over the columns of a unit, whatever the day."""
        wanted = {
            "region_code = %s": self.region_code,
            "department_id = %s": self.department_id,
            "item_kind = %s": self.item_kind,
            "exercise_level = %s": self.level,
            "origin = %s": self.origin,
        }
        parts = [part for part, value in wanted.items() if value not in ("", None)]
        values: list[Any] = [value for value in wanted.values() if value not in ("", None)]
        if self.within:
            parts.append("region_code = ANY(%s)")
            values.append(sorted(reference.covered_codes([self.within]) | {self.within}))
        return " AND ".join(parts) or "true", values

    def standing(self) -> tuple[str, list[Any]]:
        """SQL: the units that stood at the end of the day."""
        where, values = self.units()
        if self.as_of is None or self.as_of == clock.today():
            return f"until IS NULL AND {where}", values
        end = end_of(self.as_of)
        return f"since < %s AND (until IS NULL OR until >= %s) AND {where}", [end, end, *values]


def end_of(day: dt.date) -> dt.datetime:
    """The first instant after a day in China. Raises `InvalidInput` for a day to come."""
    if day > clock.today():
        raise InvalidInput(errors={"as_of": "这一天还没有到，只能统计到今天。"})
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=clock.CHINA)


def rules(on: dt.date | None = None) -> Rules:
    """How figures are converted, excluded and rounded on a day, with the words that set it."""
    rounding, conversion, negative = found = [_parameter(key, on) for key in _KEYS]
    said = rounding.value if rounding and isinstance(rounding.value, dict) else {}
    factors = conversion.value if conversion and isinstance(conversion.value, dict) else {}
    excluded = negative.value if negative and isinstance(negative.value, list) else []
    return Rules(
        factors={unit: Fraction(str(factor)) for unit, factor in factors.items()},
        negative_list=tuple(str(code) for code in excluded),
        rounding=Rounding(str(said.get("mode", "half_up")), int(str(said.get("digits", 2)))),
        citations={one.key: f"{one.citation}（{one.pack_name}）" for one in found if one},
        pack=settings.TONGBAN_CITY_PACK,
    )


def _parameter(key: str, on: dt.date | None) -> ParameterView | None:
    """None where no pack sets it: then nothing is converted or excluded, and rates have two places."""
    try:
        return reference.parameter(key, on=on)
    except UnknownParameter:
        return None


def view(rule: Rules) -> tuple[str, list[Any]]:
    """SQL of a row's columns as the conditions of `statistics_terms` see it."""
    return f"s.*, {_converted(rule, 's')}, {_HALL_DUE} AS hall_due", _hall_values(rule)


#: What the figures look at. Rows alike in all of it are counted once, with their number: there are far fewer of them.
_PROFILE = (
    "item_kind, handling, instant, statutory_number, statutory_unit, promised_number, promised_unit, visits, online,"
    " online_depth, in_hall, comprehensive_window, material_count, free_material_count, as_published, with_findings,"
    " elements_stated, elements_needed"
)
_HALL_DUE = "(s.item_kind = ANY(%s) AND s.catalog_code <> ALL(%s))"


def _hall_values(rule: Rules) -> list[Any]:
    return [ON_APPLICATION_KINDS, list(rule.negative_list)]


def _converted(rule: Rules, row: str) -> str:
    """SQL of both limits in parts of a working day."""
    promised = f"CASE WHEN {row}.instant THEN {rule.instant_days}::bigint ELSE {rule.days(f'{row}.promised')} END"
    return f"{rule.days(f'{row}.statutory')} AS statutory_days, {promised} AS promised_days"


def _profiles(key: str, where: str, rule: Rules) -> str:
    """SQL: the profiles of a selection by a key, each with the number `n` of rows alike. Parameters as for `view`."""
    alike = (
        f"SELECT {key} AS grp, {_PROFILE}, {_HALL_DUE} AS hall_due, count(*) AS n"  # noqa: S608
        f" FROM catalogue_standing s WHERE {where} GROUP BY grp, {_PROFILE}, hall_due"
    )
    return f"SELECT p.*, {_converted(rule, 'p')} FROM ({alike}) p"  # noqa: S608


class _Columns:
    """The distinct sums that all figures need, each taken once."""

    def __init__(self, rule: Rules) -> None:
        self._scale = str(rule.scale)
        wanted = [Amount(condition) for condition in COUNTS.values()] + [*SUMS.values(), DUE_MATERIALS]
        wanted += [part for term in TERMS.values() for part in (term.over, term.under)]
        self._places = {part: place for place, part in enumerate(dict.fromkeys(wanted))}

    def sql(self) -> str:
        return ", ".join(self._sum(part) for part in self._places)

    def _sum(self, part: Amount) -> str:
        condition = filled(part.condition, self._scale)
        amount = "n" if part.amount == "1" else f"({part.amount}) * n"
        of = "" if condition == "true" else f" FILTER (WHERE {condition})"
        return f"coalesce(sum({amount}){of}, 0)"

    @property
    def width(self) -> int:
        return len(self._places)

    def figures(self, row: Sequence[int]) -> CatalogueStatistics:
        """The figures of one row of sums."""
        counts = {name: row[self._places[Amount(condition)]] for name, condition in COUNTS.items()}
        empty = {f"kind_{kind.value}" for kind in ItemKind if not counts[f"kind_{kind.value}"]}
        sums = {name: row[self._places[part]] for name, part in SUMS.items()}
        sums["due_materials"] = row[self._places[DUE_MATERIALS]]
        rates = {
            name: rate_of(row[self._places[term.over]], row[self._places[term.under]]) for name, term in TERMS.items()
        }
        kept = {name: number for name, number in counts.items() if name not in empty}
        return CatalogueStatistics(counts["units"], kept, rates, sums)


def filled(condition: str, scale: str) -> str:
    """A condition with the scale of converted limits in its place."""
    return condition.replace("{scale}", scale)


def statistics(**filters: Unpack[Filters]) -> CatalogueStatistics:
    """Figures over published versions of items in use at the end of a day (today). One pass.

    Raises `InvalidInput` (a day to come), `UnknownRegion` (`within`).
    """
    return breakdown("", **filters)[0]


def statistics_by(group: str, **filters: Unpack[Filters]) -> dict[str, CatalogueStatistics]:
    """The same figures by `kind`, `department` (id as text), `region`, `level` or `origin`. One pass.

    Raises `KeyError` for another group, and what `statistics` raises.
    """
    return breakdown(group, **filters)[1]


def breakdown(group: str, **filters: Unpack[Filters]) -> tuple[CatalogueStatistics, dict[str, CatalogueStatistics]]:
    """The whole and its groups, in one pass; no groups for an empty `group`. Raises as `statistics_by`."""
    key = _GROUPS[group] if group else "''"
    scope = Scope(**filters)
    rule = rules(scope.as_of)
    where, values = scope.standing()
    columns, rows = _counted(key, where, values, rule)
    parts = {str(name): _whole(row) for name, *row in rows}
    total = [sum(column) for column in zip(*parts.values(), strict=True)] or [0] * columns.width
    groups = {name: columns.figures(row) for name, row in parts.items()} if group else {}
    return columns.figures(total), groups


def _counted(key: str, where: str, values: Sequence[Any], rule: Rules) -> tuple[_Columns, list[tuple[object, ...]]]:
    """Sums over the standings of a condition, by group."""
    columns = _Columns(rule)
    # Every name is ours; only values come from outside, as parameters.
    statement = f"SELECT grp, {columns.sql()} FROM ({_profiles(key, where, rule)}) unit GROUP BY grp ORDER BY grp"  # noqa: S608
    return columns, _fetched(statement, [*_hall_values(rule), *values])


def count_standings(ids: Sequence[int], rule: Rules) -> CatalogueStatistics:
    """The figures of these very standings: what a snapshot counted."""
    columns, rows = _counted("''", "s.id = ANY(%s)", [list(ids)], rule)
    return columns.figures(_whole(rows[0][1:]) if rows else [0] * columns.width)


def standing_ids(scope: Scope) -> list[int]:
    """Which standings a selection counts, in order."""
    where, values = scope.standing()
    rows = _fetched(f"SELECT id FROM catalogue_standing s WHERE {where} ORDER BY id", values)  # noqa: S608
    return [int(str(row[0])) for row in rows]


def trend(days: Sequence[dt.date], **filters: Unpack[Filters]) -> list[tuple[dt.date, CatalogueStatistics]]:
    """The figures at the end of each of these days, under today's rules. Two passes for any number of days.

    What began before a day minus what ended before it: each row is added once and taken away once.
    Raises `InvalidInput` (a day to come).
    """
    ordered = sorted(set(days))
    ends = [end_of(day) for day in ordered]
    rule = rules()
    columns = _Columns(rule)
    where, values = Scope(**filters).units()
    buckets = " UNION ALL ".join(
        f"SELECT {sign}, grp, {columns.sql()} FROM ("  # noqa: S608
        + _profiles(f"width_bucket({edge}, %s::timestamptz[])", f"{edge} IS NOT NULL AND {where}", rule)
        + ") unit GROUP BY grp"
        for sign, edge in ((1, "since"), (-1, "until"))
    )
    moved = [[0] * columns.width for _ in ordered]
    for sign, bucket, *row in _fetched(buckets, [ends, *_hall_values(rule), *values] * 2):
        if int(str(bucket)) < len(moved):
            moved[int(str(bucket))] = [
                old + int(str(sign)) * new for old, new in zip(moved[int(str(bucket))], _whole(row), strict=True)
            ]
    found = []
    running = [0] * columns.width
    for day, change in zip(ordered, moved, strict=True):
        running = [old + new for old, new in zip(running, change, strict=True)]
        found.append((day, columns.figures(running)))
    return found


def month_ends(number: int = 12) -> list[dt.date]:
    """Today and the last days of the months before, the oldest first: what trends show."""
    days, first = [clock.today()], clock.today().replace(day=1)
    while len(days) < number:
        days.append(first - dt.timedelta(days=1))
        first = days[-1].replace(day=1)
    return days[::-1]


def materials_cut(base: dt.date, **filters: Unpack[Filters]) -> dict[str, Rate]:
    """材料压减率 against an earlier day: 1 − materials now ÷ materials then, with and without what need not be brought.

    Both sides count what stood on their day, so items that came or went move the figure as well.
    """
    earlier: Filters = {**filters, "as_of": base}
    now, then = statistics(**filters).sums, statistics(**earlier).sums
    sides = {"materials_cut": "materials", "materials_due_cut": "due_materials"}
    return {name: rate_of(then[sides[name]] - now[sides[name]], then[sides[name]]) for name in MATERIALS_CUT}


def printed(figures: CatalogueStatistics, rounding: Rounding) -> dict[str, str]:
    """Every rate as it is published: rounded or truncated as the rule pack says."""
    return {
        name: rounding.share(rate.numerator, rate.denominator, percent=TERMS[name].percent if name in TERMS else True)
        for name, rate in figures.rates.items()
    }


def _fetched(statement: str, values: Sequence[Any]) -> list[tuple[object, ...]]:
    """Rows of a pass over all standings. Memory for hashing keeps it from sorting on disk: a fifth of the time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _whole(row: Iterable[object]) -> list[int]:
    return [int(str(value)) for value in row]
