"""The rows of the national exchange tables, from whatever file holds them: JSON, a workbook, CSV."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tongban.feeds import national_tables as tables
from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.sheet_files import MOST_BYTES, Sheet, decoded, open_book

_TABLE = re.compile(r"(?:up_)?(?:task_)?(?:(general|public)_)?(directory|basic|extend|material|fee_project|questions)")


@dataclass(slots=True)
class Record:
    """One row of one table; `place` names the cell of a column as people find it."""

    table: str
    line: int
    values: dict[str, Any]
    sheet: Sheet | None = None
    columns: dict[str, int] = field(default_factory=dict)

    def place(self, column: str) -> str:
        """up_task_general_basic!C17 in a spreadsheet, material[3].is_need in JSON."""
        if self.sheet is not None and column in self.columns:
            return self.sheet.place(self.line, self.columns[column])
        return f"{self.table}[{self.line}].{column}"


def read_tables(path: Path) -> dict[str, list[Record]]:
    """The records of each kind of table, whatever the file holds them in. Raises `FeedUnreadable`."""
    found: dict[str, list[Record]] = {name: [] for name in tables.COLUMNS}
    try:
        with path.open("rb") as file:
            head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise FeedUnreadable(name=path.name[:120], reason=error.strerror or "无法打开") from error
    if head[:1] == b"{":
        for name, rows in _json(path).items():
            match = _TABLE.fullmatch(name)
            if match and isinstance(rows, list):
                found[match[2]] += [
                    Record(name, number, row) for number, row in enumerate(rows, 1) if isinstance(row, dict)
                ]
        return found
    book = open_book(path)
    for name, sheet in book.sheets.items():
        match = _TABLE.fullmatch(name)
        # One CSV file by any name is the basic table.
        if match or len(book.sheets) == 1:
            found[match[2] if match else "basic"] += _records(path, sheet)
    return found


def _json(path: Path) -> dict[str, Any]:
    if path.stat().st_size > 4 * MOST_BYTES:
        raise FeedUnreadable(name=path.name[:120], reason=f"超过 {4 * MOST_BYTES >> 20} MB，请分开")
    text, _ = decoded(path, path.read_bytes())
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable(name=path.name[:120], reason="不是完整的 JSON") from error
    return found if isinstance(found, dict) else {}


def _records(path: Path, sheet: Sheet) -> list[Record]:
    """The rows below the heading row; headings are physical names, or rows of Chinese names follow them."""
    if not sheet.rows:
        return []
    names = [str(value).strip().lower() if isinstance(value, str) else "" for value in sheet.rows[0].values]
    if repeated := [name for name in names if name and names.count(name) > 1]:
        raise FeedUnreadable(name=path.name[:120], reason=f"工作表“{sheet.name}”的列“{repeated[0][:40]}”不止一个")
    columns = {name: index for index, name in enumerate(names) if name}
    labels = {label.rstrip("*") for table in tables.COLUMNS.values() for label in table.values()}
    records = []
    for row in sheet.rows[1:]:
        values = {name: row.at(index) for name, index in columns.items()}
        told = [str(value).rstrip("*") for value in values.values() if value is not None]
        if row.number == 2 and told and all(value in labels for value in told):
            continue
        records.append(Record(sheet.name, row.number, values, sheet, columns))
    return records
