"""Spreadsheets and CSV opened with care: what is too large, locked or no spreadsheet is said before it is parsed.

A `Book` holds plain values with their places. Formulas, error values and merged cells are kept as such, so that the
reader above can report the very cell; nothing is computed, followed or guessed here.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from tongban.feeds.errors import FeedUnreadable

MOST_BYTES = 50 << 20
MOST_UNPACKED = 400 << 20
MOST_ROWS, MOST_CELLS, MOST_COLUMNS = 300_000, 6_000_000, 400
"""A workbook of 2,262 items with all their parts has 3 MB, 30 MB unpacked, 21,000 rows and 300,000 cells."""

_PIECE = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=\"([A-Z0-9:]{1,30})\"")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
#: What opening and reading a broken workbook raises. The parser checks little: where a part lacks what another names,
#: it stumbles over a None or a text in a number's place. What cells mean is judged outside, where nothing is caught.
_BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, SyntaxError,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell without a plain value: `kind` formula | error | merged; `text` is the formula, the error or the range.

    Every cell of a merged range holds the `value` of its first.
    """

    kind: str
    text: str = ""
    value: str = ""


Value: TypeAlias = "str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | Odd | None"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds anything; `number` as the spreadsheet shows it, from 1."""

    number: int
    values: tuple[Value, ...]

    def at(self, column: int) -> Value:
        """The value in a column, from 0; None beyond the last."""
        return self.values[column] if column < len(self.values) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its rows without the empty ones."""

    name: str
    rows: tuple[Row, ...]

    def place(self, row: int, column: int) -> str:
        """The cell as people write it: 材料!C17, C17 in a file of one table; `row` from 1, `column` from 0."""
        return f"{self.name}!{get_column_letter(column + 1)}{row}".removeprefix("!")


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a file by name; `mended` says what had to be put right to read it."""

    sheets: dict[str, Sheet]
    mended: tuple[str, ...] = ()


def open_book(path: Path) -> Book:
    """Every sheet of an .xlsx, the tables of a .zip of CSV files, or the one table of a CSV file.

    What the file is, its content tells, not its name. Raises `FeedUnreadable` for the file as a whole.
    """
    head = opening(path)
    if head.startswith(_OLE):
        content = path.read_bytes()
        raise _refused(
            path,
            "设了打开密码，请在表格软件里去掉密码后另存"
            if _LOCKED in content
            else "是旧版 .xls（或者其他旧版办公文档），请另存为 .xlsx",
        )
    if head.startswith(b"PK"):
        return _packed(path)
    return _plain(path)


def opening(path: Path) -> bytes:
    """The first bytes of a file. Raises `FeedUnreadable` where it cannot be opened or is too large."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as error:
        raise FeedUnreadable(name=path.name[:120], reason=error.strerror or "无法打开") from error
    if size > MOST_BYTES:
        raise _refused(path, f"有 {size / (1 << 20):.0f} MB，最大 {MOST_BYTES >> 20} MB，请按部门或者地区分开")
    return head


def _refused(path: Path, reason: str) -> FeedUnreadable:
    return FeedUnreadable(name=path.name[:120], reason=reason)


def _packed(path: Path) -> Book:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            merged = _weigh(path, archive)
            if "[Content_Types].xml" not in names:
                return _tables(path, archive)
    except _BROKEN as error:
        raise _refused(path, "压缩包是坏的，或者加了密码") from error
    try:
        return _workbook(path, merged)
    except _BROKEN as error:
        raise _refused(path, "不是完整的 .xlsx 工作簿，请用表格软件打开并另存一份") from error


def _weigh(path: Path, archive: zipfile.ZipFile) -> dict[str, list[str]]:
    """The merged ranges by sheet file. Raises `FeedUnreadable` where the parts are larger than any real workbook's."""
    unpacked = rows = cells = 0
    merged: dict[str, list[str]] = {}
    for entry in archive.infolist():
        is_sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        before = b""
        with archive.open(entry) as part:
            while piece := part.read(_PIECE):
                unpacked += len(piece)
                if is_sheet:
                    rows += len(_ROW.findall(piece))
                    cells += len(_CELL.findall(piece))
                    found = [ref.decode() for ref in _MERGED.findall(before + piece)]
                    kept = merged.setdefault(entry.filename, [])
                    kept += [ref for ref in found if ref not in kept][:1000]
                    before = piece[-300:]
                if unpacked > MOST_UNPACKED:
                    raise _refused(path, f"解压后超过 {MOST_UNPACKED >> 20} MB，像是压缩炸弹")
                if rows > MOST_ROWS or cells > MOST_CELLS:
                    raise _refused(
                        path, f"超过 {MOST_ROWS} 行或者 {MOST_CELLS} 格，多半是空行：请删去数据后面的空行再保存"
                    )
    return merged


def _workbook(path: Path, merged: dict[str, list[str]]) -> Book:
    workbook = load_workbook(path, read_only=True, keep_links=False)
    try:
        sheets = {}
        for worksheet in workbook.worksheets:
            # A false size in the file makes a reader walk through millions of cells that are not there.
            worksheet.reset_dimensions()
            inside = str(getattr(worksheet, "_worksheet_path", "")).lstrip("/")
            rows = tuple(_rows(path, worksheet, _covered(path, merged.get(inside, []))))
            sheets[worksheet.title.strip()] = Sheet(worksheet.title.strip(), rows)
    finally:
        workbook.close()
    if not sheets:
        raise _refused(path, "工作簿里没有工作表")
    return Book(sheets)


