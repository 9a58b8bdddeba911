"""Figures over published units (业务办理项) as of any day, each rate with numerator and denominator.

One pass over one narrow table (`Standing`). Every figure is a sum over rows, so totals are sums of groups and a trend
is a running sum of what began and what ended. What is not published counts in no denominator.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import connection, transaction

from tongban.catalogue.selectors.statistics_terms import (
    COUNTS,
    DUE_MATERIALS,
    EXTRAS,
    ON_APPLICATION_KINDS,
    SUMS,
    TERMS,
    Amount,
    Rounding,
    Rules,
    rounded,
    rounding_of,
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
    "department": "department_id",
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
    return clock.at(day + dt.timedelta(days=1))


def rules(on: dt.date | None = None) -> Rules:
    """How figures are converted, excluded and rounded on a day, with the words that set it."""
    rounding, conversion, negative = found = [_parameter(key, on) for key in _KEYS]
    factors = conversion.value if conversion and isinstance(conversion.value, dict) else {}
    excluded = negative.value if negative and isinstance(negative.value, list) else []
    return Rules(
        factors={unit: Fraction(str(factor)) for unit, factor in factors.items()},
        negative_list=tuple(str(code) for code in excluded),
        rounding=rounding_of(rounding.value if rounding else None),
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
    unlisted, values = _unlisted(rule)
    return f"s.*, {_converted(rule, 's')}, {_APPLIED_FOR} AND {unlisted} AS hall_due", values


#: What differs between rows of one profile; it is only ever added up.
_ADDED = ("material_count", "free_material_count", "elements_stated", "elements_needed")
_OF_ADDED = re.compile(rf"\b({'|'.join(_ADDED)})\b")
_APPLIED_FOR = f"item_kind IN ({', '.join(repr(kind) for kind in ON_APPLICATION_KINDS)})"


def _unlisted(rule: Rules) -> tuple[str, list[Any]]:
    """SQL: whether the negative list leaves a row out of what has to be in the hall."""
    return ("s.catalog_code <> ALL(%s)", [list(rule.negative_list)]) if rule.negative_list else ("true", [])


def _converted(rule: Rules, row: str) -> str:
    """SQL of both limits in parts of a working day."""
    promised = f"CASE WHEN {row}.instant THEN {rule.instant_days}::bigint ELSE {rule.days(f'{row}.promised')} END"
    return f"{rule.days(f'{row}.statutory')} AS statutory_days, {promised} AS promised_days"


def _profiles(key: str, where: str, rule: Rules) -> tuple[str, list[Any]]:
    """SQL: the profiles of a selection by a key, each as any one row of it, with the number `n` of rows alike and the
    sums `all_…` of what they add; and the values that stand between those of the key and those of the selection.

    One pass over the selection by a key of two narrow columns; there are far fewer profiles than rows.
    """
    added = ", ".join(f"sum(s.{name}) AS all_{name}" for name in _ADDED)
    unlisted, listed = _unlisted(rule)
    alike = (
        f"SELECT {key} AS grp, s.profile, {unlisted} AS unlisted, count(*) AS n, min(s.id) AS one, {added}"  # noqa: S608
        f" FROM catalogue_standing s WHERE {where} GROUP BY grp, s.profile, unlisted"
    )
    sums = ", ".join(f"a.all_{name}" for name in _ADDED)
    return (
        f"WITH alike AS MATERIALIZED ({alike})"  # noqa: S608
        f" SELECT p.*, {_APPLIED_FOR} AND a.unlisted AS hall_due, a.grp, a.n, {sums}, {_converted(rule, 'p')}"
        " FROM alike a"
        " JOIN (SELECT profile, min(one) AS one FROM alike GROUP BY profile) r ON r.profile = a.profile"
        " JOIN catalogue_standing p ON p.id = r.one"
    ), listed


class _Columns:
    """The distinct sums that all figures need, each taken once."""

    def __init__(self, rule: Rules) -> None:
        self._scale = str(rule.scale)
        counts = {name: Amount(condition) for name, condition in COUNTS.items()}
        sums = {**SUMS, "due_materials": DUE_MATERIALS}
        wanted = [*counts.values(), *sums.values()]
        wanted += [part for term in TERMS.values() for part in (term.over, term.under)]
        self._places = places = {part: place for place, part in enumerate(dict.fromkeys(wanted))}
        self._counts = {name: places[part] for name, part in counts.items()}
        self._sums = {name: places[part] for name, part in sums.items()}
        self._rates = {name: (places[term.over], places[term.under]) for name, term in TERMS.items()}

    def sql(self) -> str:
        return ", ".join(self._sum(part) for part in self._places)

    def _sum(self, part: Amount) -> str:
        condition = filled(part.condition, self._scale)
        added = _OF_ADDED.sub(r"all_\1", part.amount)
        amount = "n" if part.amount == "1" else added if added != part.amount else f"({part.amount}) * n"
        of = "" if condition == "true" else f" FILTER (WHERE {condition})"
        return f"coalesce(sum({amount}){of}, 0)::bigint"

    @property
    def width(self) -> int:
        return len(self._places)

    def figures(self, row: Sequence[int]) -> CatalogueStatistics:
        """The figures of one row of sums."""
        counts = {name: row[place] for name, place in self._counts.items() if row[place] or name not in _KINDS}
        sums = {name: row[place] for name, place in self._sums.items()}
        rates = {name: rate_of(row[over], row[under]) for name, (over, under) in self._rates.items()}
        return CatalogueStatistics(counts["units"], counts, rates, sums)


#: Kinds that a selection has none of are not named among its counts.
_KINDS = {f"kind_{kind.value}" for kind in ItemKind}


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
    parts = {str(name): row for name, *row in rows}
    total = [sum(column) for column in zip(*parts.values(), strict=True)] or [0] * columns.width
    groups = {name: columns.figures(row) for name, row in parts.items()} if group else {}
    return columns.figures(total), groups


def _counted(key: str, where: str, values: Sequence[Any], rule: Rules) -> tuple[_Columns, list[tuple[Any, ...]]]:
    """Sums over the standings of a condition, by group."""
    columns = _Columns(rule)
    # Every name is ours; only values come from outside, as parameters.
    profiles, listed = _profiles(key, where, rule)
    statement = f"SELECT grp, {columns.sql()} FROM ({profiles}) unit GROUP BY grp ORDER BY grp"  # noqa: S608
    return columns, _fetched(statement, [*listed, *values])


def count_standings(ids: Sequence[int], rule: Rules) -> CatalogueStatistics:
    """The figures of these very standings: what a snapshot counted."""
    columns, rows = _counted("''", "s.id = ANY(%s)", [list(ids)], rule)
    return columns.figures(rows[0][1:] if rows else [0] * columns.width)


def standing_ids(scope: Scope) -> list[int]:
    """Which standings a selection counts, in order."""
    where, values = scope.standing()
    rows = _fetched(f"SELECT id FROM catalogue_standing s WHERE {where} ORDER BY id", values)  # noqa: S608
    return [row[0] for row in rows]


def trend(days: Sequence[dt.date], **filters: Unpack[Filters]) -> list[tuple[dt.date, CatalogueStatistics]]:
    """The figures at the end of each of these days, under the rules of the last. Two passes for any number of days.

    What began before a day minus what ended before it: each row is added once and taken away once.
    Raises `InvalidInput` (a day to come).
    """
    ordered = sorted(set(days))
    ends = [end_of(day) for day in ordered]
    rule = rules(ordered[-1] if ordered else None)
    columns = _Columns(rule)
    where, values = Scope(**filters).units()
    statements: list[str] = []
    asked: list[Any] = []
    for sign, edge in ((1, "since"), (-1, "until")):
        bucket = f"width_bucket({edge}, %s::timestamptz[])"
        profiles, listed = _profiles(bucket, f"{edge} IS NOT NULL AND {where}", rule)
        statements.append(f"SELECT {sign}, grp, {columns.sql()} FROM ({profiles}) unit GROUP BY grp")  # noqa: S608
        asked += [ends, *listed, *values]
    moved = [[0] * columns.width for _ in ordered]
    for sign, place, *row in _fetched(" UNION ALL ".join(statements), asked):
        if place < len(moved):
            moved[place] = [old + sign * new for old, new in zip(moved[place], row, strict=True)]
    found = []
    running = [0] * columns.width
    for day, change in zip(ordered, moved, strict=True):
        running = [old + new for old, new in zip(running, change, strict=True)]
        found.append((day, columns.figures(running)))
    return found


def month_ends(number: int = 12, *, until: dt.date | None = None) -> list[dt.date]:
    """A day (today) and the last days of the months before it, the oldest first: what trends show."""
    days = [until or clock.today()]
    first = days[0].replace(day=1)
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
    return {name: rate_of(then[side] - now[side], then[side]) for name, side in sides.items()}


def weighted_visits(volumes: Mapping[int, int], **filters: Unpack[Filters]) -> Rate:
    """平均跑动次数 weighted by case volume (`volumes`: cases by item): visits of all these cases over the cases.

    An item without cases weighs nothing; one that does not publish its visits counts on neither side.
    """
    where, values = Scope(**filters).standing()
    statement = (
        "SELECT coalesce(sum(visits * n), 0)::bigint, coalesce(sum(n), 0)::bigint"  # noqa: S608  # names are ours, values are parameters
        " FROM unnest(%s::bigint[], %s::bigint[]) cases(item, n) JOIN catalogue_standing ON item_id = item"
        f" WHERE visits IS NOT NULL AND {where}"
    )
    ((over, under),) = _fetched(statement, [list(volumes), list(volumes.values()), *values])
    return rate_of(over, under)


def printed(figures: CatalogueStatistics, rounding: Rounding) -> dict[str, str]:
    """Every rate as it is published: rounded or truncated as the rule pack says."""
    return {name: written(name, rate, rounding) for name, rate in figures.rates.items()}


def written(name: str, rate: Rate, rounding: Rounding) -> str:
    """One rate as it is published."""
    percent = (TERMS[name] if name in TERMS else EXTRAS[name]).percent
    return rounding.of(name).share(rate.numerator, rate.denominator, percent=percent)


def _fetched(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of a pass over all standings. Memory for hashing keeps it from sorting on disk: a fifth of the time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(statement, values)
        return list(cursor.fetchall())
