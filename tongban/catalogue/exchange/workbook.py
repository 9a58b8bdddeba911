"""Lines written as a workbook (.xlsx) or as a .zip of CSV files with the same sheets."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tongban.catalogue.exchange.cells import Written
from tongban.catalogue.exchange.columns import KEY_COLUMNS, LEGEND_SHEET, Column
from tongban.catalogue.exchange.tables import ITEM_SHEET, LONG_SHEET, Lines, escaped, legend, sheets
from tongban.catalogue.listing import Listing
from tongban.feeds.sheet_files import guarded

_LAST_ROW = 200_000
_LOCKED = len(KEY_COLUMNS)
Progress = Callable[[int], None]


def write_workbook(lines: Iterable[Listing], path: Path, *, progress: Progress | None = None) -> int:
    """Write the lines as a workbook and return how many; rows are streamed, so memory does not grow with them."""
    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    options = _write_legend(book)
    pages = {name: _sheet(book, name, columns, options) for name, columns in sheets().items()}
    book.move_sheet(LEGEND_SHEET, len(book.sheetnames) - 1)
    written: dict[str, int] = dict.fromkeys(pages, 0)

    def put(name: str, cells: list[Written]) -> None:
        written[name] += 1
        style = "tongban head" if written[name] == 2 else "tongban text"
        locked = _LOCKED if name == ITEM_SHEET else 0
        pages[name].append(
            [
                _cell(pages[name], cell, "tongban key" if written[name] == 2 and index < locked else style)
                for index, cell in enumerate(cells)
            ]
        )

    try:
        count = _write(lines, put, progress)
    except BaseException:
        for page in pages.values():
            page.close()
        raise
    book.active = 0
    book.save(path)
    return count


def write_csv_files(lines: Iterable[Listing], path: Path, *, progress: Progress | None = None) -> int:
    """Write the same sheets as CSV files (UTF-8 with its mark, as spreadsheets like it) in one .zip."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        files = {name: Path(folder) / f"{name}.csv" for name in sheets()}
        writers = {
            name: csv.writer(stack.enter_context(file.open("w", encoding="utf-8-sig", newline="")))
            for name, file in files.items()
        }

        def put(name: str, cells: list[Written]) -> None:
            writers[name].writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])

        count = _write(lines, put, progress)
        stack.close()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, file in files.items():
                archive.write(file, f"{name}.csv")
            text = io.StringIO()
            csv.writer(text).writerows(legend())
            archive.writestr(f"{LEGEND_SHEET}.csv", text.getvalue().encode("utf-8-sig"))
    return count


def _write(lines: Iterable[Listing], put: Callable[[str, list[Written]], None], progress: Progress | None) -> int:
    rows = Lines(put)
    rows.head()
    for line in lines:
        rows.add(line)
        if progress is not None and rows.count % 500 == 0:
            progress(rows.count)
        if rows.too_many:
            raise ValueError("too many cells for one spreadsheet")
    return rows.count


def _styles() -> tuple[NamedStyle, ...]:
    wrapped = Alignment(vertical="top", wrap_text=True)
    white = Font(bold=True, color="FFFFFF")
    return (
        NamedStyle("tongban text", number_format="@", alignment=Alignment(vertical="top")),
        NamedStyle("tongban head", font=Font(bold=True), fill=PatternFill("solid", "DDE7F3"), alignment=wrapped),
        NamedStyle("tongban key", font=white, fill=PatternFill("solid", "1F4E79"), alignment=wrapped),
    )


def _cell(page: Any, value: Written, style: str) -> Any:
    if value is None:
        return None
    cell = WriteOnlyCell(page, escaped(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        # Never a formula and never an error value, whatever the text begins with.
        cell.data_type = "s"
        cell.style = style
    return cell


def _write_legend(book: Any) -> dict[tuple[str, ...], str]:
    """The sheet 说明; the words of drop-down lists stand on it too, in columns to the right. Gives their ranges."""
    page = book.create_sheet(LEGEND_SHEET)
    for letter, width in zip("ABCDE", (16, 26, 26, 6, 80), strict=True):
        page.column_dimensions[letter].width = width
    lists = list(dict.fromkeys(column.kind.words for columns in sheets().values() for column in columns))
    lists = [words for words in lists if words]
    rows: list[list[Written]] = [[*row] for row in legend()]
    ranges = {}
    for index, words in enumerate(lists):
        place = 6 + index
        for number, word in enumerate(words):
            row = rows[number]
            row += [None] * (place + 1 - len(row))
            row[place] = word
        letter = get_column_letter(place + 1)
        page.column_dimensions[letter].hidden = True
        ranges[words] = f"{LEGEND_SHEET}!${letter}$1:${letter}${len(words)}"
    for row in rows:
        page.append([_cell(page, value, "tongban text") for value in row])
    return ranges


def _sheet(book: Any, name: str, columns: tuple[Column, ...], options: dict[tuple[str, ...], str]) -> Any:
    page = book.create_sheet(name)
    page.freeze_panes = "C3" if name != ITEM_SHEET else "B3"
    page.row_dimensions[1].hidden = True
    if name == LONG_SHEET:
        page.sheet_state = "hidden"
    for index, column in enumerate(columns, 1):
        letter = get_column_letter(index)
        page.column_dimensions[letter].width = column.width
        if not column.kind.number:
            # New rows are text as well: a code typed into them keeps its zeros.
            page.column_dimensions[letter].number_format = "@"
        if column.name == "base":
            page.column_dimensions[letter].hidden = True
        if column.kind.words:
            rule = DataValidation("list", options[column.kind.words], allow_blank=not column.needed)
            rule.error, rule.errorTitle = f"可以填：{'、'.join(column.kind.words)}"[:220], column.label
            rule.add(f"{letter}3:{letter}{_LAST_ROW}")
            page.data_validations.append(rule)
    return page
