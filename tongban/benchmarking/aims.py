"""What an improvement can aim at: an element of a guide as a number that is set, reached or missed. Pure.

Fees are not among them: their standards are set above the departments that would have to change them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongban.benchmarking.gaps import limit_stated, materials_stated, steps_stated
from tongban.catalogue.policies import longer
from tongban.catalogue.selectors import Listing
from tongban.kernel.deadline import Limit, LimitUnit


@dataclass(frozen=True, slots=True)
class Value:
    """A number with its unit: a `LimitUnit`, or a Chinese measure word."""

    number: int
    unit: str

    @property
    def limit(self) -> Limit | None:
        """The value as a limit; None where it counts something else."""
        return Limit(self.number, LimitUnit(self.unit)) if self.unit in list(LimitUnit) else None

    def __str__(self) -> str:
        return str(self.limit) if self.limit else f"{self.number}{self.unit}"


@dataclass(frozen=True, slots=True)
class Aim:
    """An element that can be improved. `unit` is "" for limits, which bring their own."""

    element: str
    label: str
    unit: str
    read: Callable[[Listing], Limit | int | None]
    more_is_better: bool = False

    def value(self, line: Listing) -> Value | None:
        """What the guide states; None where it states nothing, which is never zero."""
        found = self.read(line)
        if isinstance(found, Limit):
            return Value(found.number, found.unit.value)
        return None if found is None else Value(found, self.unit)

    def reached(self, value: Value | None, target: Value) -> bool:
        """Whether a value is as good as the target or better."""
        if value is None:
            return False
        if value.limit and target.limit:
            return not longer(value.limit, target.limit)
        return value.number >= target.number if self.more_is_better else value.number <= target.number

    def attained(self, before: Value, value: Value | None, target: Value) -> float:
        """How much of the way from `before` to `target` is done (0..1); of different units all or nothing."""
        if self.reached(value, target):
            return 1.0
        if value is None or not before.unit == value.unit == target.unit:
            return 0.0
        return min(1.0, max(0.0, (before.number - value.number) / (before.number - target.number)))


def _materials(line: Listing) -> int | None:
    found = materials_stated(line)
    return None if found is None else len(found)


AIMS: dict[str, Aim] = {
    aim.element: aim
    for aim in (
        Aim("promised_limit", "办结时限", "", limit_stated),
        Aim("materials", "申请材料", "份", _materials),
        Aim("steps", "办理环节", "个", steps_stated),
        Aim("visit_count", "到办事现场次数", "次", lambda line: line.content.visits),
        Aim("online_depth", "网上办理深度", "级", lambda line: line.content.online_depth, more_is_better=True),
    )
}
"""Every aim, by the element it is about (the elements of `gaps`)."""
