"""Take a time several times and say what is usual: median, quartiles, and a ratio to a yardstick of the same run.

A `mark` is the figure the issue asks for: at least so many for rates and ratios, at most for times and sizes. The
table then says whether it was held.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """One measure. `yardsticks` is its median in units of the yardstick, where a time was taken."""

    name: str
    unit: str
    runs: int
    median: float
    low: float
    high: float
    yardsticks: float | None
    note: str = ""
    mark: float | None = None
    held: bool | None = None
    points: tuple[tuple[float, float], ...] = ()


@dataclass
class Bench:
    """Collects results; `yardstick` is the median of `SELECT 1` over the city's connection, in seconds."""

    yardstick: float
    tell: Callable[[str], None]
    scale: str = "full"
    results: list[Result] = field(default_factory=list)
    things: dict[str, Any] = field(default_factory=dict)

    def shared(self, name: str, make: Callable[[], T]) -> T:
        """What several measures need once, a city for example: made by whoever asks first."""
        if name not in self.things:
            self.things[name] = make()
        found: T = self.things[name]
        return found

    @property
    def small(self) -> bool:
        """Whether this run only tries the measures."""
        return self.scale == "small"

    def seconds(
        self,
        name: str,
        unit: str,
        samples: list[float],
        *,
        scale: float = 1.0,
        note: str = "",
        mark: float | None = None,
    ) -> None:
        """Add durations given in seconds; `scale` turns them into `unit`, in which `mark` is given (at most)."""
        values = [value * scale for value in samples]
        self._add(name, unit, values, statistics.median(samples) / self.yardstick, note, mark, most=True)

    def rate(
        self, name: str, unit: str, counted: list[tuple[int, float]], *, note: str = "", mark: float | None = None
    ) -> None:
        """Add numbers per second from pairs of number and duration; `mark` is the least per second."""
        each = statistics.median(duration / number for number, duration in counted)
        values = [number / duration for number, duration in counted]
        self._add(name, unit, values, each / self.yardstick, note, mark, most=False)

    def percentile(
        self,
        name: str,
        unit: str,
        samples: list[float],
        share: int,
        *,
        scale: float,
        note: str,
        mark: float | None = None,
    ) -> None:
        """Add the given percentile of durations, with median and maximum as its spread; `mark` is the most."""
        cut = statistics.quantiles(samples, n=100)[share - 1]
        result = Result(
            name, unit, len(samples), cut * scale, statistics.median(samples) * scale, max(samples) * scale,
            cut / self.yardstick, note, mark, None if mark is None else cut * scale <= mark,
        )  # fmt: skip
        self._keep(result)

    def size(self, name: str, unit: str, values: list[float], *, note: str = "", mark: float | None = None) -> None:
        """Add amounts that are no times: bytes, rows, queries; `mark` is the most."""
        self._add(name, unit, values, None, note, mark, most=True)

    def ratio(self, name: str, ours: float, theirs: float, mark: float, *, note: str = "") -> None:
        """Add `ours / theirs`, both taken in this run; `mark` is the least."""
        note = f"{ours:,.1f} : {theirs:,.1f}" + f"; {note}" * bool(note)
        self._add(name, "ratio", [ours / theirs], None, note, mark, most=False)

    def curve(
        self,
        name: str,
        unit: str,
        points: Sequence[tuple[float, float]],
        *,
        note: str = "",
        mark: float | None = None,
    ) -> None:
        """Add a figure over a growing history: pairs of size and figure. The median is the last point's.

        `mark`: the least share of the first point that the last one keeps (1 means no loss).
        """
        values = [figure for _, figure in points]
        shown = " → ".join(f"{figure:,.4g} at {size:,.0f}" for size, figure in points)
        kept = values[-1] / values[0] if values and values[0] else 0.0
        held = None if mark is None else kept >= mark
        note = shown + f"; {note}" * bool(note)
        self._keep(
            Result(name, unit, len(values), values[-1], min(values), max(values), None, note, mark, held, tuple(points))
        )

    def _add(
        self,
        name: str,
        unit: str,
        values: list[float],
        yardsticks: float | None,
        note: str,
        mark: float | None,
        *,
        most: bool,
    ) -> None:
        if len(values) > 1:
            low, _, high = statistics.quantiles(values, n=4, method="inclusive")
        else:
            low = high = values[0]
        usual = statistics.median(values)
        held = None if mark is None else usual <= mark if most else usual >= mark
        self._keep(Result(name, unit, len(values), usual, low, high, yardsticks, note, mark, held))

    def _keep(self, result: Result) -> None:
        self.results.append(result)
        verdict = "" if result.held is None else f" ({_verdict(result)})"
        self.tell(f"{result.name}: {_figure(result.median)} {result.unit}{verdict}")

    def taken_since(self, count: int) -> list[dict[str, Any]]:
        """The results after the first `count`, as the JSON file holds them."""
        return [asdict(result) for result in self.results[count:]]


def table(results: Sequence[Mapping[str, Any]]) -> str:
    """Results (as the JSON file holds them) as a Markdown table."""
    lines = [
        "| measure | median | unit | spread | runs | mark | × `SELECT 1` | note |",
        "|---|--:|---|---|--:|---|--:|---|",
    ]
    for row in results:
        r = Result(**row)
        ratio = "" if r.yardsticks is None else f"{r.yardsticks:,.2f}"
        spread = f"{_figure(r.low)} to {_figure(r.high)}"
        lines.append(
            f"| {r.name} | {_figure(r.median)} | {r.unit} | {spread} | {r.runs} | {_verdict(r)} | {ratio} | {r.note} |"
        )
    return "\n".join(lines)


def _figure(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"


def _verdict(result: Result) -> str:
    if result.mark is None:
        return ""
    return f"{result.mark:g}: {'held' if result.held else '**not held**'}"


def take(action: Callable[[], object], *, runs: int) -> list[float]:
    """Durations of `runs` calls, in seconds."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        found.append(time.perf_counter() - started)
    return found
