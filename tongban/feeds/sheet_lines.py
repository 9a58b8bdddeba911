"""A bare list as one JSON object a line, read as the table that it is: the keys are the headings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.jsonlines import read_lines
from tongban.feeds.rows import FeedRow, Json
from tongban.feeds.sheet_files import MOST_COLUMNS, MOST_ROWS, Odd, Row, Sheet, Value


@dataclass(frozen=True, slots=True)
class Records(Sheet):
    """Row 0 holds the keys; the number of every other row is that of its line."""

    def place(self, row: int, column: int) -> str:
        """第3行“name”."""
        return f"第{row}行“{self.rows[0].at(column)}”"


def records(path: Path) -> tuple[Records, tuple[FeedRow, ...]]:
    """The lines as a table, and the lines that are no JSON object. Raises `FeedUnreadable`."""
    columns: dict[str, int] = {}
    rows: list[Row] = []
    refused: list[FeedRow] = []
    for line in read_lines(path):
        if line.record is None:
            refused.append(FeedRow(line.number, "", None, line.notes))
            continue
        for key in line.record:
            columns.setdefault(key, len(columns))
        if len(columns) > MOST_COLUMNS or len(rows) >= MOST_ROWS:
            raise FeedUnreadable(name=path.name[:120], reason=f"超过 {MOST_ROWS} 行或者 {MOST_COLUMNS} 种键名")
        values: list[Value] = [None] * len(columns)
        for key, value in line.record.items():
            values[columns[key]] = _value(value)
        rows.append(Row(line.number, tuple(values)))
    return Records(path.stem, (Row(0, tuple(columns)), *rows)), tuple(refused)


def _value(value: Json) -> Value:
    """Texts of a list stand below each other, as in a cell."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(map(str, value))
    return Odd("wrong_type", "JSON") if isinstance(value, list | dict) else value
