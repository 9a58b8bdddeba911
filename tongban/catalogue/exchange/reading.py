"""A workbook read back: every cell, every fault with its place. Pure; nothing is kept here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.content import VersionContent
from tongban.catalogue.exchange.columns import (
    ITEM_SHEET,
    KEY_COLUMNS,
    LONG_SHEET,
    PARTS,
    Column,
    content_from,
)
from tongban.catalogue.exchange.tables import LONG, sheets
from tongban.feeds.sheet_files import Book, Odd, Row, Sheet, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell. `place` 材料!C17 or a sheet; `row` of the item's row, 0 for the file.

    `weight` refused: nothing of the file may be taken; finding: to be known.
    """

    place: str
    text: str
    kind: str
    row: int = 0
    code: str = ""
    weight: str = "refused"


#: More faults than anybody reads one by one; the others are counted.
MOST_PROBLEMS = 5_000
#: So many characters of continued texts one file may come to, however often it names them.
_MOST_LONG = 50_000_000
#: A row that stands for an item not yet registered is called so by the people who fill it in.
NEW = "新增"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the cells of a row stand, by the name of the column; no longer bound to the file's values."""

    sheet: str
    columns: Mapping[str, int]
    row: int

    def __getitem__(self, name: str) -> str:
        return Sheet(self.sheet, ()).place(self.row, self.columns[name])


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of the sheet 事项 with its parts. `content` is None where a cell of it is wrong."""

    row: int
    code: str
    keys: dict[str, Any]
    content: VersionContent | None
    places: Places

    @property
    def new(self) -> bool:
        """Whether the row registers an item: named as new, or with no version that it comes from."""
        return self.code.startswith(NEW) or (self.keys["number"] is None and not self.keys["base"])


@dataclass(slots=True)
class Reading:
    """What a workbook says; `problems` first, because one of them stops everything."""

    lines: list[SheetLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def faulty(self) -> bool:
        """Whether anything keeps the file from being taken."""
        return any(problem.weight == "refused" for problem in self.problems)


@dataclass(slots=True)
class _Read:
    """One row read: values by column, whether all are good, and where each stands."""

    row: int
    values: dict[str, Any]
    good: bool
    places: Places


def is_own_workbook(book: Book) -> bool:
    """Whether the file is one that `write_workbook` or `write_csv_files` made: the code row stands in 事项."""
    sheet = book.sheets.get(ITEM_SHEET)
    return bool(sheet and sheet.rows and "code" in sheet.rows[0].values)


class _Reader:
    def __init__(self, book: Book, progress: Callable[[int], None] | None) -> None:
        self.book, self.progress = book, progress
        self.reading = Reading()
        self.unsaid = self.expanded = 0
        self.long: dict[str, list[tuple[int, str]]] = {}
        self.joined: dict[str, str] = {}

    def problem(self, place: str, text: str, kind: str, row: int = 0, code: str = "", weight: str = "refused") -> None:
        if len(self.reading.problems) < MOST_PROBLEMS:
            self.reading.problems.append(Problem(place, text, kind, row, code, weight))
        else:
            self.unsaid += 1

    def read(self) -> Reading:
        self._read()
        if self.unsaid:
            text = f"还有{self.unsaid}处错误没有逐一列出，请先改好上面的"
            self.reading.problems.append(Problem("", text, "more"))
        return self.reading

    def _read(self) -> None:
        for said in self.book.mended:
            self.problem("", said, "wrong_encoding", weight="finding")
        wanted = sheets()
        for name in self.book.sheets.keys() - wanted.keys() - {"说明"}:
            self.problem(name, f"不认识工作表“{name[:40]}”，没有使用", "unknown_sheet", weight="finding")
        missing = [name for name in wanted if name not in self.book.sheets]
        for name in missing:
            self.problem(name, f"缺少工作表“{name}”（没有内容也要保留）", "missing_sheet")
        if missing:
            return
        for found in self._rows(LONG_SHEET):
            if found.good and isinstance(found.values["order"], int):
                self.long.setdefault(found.values["number"], []).append((found.values["order"], found.values["text"]))
        items = self._items()
        parts = {part.field: self._parts(part.sheet, items) for part in PARTS}
        for number, (code, found) in enumerate(items.items(), 1):
            self.reading.lines.append(
                self._line(code, found, {name: rows.pop(code, []) for name, rows in parts.items()})
            )
            if self.progress is not None and number % 500 == 0:
                self.progress(number)

    def _items(self) -> dict[str, _Read]:
        items: dict[str, _Read] = {}
        for found in self._rows(ITEM_SHEET):
            code = found.values["code"]
            if code == "" and found.values["catalog_code"]:
                code = f"{NEW}（第{found.row}行）"
            if not code:
                if code == "":
                    text = "“事项编码”不能空着；新事项请填基本编码、行使层级和实施主体"
                    self.problem(found.places["code"], text, "bad_cell", found.row)
                continue
            if code in items:
                text = f"编码{code}与第{items[code].row}行重复"
                self.problem(found.places["code"], text, "duplicate_code", found.row, code)
                continue
            if not found.values["result.kind"]:
                for name in ("result.name", "result.licence_type_code", "result.validity_months"):
                    if found.good and found.values[name]:
                        text = "写了审批结果，就要选审批结果类型"
                        self.problem(found.places[name], text, "result_without_kind", found.row, code)
                        found.good = False
            items[code] = found
        if not items and not self.reading.faulty:
            self.problem(ITEM_SHEET, "没有一个事项", "empty")
        return items

    def _parts(self, sheet: str, items: dict[str, _Read]) -> dict[str, list[_Read]]:
        rows: dict[str, list[_Read]] = {}
        for found in self._rows(sheet):
            code = found.values["item_code"]
            if not code:
                continue
            if code not in items:
                text = f"工作表“{ITEM_SHEET}”里没有编码{code[:40]}"
                self.problem(found.places["item_code"], text, "unknown_item")
                continue
            if not found.good:
                items[code].good = False
            rows.setdefault(code, []).append(found)
        for code, found_rows in rows.items():
            orders = Counter(found.values["order"] for found in found_rows)
            for found in found_rows:
                order = found.values["order"]
                if order is not None and orders[order] > 1:
                    text = f"同一事项的序号{order}不止一个"
                    self.problem(found.places["order"], text, "duplicate_order", items[code].row, code)
                    items[code].good = False
            found_rows.sort(key=lambda found: found.values["order"] or 0)
        return rows

    def _line(self, code: str, item: _Read, parts: dict[str, list[_Read]]) -> SheetLine:
        keys = {column.name: item.values[column.name] for column, _ in KEY_COLUMNS}
        content = None
        if item.good and all(row.good for rows in parts.values() for row in rows):
            values = {name: value for name, value in item.values.items() if name not in keys}
            content = content_from(
                values,
                {
                    name: [{k: v for k, v in row.values.items() if k not in ("item_code", "order")} for row in rows]
                    for name, rows in parts.items()
                },
            )
        return SheetLine(item.row, code, keys, content, item.places)

    def _rows(self, name: str) -> Iterator[_Read]:
        """The rows of a sheet below its headings."""
        sheet = self.book.sheets[name]
        columns = sheets()[name]
        places = self._columns(sheet, columns)
        if places is None:
            return
        for row in sheet.rows:
            if row.number > 2:
                yield self._row(sheet, row, columns, places)

    def _columns(self, sheet: Sheet, columns: tuple[Column, ...]) -> dict[str, int] | None:
        """Where each column stands, by the row of stable names; None where the sheet cannot be read."""
        top = {row.number: row for row in sheet.rows[:2]}
        if 1 not in top or not {column.name for column in columns} & set(top[1].values):
            self.problem(sheet.name, "第一行（固定名称）不见了，请用新导出的表格", "missing_names")
            return None
        names = [value if isinstance(value, str) else "" for value in top[1].values]
        known = {column.name: column for column in columns}
        before = len(self.reading.problems)
        for index, name in enumerate(names):
            if name in known and name in names[:index]:
                self.problem(sheet.place(1, index), f"列“{known[name].label}”（{name}）不止一个", "duplicate_column")
            elif name not in known and any(row.at(index) is not None for row in sheet.rows[:200]):
                text = f"不认识这一列“{name[:40]}”，没有使用"
                self.problem(sheet.place(1, index), text, "unknown_column", weight="finding")
        for name, column in known.items():
            if name not in names:
                self.problem(sheet.name, f"缺少列“{column.label}”（{name}）", "missing_column")
        faulty = any(problem.weight == "refused" for problem in self.reading.problems[before:])
        return None if faulty else {name: names.index(name) for name in known}

    def _row(self, sheet: Sheet, row: Row, columns: tuple[Column, ...], places: dict[str, int]) -> _Read:
        values: dict[str, Any] = {}
        where = Places(sheet.name, places, row.number)
        wrong: list[tuple[str, str, str]] = []
        for column in columns:
            value = row.at(places[column.name])
            try:
                whole = value if sheet.name == LONG_SHEET else self._whole(value)
                found = values[column.name] = column.kind.read(whole)
                if column.needed and found in ("", None):
                    raise ValueError(f"“{column.label}”不能空着")
                if column.too_long(found):
                    raise ValueError(f"“{column.label}”最多{column.most}个字")
            except ValueError as error:
                values.setdefault(column.name, None)
                kind = value.kind if isinstance(value, Odd) else "bad_cell"
                wrong.append((where[column.name], str(error), kind))
        code = values.get("item_code") or values.get("code") or ""
        for place, text, kind in wrong:
            self.problem(place, text, kind, row.number if sheet.name == ITEM_SHEET else 0, str(code)[:40])
        return _Read(row.number, values, not wrong, where)

    def _whole(self, value: Value) -> Value:
        """The value, or the long text that its mark stands for."""
        match = LONG.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return value
        text = self.joined.get(match[1])
        if text is None:
            pieces = sorted(self.long.get(match[1], []))
            if not pieces or [order for order, _ in pieces] != list(range(1, len(pieces) + 1)):
                raise ValueError(f"工作表“{LONG_SHEET}”里找不到完整的续文 {match[1]}")
            text = self.joined[match[1]] = "".join(piece for _, piece in pieces)
        self.expanded += len(text)
        if self.expanded > _MOST_LONG:
            raise ValueError(f"续文合计超过{_MOST_LONG}个字，请分开导入")
        return text


def read_workbook(book: Book, *, progress: Callable[[int], None] | None = None) -> Reading:
    """What the workbook says, line by line; never raises for its content."""
    return _Reader(book, progress).read()
