"""Two paired guides element by element: who asks less, who is faster; and which of our items lag most.

Pure. What one side does not state is unknown, never zero: 无 in a feed is no promise of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongban.benchmarking.wording import written_out
from tongban.catalogue.policies import longer
from tongban.catalogue.selectors import Listing, plain
from tongban.kernel.deadline import Limit

WORSE, BETTER, EQUAL, UNKNOWN = "worse", "better", "equal", "unknown"
DIRECTIONS = {WORSE: "我方落后", BETTER: "我方领先", EQUAL: "相当", UNKNOWN: "无法比较"}


@dataclass(frozen=True, slots=True)
class Gap:
    """One element of the two guides. `amount`: how far behind we are, as a share of the worse value (0..1)."""

    element: str
    label: str
    ours: str
    theirs: str
    direction: str
    amount: float = 0.0
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeakLink:
    """An item of ours that lags: its gaps, the cases of the period, and their product by which it is ranked."""

    ours: Listing
    theirs: Listing
    gaps: tuple[Gap, ...]
    gap: float
    cases: int

    @property
    def weight(self) -> float:
        """Gap × case volume."""
        return self.gap * self.cases


def gaps(ours: Listing, theirs: Listing) -> tuple[Gap, ...]:
    """Materials, steps, time limit, visits, fees and depth of online handling, in this order."""
    one, other = ours.content, theirs.content
    return (
        _materials(ours, theirs),
        _numbers("steps", "办理环节", steps_stated(ours), steps_stated(theirs), "个"),
        _limits(limit_stated(ours), limit_stated(theirs)),
        _numbers("visit_count", "到办事现场次数", one.visits, other.visits, "次"),
        _numbers("charged", "收费", _flag(one.fee.charged), _flag(other.fee.charged), "", ("不收费", "收费")),
        _numbers("online_depth", "网上办理深度", one.online_depth, other.online_depth, "级", more_is_better=True),
    )


def weak_links(pairs: Iterable[tuple[Listing, Listing]], cases: Mapping[int, int]) -> list[WeakLink]:
    """Our items that lag, the heaviest first: the mean of the known gaps × cases of the item (by `item_id`).

    An item without cases ranks below every other, by its gap alone.
    """
    found = []
    for ours, theirs in pairs:
        each = gaps(ours, theirs)
        known = [one.amount for one in each if one.direction != UNKNOWN]
        gap = sum(known) / len(known) if known else 0.0
        if gap:
            found.append(WeakLink(ours, theirs, each, round(gap, 4), cases.get(ours.item_id, 0)))
    return sorted(found, key=lambda link: (-link.weight, -link.gap, link.ours.code))


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def limit_stated(line: Listing) -> Limit | None:
    """The promise, else the statutory limit."""
    return line.content.promised or line.content.statutory


def steps_stated(line: Listing) -> int | None:
    """Steps that the platform filled in by default say nothing about the publisher."""
    content = line.content
    return len(content.steps) or None if "steps" not in content.defaults else None


def materials_stated(line: Listing) -> dict[str, str] | None:
    """The materials by the keys of their names; None where the guide does not state them."""
    if not line.content.materials_stated:
        return None
    return {plain(written_out(one.name)): one.name for one in line.content.materials}


def _materials(ours: Listing, theirs: Listing) -> Gap:
    one, other = materials_stated(ours), materials_stated(theirs)
    extra = tuple(one[key] for key in one if key not in other) if one is not None and other is not None else ()
    numbers = (None if one is None else len(one)), (None if other is None else len(other))
    found = _numbers("materials", "申请材料", *numbers, "份")
    return Gap(found.element, found.label, found.ours, found.theirs, found.direction, found.amount, extra)


def _numbers(
    element: str,
    label: str,
    ours: int | None,
    theirs: int | None,
    unit: str,
    words: tuple[str, ...] = (),
    *,
    more_is_better: bool = False,
) -> Gap:
    def said(value: int | None) -> str:
        if value is None:
            return "未写明"
        return words[value] if words else f"{value}{unit}"

    if ours is None or theirs is None:
        return Gap(element, label, said(ours), said(theirs), UNKNOWN)
    behind = theirs - ours if more_is_better else ours - theirs
    if not behind:
        return Gap(element, label, said(ours), said(theirs), EQUAL)
    amount = behind / max(ours, theirs) if behind > 0 else 0.0
    return Gap(element, label, said(ours), said(theirs), WORSE if behind > 0 else BETTER, round(amount, 4))


def _limits(ours: Limit | None, theirs: Limit | None) -> Gap:
    """The promise, else the statutory limit. Of different units only the direction is known, not by how much."""
    one, other = ("未写明" if limit is None else str(limit) for limit in (ours, theirs))

    def gap(direction: str, amount: float = 0.0) -> Gap:
        return Gap("promised_limit", "办结时限", one, other, direction, amount)

    if ours is None or theirs is None:
        return gap(UNKNOWN)
    if ours.unit == theirs.unit:
        found = _numbers("", "", ours.number, theirs.number, "")
        return gap(found.direction, found.amount)
    if longer(ours, theirs):
        return gap(WORSE, _APART)
    return gap(BETTER if longer(theirs, ours) else EQUAL)


#: The gap that is assumed where limits are given in different units.
_APART = 0.5
