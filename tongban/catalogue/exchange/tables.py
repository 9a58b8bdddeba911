"""Lines of the implementation list as rows of sheets: the same rows go into a workbook and into CSV files.

The first row of a sheet holds the stable names of its columns, the second the headings for people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from tongban.catalogue.exchange.cells import Written
from tongban.catalogue.exchange.columns import (
    CONTENT_COLUMNS,
    KEY_COLUMNS,
    LEGEND_SHEET,
    LONG_SHEET,
    ORDER_COLUMN,
    PARTS,
    Column,
    item_columns,
    part_columns,
    value_of,
)
from tongban.catalogue.exchange.columns import ITEM_SHEET as ITEM_SHEET
from tongban.catalogue.listing import Listing
from tongban.feeds.sheet_files import MOST_CELLS

FORMAT = "tongban.catalogue.sheet/1"
#: A cell of a spreadsheet holds 32,767 characters; the rest of a longer text would be lost without a word.
LONGEST, PIECE = 32_000, 4_000
LONG_COLUMNS = (Column("number", "续文号"), ORDER_COLUMN, Column("text", "内容", width=100))
LONG = re.compile(r"〔续文 ([0-9]{1,9})〕")

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_LEGEND = (
    "一行一个事项；材料、环节、依据、收费、情形、问答各有一张表，以事项编码和序号对应。",
    "第一行（隐藏）是列的固定名称，请不要删除；第二行是列名；从第三行开始填写。",
    "编码、电话等列的格式是“文本”，请不要改成数字。公式、合并单元格、日期不能导入。",
    "深色列名的列说明是哪个事项，不能在表格里改。没有改动的行导入时不起作用；改动的行成为下一版的草稿。",
    (
        "新事项另加一行：事项编码写“新增1”这样的代号（材料等表写同一代号），填基本编码、行使层级、实施主体或者其编码；"
        "不填申请表单的用通用表单。导入后登记为新事项，这一行成为它的第一版草稿。"
    ),
    "有一处错误，全部不导入，并逐格说明；导出以后在平台上改过的事项不会被覆盖。",
)


def fits(text: str) -> bool:
    """Whether a cell holds the text, which spreadsheets count in UTF-16."""
    return len(text) < PIECE or len(escaped(text).encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST


def escaped(text: str) -> str:
    """The text as XML can hold it: control characters as `_x000D_`, the way spreadsheets write them."""
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def sheets() -> dict[str, tuple[Column, ...]]:
    """The columns of every sheet with data, in the order of the workbook."""
    return {
        ITEM_SHEET: item_columns(),
        **{part.sheet: part_columns(part) for part in PARTS},
        LONG_SHEET: LONG_COLUMNS,
    }


Put: TypeAlias = Callable[[str, list[Written]], None]


@dataclass(slots=True)
class Lines:
    """Writes lines row by row; `put(sheet, cells)` takes each row."""

    put: Put
    count: int = 0
    long: int = 0
    cells: int = 0

    def head(self) -> None:
        """The two rows that name the columns."""
        for sheet, columns in sheets().items():
            self.put(sheet, [column.name for column in columns])
            self.put(sheet, [column.label for column in columns])

    def add(self, line: Listing) -> None:
        """One line with its parts."""
        self.count += 1
        keys = [column.kind.write(read(line)) for column, read in KEY_COLUMNS]
        content = [column.kind.write(value_of(line.content, column.name)) for column in CONTENT_COLUMNS]
        self._put(ITEM_SHEET, [*keys, *content])
        for part in PARTS:
            for order, one in enumerate(part.rows(line.content), 1):
                cells = [column.kind.write(getattr(one, column.name)) for column in part.columns]
                self._put(part.sheet, [line.code, order, *cells])

    def _put(self, sheet: str, cells: list[Written]) -> None:
        self.put(sheet, [self._short(cell) for cell in cells])
        self.cells += len(cells)

    def _short(self, cell: Written) -> Written:
        """The cell itself, or the mark of a long text whose pieces stand in their own sheet."""
        if not isinstance(cell, str) or (fits(cell) and not LONG.fullmatch(cell)):
            return cell
        self.long += 1
        for order, start in enumerate(range(0, len(cell), PIECE), 1):
            self.put(LONG_SHEET, [str(self.long), order, cell[start : start + PIECE]])
        return f"〔续文 {self.long}〕"

    @property
    def too_many(self) -> bool:
        """Whether the file could not be read back."""
        return self.cells > MOST_CELLS


def legend() -> Iterable[list[str]]:
    """The rows of the sheet 说明: what it is, then every column with what may stand there."""
    yield ["通办事项清单", FORMAT]
    for text in _LEGEND:
        yield [text]
    yield ["表", "列", "固定名称", "必填", "可以填写"]
    for sheet, columns in sheets().items():
        for column in columns:
            yield [sheet, column.label, column.name, "是" if column.needed else "", column.kind.legend]


__all__ = ["FORMAT", "ITEM_SHEET", "LEGEND_SHEET", "LONG", "LONG_SHEET", "Lines", "escaped", "fits", "legend", "sheets"]
