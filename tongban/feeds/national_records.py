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


@dataclass(slots=True)
class Tables:
    """The records of each kind of table, and what of the file is not used: kind, sentence, place."""

    records: dict[str, list[Record]] = field(default_factory=lambda: {name: [] for name in tables.COLUMNS})
    unused: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, kind: str, name: str, rows: list[Record]) -> None:
        """Take the rows of one table; columns that no table of the layout has are told once."""
        self.records[kind] += rows
        unknown = dict.fromkeys(column for row in rows for column in row.values if column not in _COLUMNS)
        if unknown:
            shown = "、".join(str(column)[:40] for column in [*unknown][:10])
            self.unused.append(
                ("unknown_column", f"“{name[:60]}”有{len(unknown)}个未知的列（{shown}），没有使用", name)
            )


#: Every column of every table (a flat file has them in one), and the names other rows call an item by.
_COLUMNS = {column for table in tables.COLUMNS.values() for column in table} | {"task_guid"}
_NEEDED = {"extend": "扩展信息表", "material": "申请材料表"}


def read_tables(path: Path) -> Tables:
    """The tables of a file, whatever it holds them in. Raises `FeedUnreadable`."""
    found = Tables()
    try:
        with path.open("rb") as file:
            head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise FeedUnreadable(name=path.name[:120], reason=error.strerror or "无法打开") from error
    seen = _from_json(path, found) if head[:1] == b"{" else _from_book(path, found)
    for kind, label in _NEEDED.items():
        # A flat file has everything in one table.
        if seen and kind not in seen and len(seen) > 1:
            found.unused.append(("missing_sheet", f"没有{label}（up_task_general_{kind}）", kind))
    return found


def _from_json(path: Path, found: Tables) -> set[str]:
    """Take the tables of a JSON object; the kinds of table there are."""
    seen = set()
    for name, rows in _json(path).items():
        match = _TABLE.fullmatch(name)
        if match is None or not isinstance(rows, list):
            found.unused.append(("unknown_sheet", f"不认识“{name[:60]}”，或者不是一个列表，没有使用", name[:60]))
            continue
        seen.add(match[2])
        broken = [number for number, row in enumerate(rows, 1) if not isinstance(row, dict)]
        if broken:
            text = f"“{name}”第{'、'.join(map(str, broken[:10]))}个不是对象，没有使用"
            found.unused.append(("not_an_object", text, f"{name}[{broken[0]}]"))
        found.add(
            match[2], name, [Record(name, number, row) for number, row in enumerate(rows, 1) if isinstance(row, dict)]
        )
    return seen


def _from_book(path: Path, found: Tables) -> set[str]:
    """Take the tables of a workbook or of CSV files; the kinds of table there are."""
    seen = set()
    book = open_book(path)
    found.unused += [("wrong_encoding", said, "") for said in book.mended]
    for name, sheet in book.sheets.items():
        match = _TABLE.fullmatch(name)
        # One CSV file by any name is the basic table.
        if match is None and len(book.sheets) > 1:
            found.unused.append(("unknown_sheet", f"不认识工作表“{name[:60]}”，没有使用", name[:60]))
            continue
        kind = match[2] if match else "basic"
        seen.add(kind)
        found.add(kind, name, _records(path, sheet))
    return seen


def _json(path: Path) -> dict[str, Any]:
    if path.stat().st_size > 2 * MOST_BYTES:
        raise FeedUnreadable(name=path.name[:120], reason=f"超过 {2 * MOST_BYTES >> 20} MB，请分开")
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
