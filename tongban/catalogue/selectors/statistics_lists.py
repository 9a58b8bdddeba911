"""The items behind a figure: the same conditions as the count, in pages by code; and figures once kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal, Unpack

from django.db import connection

from tongban.catalogue.models import StatisticsSnapshot
from tongban.catalogue.selectors.statistics import (
    CatalogueStatistics,
    Filters,
    Scope,
    count_standings,
    filled,
    printed,
    rules,
    view,
)
from tongban.catalogue.selectors.statistics_terms import TERMS, Rules, Term, rounding_of
from tongban.kernel.errors import NotFound

Part = Literal["over", "rest", "under"]
PARTS: tuple[Part, ...] = ("over", "rest", "under")


@dataclass(frozen=True, slots=True)
class Counted:
    """An item behind a figure, as it stood on the day: what it adds to the numerator and to the denominator."""

    item_id: int
    version_id: int
    code: str
    name: str
    department_id: int
    region_code: str
    over: int
    under: int


@dataclass(frozen=True, slots=True)
class CountedPage:
    """One page of them; `next_cursor` empty on the last."""

    rows: tuple[Counted, ...]
    next_cursor: str


def counted_items(
    rate: str, part: Part = "over", *, cursor: str = "", limit: int = 50, **filters: Unpack[Filters]
) -> CountedPage:
    """The items behind a rate, by code: `over` counts in the numerator, `rest` in the denominator only, `under` all.

    For a rate of sums (limits, materials) `over` are the items that add to the numerator and `rest` those that do not.
    Raises `NotFound` (rate or part), `InvalidInput` (a day to come).
    """
    term = TERMS.get(rate)
    if term is None or part not in PARTS:
        raise NotFound()
    scope = Scope(**filters)
    rule = rules(scope.as_of)
    seen, first = view(rule)
    where, values = scope.standing()
    over, under = _adds(term, rule)
    wanted = {"over": "c.over <> 0", "rest": "c.over = 0", "under": "true"}[part]
    # Every name is ours; only values come from outside, as parameters.
    statement = (
        "SELECT c.item_id, c.version_id, c.code, v.name, c.department_id, c.region_code, c.over, c.under FROM ("  # noqa: S608
        f" SELECT unit.*, i.code, {over} AS over, {under} AS under"
        f" FROM (SELECT {seen} FROM catalogue_standing s WHERE {where}) unit"
        " JOIN catalogue_serviceitem i ON i.id = unit.item_id WHERE i.code > %s"
        ") c JOIN catalogue_itemversion v ON v.id = c.version_id"
        f" WHERE c.under <> 0 AND {wanted} ORDER BY c.code LIMIT %s"
    )
    with connection.cursor() as database:
        database.execute(statement, [*first, *values, cursor, limit + 1])
        rows = tuple(Counted(*row) for row in database.fetchall())
    return CountedPage(rows[:limit], rows[limit - 1].code if len(rows) > limit else "")


def _adds(term: Term, rule: Rules) -> tuple[str, str]:
    """SQL: what a row adds to numerator and denominator; nought where it is not of them."""
    over, under = (
        f"CASE WHEN {filled(part.condition, str(rule.scale))} THEN {part.amount} ELSE 0 END"
        for part in (term.over, term.under)
    )
    return over, under


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """Figures as they were kept. `figures`: `units, counts, rates, sums, printed`; `rules` the words that held."""

    id: int
    day: dt.date
    title: str
    scope: dict[str, str | int]
    rules: dict[str, object]
    figures: dict[str, object]
    digest: str
    taken_at: dt.datetime
    counted: int


def snapshots(*, limit: int = 50) -> list[SnapshotView]:
    """What was kept, the newest first. Published figures are public."""
    rows = StatisticsSnapshot.objects.order_by("-day", "-id").extra(select={"counted": "cardinality(members)"})
    return [_snapshot(row) for row in rows.defer("members")[:limit]]


def _snapshot(row: StatisticsSnapshot) -> SnapshotView:
    counted = int(getattr(row, "counted", 0))
    return SnapshotView(
        row.pk, row.day, row.title, row.scope, row.rules, row.figures, row.digest, row.taken_at, counted
    )


def snapshot(snapshot_id: int) -> SnapshotView:
    """One of them. Raises `NotFound`."""
    rows = StatisticsSnapshot.objects.filter(pk=snapshot_id).extra(select={"counted": "cardinality(members)"})
    row = rows.defer("members").first()
    if row is None:
        raise NotFound()
    return _snapshot(row)


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the kept figures still come out of what was counted: the digest, and each figure that differs."""

    snapshot: SnapshotView
    untouched: bool
    differs: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Both hold."""
        return self.untouched and not self.differs


def prove(snapshot_id: int) -> Proof:
    """Count the members of a snapshot again under the rules kept with it and compare every figure. `NotFound`."""
    row = StatisticsSnapshot.objects.filter(pk=snapshot_id).first()
    if row is None:
        raise NotFound()
    rule = rules_from(row.rules)
    again = _counted(figures_of(count_standings(row.members, rule), rule))
    # A figure that a later release has added was not kept and cannot differ.
    differs = dict.fromkeys(key[1] for key, value in _counted(row.figures).items() if again.get(key) != value)
    digest = digest_of(row.figures, row.rules, row.members)
    return Proof(_snapshot(row), digest == row.digest, tuple(differs))


def _counted(figures: Mapping[str, Any]) -> dict[tuple[str, str], object]:
    """Every figure that is counted, by part and name."""
    parts = {"units": {"units": figures["units"]}, **{part: figures[part] for part in ("counts", "rates", "sums")}}
    return {(part, name): value for part, values in parts.items() for name, value in values.items()}


def figures_of(found: CatalogueStatistics, rule: Rules) -> dict[str, object]:
    """Figures as a document: the fixed keys of command output, and the rates as they are printed."""
    return {**asdict(found), "printed": printed(found, rule.rounding)}


def rules_from(document: Mapping[str, Any]) -> Rules:
    """The rules that a snapshot kept: `rules_of` read back."""
    return Rules(
        factors={unit: Fraction(factor) for unit, factor in document["day_conversion"].items()},
        negative_list=tuple(document["hall_negative_list"]),
        rounding=rounding_of(document["rounding"]),
        citations=document["citations"],
        pack=document["pack"],
    )


def rules_of(rule: Rules) -> dict[str, object]:
    """The rules as a document, with every formula."""
    return {
        "pack": rule.pack,
        "rounding": {**rule.rounding.kept(), "words": rule.rounding.words},
        "day_conversion": {unit: str(factor) for unit, factor in rule.factors.items()},
        "hall_negative_list": list(rule.negative_list),
        "citations": dict(rule.citations),
        "formulas": {name: term.formula for name, term in TERMS.items()},
    }


def digest_of(figures: object, rule: object, members: Sequence[int]) -> str:
    """SHA-256 (hex) over canonical JSON."""
    text = json.dumps([figures, rule, list(members)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
