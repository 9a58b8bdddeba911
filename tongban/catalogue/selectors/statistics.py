"""Figures over published units (业务办理项), each rate with numerator and denominator. One pass over one table.

Formulas: standards §13.2. Compression only compares units with both limits in working days; nothing is converted,
and what is not published counts in no denominator.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection

from tongban.catalogue.states import ItemKind

_WD = "v.promised_unit = 'working_day'"
_BOTH = f"v.statutory_unit = 'working_day' AND {_WD}"
_VISITS = 3

#: name → condition counted over the units.
_COUNTS: dict[str, str] = {
    "units": "true",
    "both_limits_in_working_days": _BOTH,
    "both_limits_within_one_day": f"{_BOTH} AND v.promised_number <= 1",
    "any_promise": "v.promised_number IS NOT NULL",
    "promise_in_working_days": _WD,
    "promise_in_working_days_within_one_day": f"{_WD} AND v.promised_number <= 1",
    "any_statutory_limit": "v.statutory_number IS NOT NULL",
    "promise_without_statutory_limit": "v.promised_number IS NOT NULL AND v.statutory_number IS NULL",
    "statutory_limit_without_promise": "v.promised_number IS NULL AND v.statutory_number IS NOT NULL",
    "no_limit": "v.promised_number IS NULL AND v.statutory_number IS NULL",
    "instant": "v.case_kind = 'instant'",
    "visits_known": "v.visits IS NOT NULL",
    **{f"visits_{number}": f"v.visits = {number}" for number in range(_VISITS + 1)},
    "visits_more": f"v.visits > {_VISITS}",
    "online_known": "v.online IS NOT NULL",
    "online": "v.online",
    "depth_known": "v.online_depth IS NOT NULL AND v.visits IS NOT NULL",
    "fully_online": "v.online_depth = 4 AND v.visits = 0",
    "in_hall_known": "v.in_hall IS NOT NULL",
    "in_hall": "v.in_hall",
    "comprehensive_window": "v.in_hall AND v.comprehensive_window",
    "handling_items": "i.handling_code <> ''",
    "without_materials": "v.material_count = 0",
    "as_published": "v.as_published",
    "with_findings": "v.findings <> '[]'::jsonb",
}
#: name → (summed column, condition).
_SUMS: dict[str, tuple[str, str]] = {
    "statutory_working_days": ("v.statutory_number", _BOTH),
    "promised_working_days": ("v.promised_number", _BOTH),
    "visits": ("v.visits", "v.visits IS NOT NULL"),
    "materials": ("v.material_count", "true"),
    "licence_free_materials": ("v.free_material_count", "true"),
}
#: rate → (numerator, denominator), by names of counts.
_RATES: dict[str, tuple[str, str]] = {
    "instant_rate": ("instant", "units"),
    "within_one_day_rate": ("promise_in_working_days_within_one_day", "promise_in_working_days"),
    "both_limits_within_one_day_rate": ("both_limits_within_one_day", "both_limits_in_working_days"),
    "promise_rate": ("any_promise", "units"),
    "online_rate": ("online", "online_known"),
    "fully_online_rate": ("fully_online", "depth_known"),
    "no_visit_rate": ("visits_0", "visits_known"),
    "in_hall_rate": ("in_hall", "in_hall_known"),
    "comprehensive_window_rate": ("comprehensive_window", "in_hall"),
}
_GROUPS = {
    "item_kind": "i.item_kind",
    "department": "i.department_id::text",
    "region": "i.region_code",
    "origin": "i.origin",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A share as a fraction: 0.6575 for 65.75 %; `value` is None where the denominator is 0."""

    numerator: int
    denominator: int
    value: float | None


def _rate(numerator: int, denominator: int) -> Rate:
    """The share to four places, rounded half up."""
    if denominator == 0:
        return Rate(numerator, denominator, None)
    exact = Decimal(numerator) / Decimal(denominator)
    return Rate(numerator, denominator, float(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)))


@dataclass(frozen=True, slots=True)
class CatalogueStatistics:
    """Figures over the units of one selection, with the fixed keys of command output (DESIGN §5)."""

    units: int
    counts: dict[str, int]
    rates: dict[str, Rate]
    sums: dict[str, int]


def statistics(
    *, region_code: str = "", department_id: int | None = None, item_kind: str = "", origin: str = ""
) -> CatalogueStatistics:
    """Figures over published versions of items in use; filters narrow together. One query."""
    rows = _rows("''", region_code, department_id, item_kind, origin)
    return _statistics(rows[0][1:]) if rows else _statistics((0,) * (len(_COUNTS) + len(_SUMS) + len(ItemKind)))


def statistics_by(
    group: str, *, region_code: str = "", department_id: int | None = None, item_kind: str = "", origin: str = ""
) -> dict[str, CatalogueStatistics]:
    """The same figures by `item_kind`, `department` (id as text), `region` or `origin`. One query.

    Raises `KeyError` for another group.
    """
    rows = _rows(_GROUPS[group], region_code, department_id, item_kind, origin)
    return {str(key): _statistics(values) for key, *values in rows}


def _rows(
    group: str, region_code: str, department_id: int | None, item_kind: str, origin: str
) -> list[tuple[object, ...]]:
    columns = [f"count(*) FILTER (WHERE {condition})" for condition in _COUNTS.values()]
    columns += [f"coalesce(sum({column}) FILTER (WHERE {where}), 0)" for column, where in _SUMS.values()]
    columns += [f"count(*) FILTER (WHERE i.item_kind = '{kind.value}')" for kind in ItemKind]
    wanted = {
        "i.region_code": region_code,
        "i.department_id": department_id,
        "i.item_kind": item_kind,
        "i.origin": origin,
    }
    filters = [(column, value) for column, value in wanted.items() if value not in ("", None)]
    where = " AND ".join(["v.state = 'published'", "i.state = 'in_use'", *(f"{column} = %s" for column, _ in filters)])
    # Every name above is ours; only values come from outside, as parameters.
    statement = (
        f"SELECT {group} AS grp, {', '.join(columns)} FROM catalogue_itemversion v"  # noqa: S608
        f" JOIN catalogue_serviceitem i ON i.id = v.item_id WHERE {where} GROUP BY grp ORDER BY grp"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, value in filters])
        return list(cursor.fetchall())


def _statistics(values: Iterable[object]) -> CatalogueStatistics:
    numbers = [int(str(value)) for value in values]
    counts = dict(zip(_COUNTS, numbers, strict=False))
    rest = numbers[len(_COUNTS) :]
    sums = dict(zip(_SUMS, rest, strict=False))
    kinds = zip(ItemKind, rest[len(_SUMS) :], strict=True)
    counts |= {f"kind_{kind.value}": number for kind, number in kinds if number}
    rates = {name: _rate(counts[over], counts[under]) for name, (over, under) in _RATES.items()}
    at_most_one = counts["visits_0"] + counts["visits_1"]
    rates["at_most_one_visit_rate"] = _rate(at_most_one, counts["visits_known"])
    rates["average_visits"] = _rate(sums["visits"], counts["visits_known"])
    saved = sums["statutory_working_days"] - sums["promised_working_days"]
    rates["compression"] = _rate(saved, sums["statutory_working_days"])
    rates["licence_free_rate"] = _rate(sums["licence_free_materials"], sums["materials"])
    return CatalogueStatistics(counts["units"], counts, rates, sums)
