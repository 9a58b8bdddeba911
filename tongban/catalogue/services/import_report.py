"""What an import says of every row."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.feeds.rows import FeedRow


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One remark on one row; `weight` finding | mended | refused. Row 0: the file as a whole."""

    row: int
    code: str
    weight: str
    kind: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: taken | mended | unchanged | refused, and why in one sentence."""

    row: int
    code: str
    name: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`rows == taken + mended + unchanged + refused`; a mended row was taken after the mends it names."""

    rows: int
    taken: int
    mended: int
    unchanged: int
    refused: int
    findings: tuple[RowFinding, ...]
    outcomes: tuple[RowOutcome, ...]


class Report:
    """Gathers what an import does, row by row."""

    def __init__(self) -> None:
        self.outcomes: list[RowOutcome] = []
        self.findings: list[RowFinding] = []

    def about_file(self, kind: str, text: str) -> None:
        """A remark on the file as a whole."""
        self.findings.append(RowFinding(0, "", "finding", kind, "", text))

    def add(self, row: FeedRow, outcome: str, why: str) -> None:
        """What became of a row, with its notes."""
        name = row.item.name if row.item else ""
        self.outcomes.append(RowOutcome(row.line, row.code, name, outcome, why))
        self.findings += [
            RowFinding(row.line, row.code, note.weight.value, note.kind, note.field, note.text) for note in row.notes
        ]

    def count(self, outcome: str) -> int:
        """How many rows came to this end."""
        return sum(entry.outcome == outcome for entry in self.outcomes)

    def done(self) -> ImportReport:
        """The report in the order of the file."""
        return ImportReport(
            rows=len(self.outcomes),
            taken=self.count("taken"),
            mended=self.count("mended"),
            unchanged=self.count("unchanged"),
            refused=self.count("refused"),
            findings=tuple(sorted(self.findings, key=lambda finding: finding.row)),
            outcomes=tuple(sorted(self.outcomes, key=lambda entry: entry.row)),
        )