_Merged: TypeAlias = "dict[int, dict[int, str]]"


def _covered(path: Path, ranges: list[str]) -> _Merged:
    """The cells of merged ranges: row from 1 → column from 0 → range."""
    found: _Merged = {}
    room = 50_000
    for ref in ranges:
        bounds = [one or 0 for one in range_boundaries(ref)]
        left, top, right, bottom = bounds
        room -= (right - left + 1) * (bottom - top + 1)
        if room < 0 or not all(bounds):
            raise _refused(path, "合并了超过五万格，请取消合并并逐格填写")
        for row in range(top, bottom + 1):
            found.setdefault(row, {}).update(dict.fromkeys(range(left - 1, right), ref))
    return found


def _rows(path: Path, worksheet: Any, merged: _Merged) -> Iterator[Row]:
    first: dict[str, Odd] = {}
    for number, cells in enumerate(worksheet.iter_rows(), 1):
        values = [_value(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if len(values) > MOST_COLUMNS:
            raise _refused(path, f"工作表“{worksheet.title[:40]}”第{number}行有{len(values)}列，最多{MOST_COLUMNS}列")
        for column, ref in merged.get(number, {}).items():
            value = values[column] if column < len(values) else None
            odd = first.setdefault(
                ref, value if isinstance(value, Odd) else Odd("merged", ref, "" if value is None else str(value))
            )
            # The cells below or beside the first are empty in the file, and a row may end before them.
            if odd.value and len(values) <= column < MOST_COLUMNS:
                values += [None] * (column + 1 - len(values))
            if column < len(values):
                values[column] = odd
        if values:
            yield Row(number, tuple(values))


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _value(cell: Any) -> Value:
    value: Value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return Odd("formula", str(getattr(value, "text", value))[:80])
    if cell.data_type == "e":
        return Odd("error", str(value)[:20])
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
    return value


def _tables(path: Path, archive: zipfile.ZipFile) -> Book:
    """A .zip of CSV files: one table a file."""
    sheets: dict[str, Sheet] = {}
    mended: list[str] = []
    for entry in archive.infolist():
        name = Path(entry.filename).name
        if not entry.is_dir() and name.lower().endswith(".csv"):
            text, said = decoded(path, archive.read(entry))
            sheets[name[:-4]] = _csv(path, name[:-4], text)
            mended += [f"{name}：{said}"] if said else []
    if not sheets:
        raise _refused(path, "压缩包里没有工作表，也没有 CSV 文件")
    return Book(sheets, tuple(mended))


def _plain(path: Path) -> Book:
    content = path.read_bytes()
    if content.lstrip()[:5].lower() in (b"<html", b"<!doc", b"<?xml", b"<tabl"):
        raise _refused(path, "其实是网页，请用表格软件打开后另存为 .xlsx")
    text, said = decoded(path, content)
    return Book({path.stem: _csv(path, "", text)}, (said,) if said else ())


def decoded(path: Path, content: bytes) -> tuple[str, str]:
    """The text and what was put right; UTF-8, or else GB 18030 as Chinese spreadsheets save CSV.

    Line by line, because lists are put together from files of both kinds. Raises `FeedUnreadable`.
    """
    if b"\x00" in content[:4096]:
        raise _refused(path, "不是表格，也不是文字文件")
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    lines: list[str] = []
    other: list[int] = []
    for number, line in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            other.append(number)
            try:
                lines.append(line.decode("gb18030"))
            except UnicodeDecodeError as error:
                raise _refused(path, f"第{number}行的编码不是 UTF-8，也不是 GB 18030") from error
    others = set(other)
    mixed = any(not line.isascii() for number, line in enumerate(lines, 1) if number not in others)
    where = f"第{'、'.join(map(str, other[:10]))}{'等' if len(other) > 10 else ''}行的" if mixed else ""
    return "\n".join(lines), f"{where}编码不是 UTF-8，已按 GB 18030 读取"


#: A text that a spreadsheet would take for a formula stands behind an apostrophe in a CSV file.
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def _csv(path: Path, name: str, text: str) -> Sheet:
    rows = []
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            values = tuple(_unguarded(cell) for cell in cells)
            if number > MOST_ROWS or len(values) > MOST_COLUMNS:
                raise _refused(path, f"超过 {MOST_ROWS} 行或者 {MOST_COLUMNS} 列")
            if any(value is not None for value in values):
                rows.append(Row(number, values))
    except csv.Error as error:
        raise _refused(path, f"不是完整的 CSV：{str(error)[:80]}") from error
    return Sheet(name, tuple(rows))


def _unguarded(cell: str) -> Value:
    if not cell:
        return None
    return cell[1:] if _GUARDED.match(cell) else cell


def guarded(text: str) -> str:
    """The text for a CSV cell, never a formula; `open_book` gives the same text back."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") or _GUARDED.match(text) else text
