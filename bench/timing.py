"""Take a time several times and say what is usual: median, quartiles, and a ratio to a yardstick of the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field


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


@dataclass
class Bench:
    """Collects results; `yardstick` is the median of `SELECT 1` over the city's connection, in seconds."""

    yardstick: float
    tell: Callable[[str], None]
    results: list[Result] = field(default_factory=list)

    def seconds(self, name: str, unit: str, samples: list[float], *, scale: float = 1.0, note: str = "") -> None:
        """Add durations given in seconds; `scale` turns them into `unit`."""
        self._add(name, unit, [value * scale for value in samples], statistics.median(samples) / self.yardstick, note)

    def rate(self, name: str, unit: str, counted: list[tuple[int, float]], *, note: str = "") -> None:
        """Add numbers per second from pairs of number and duration."""
        each = statistics.median(duration / number for number, duration in counted)
        self._add(name, unit, [number / duration for number, duration in counted], each / self.yardstick, note)

    def percentile(self, name: str, unit: str, samples: list[float], share: int, *, scale: float, note: str) -> None:
        """Add the given percentile of durations, with median and maximum as its spread."""
        cut = statistics.quantiles(samples, n=100)[share - 1]
        result = Result(
            name, unit, len(samples), cut * scale, statistics.median(samples) * scale, max(samples) * scale,
            cut / self.yardstick, note,
        )  # fmt: skip
        self._keep(result)

    def _add(self, name: str, unit: str, values: list[float], yardsticks: float, note: str) -> None:
        if len(values) > 1:
            low, _, high = statistics.quantiles(values, n=4, method="inclusive")
        else:
            low = high = values[0]
        self._keep(Result(name, unit, len(values), statistics.median(values), low, high, yardsticks, note))

    def _keep(self, result: Result) -> None:
        self.results.append(result)
        self.tell(f"{result.name}: {result.median:,.2f} {result.unit}")

    def document(self) -> dict[str, object]:
        """What goes into the JSON file."""
        return {"yardstick_seconds": self.yardstick, "results": [asdict(result) for result in self.results]}

    def table(self) -> str:
        """The results as a Markdown table."""
        lines = ["| measure | median | unit | spread | runs | × `SELECT 1` | note |", "|---|--:|---|---|--:|--:|---|"]
        for r in self.results:
            ratio = "" if r.yardsticks is None else f"{r.yardsticks:,.2f}"
            spread = f"{r.low:,.2f} to {r.high:,.2f}"
            lines.append(f"| {r.name} | {r.median:,.2f} | {r.unit} | {spread} | {r.runs} | {ratio} | {r.note} |")
        return "\n".join(lines)


def take(action: Callable[[], object], *, runs: int) -> list[float]:
    """Durations of `runs` calls, in seconds."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        found.append(time.perf_counter() - started)
    return found
