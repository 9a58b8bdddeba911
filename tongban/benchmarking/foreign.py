"""Another place's items from a file: a whole feed, or a bare list of names and codes.

Pure. A bare list is CSV, XLSX or one JSON object a line; columns are known by their names. What is read is a list of
`Listing`s that nothing keeps but the comparison.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tongban.benchmarking.errors import ListUnreadable
from tongban.catalogue.selectors import Listing, MaterialView, VersionContent
from tongban.feeds.jsonlines import read_lines
from tongban.feeds.registry import feed_named
from tongban.feeds.rows import FeedItem
from tongban.kernel.standards import BadCode, parse_item_code

#: The feed name of a bare list.
BARE = "list"
#: Larger files are no lists of items: the longest list of a province has a few thousand lines.
SIZE_LIMIT = 50 * 1024 * 1024
ROW_LIMIT = 200_000
_COLUMNS = {
    "name": ("事项名称", "名称", "办理项名称", "name", "task_name", "matter_name"),
    "code": ("实施编码", "事项编码", "编码", "code", "task_code"),
    "catalog_code": ("基本编码", "目录编码", "catalog_code", "cataid"),
    "department": ("实施主体", "实施机关", "部门", "部门名称", "department", "dept_name"),
}


@dataclass(frozen=True, slots=True)
class Foreign:
    """The lines of a file, and a finding in Chinese for each row that is none."""

    lines: tuple[Listing, ...]
    findings: tuple[str, ...] = ()


def read_foreign(path: Path, feed: str = BARE) -> Foreign:
    """Read a file of another place. Raises `ListUnreadable`, `FeedUnknown`, `FeedUnreadable`."""
    if feed == BARE:
        return _bare(path)
    lines, findings = [], []
    for row in feed_named(feed).read(path):
        if row.item is None:
            findings.append(f"第{row.line}行没有收录：{'；'.join(note.text for note in row.notes)}")
        else:
            lines.append(_whole(row.item))
    return Foreign(tuple(lines), tuple(findings))


def bare_line(*, name: str, code: str = "", department: str = "", catalog_code: str = "") -> Listing:
    """A line of which only this is known. A national code of 31 or 33 characters carries the catalogue code."""
    if not catalog_code:
        try:
            catalog_code = str(parse_item_code(code))[19:31] if code else ""
        except BadCode:
            catalog_code = ""
    return Listing(
        code=code,
        task_code=code,
        catalog_code=catalog_code,
        item_kind="",
        department_name=department,
        content=VersionContent(name=name, materials_stated=False),
    )


def _whole(item: FeedItem) -> Listing:
    """What a feed says that benchmarking compares."""
    return Listing(
        code=item.code,
        task_code=item.task_code,
        handling_code=item.handling_code,
        local_code=item.local_code,
        catalog_code=item.catalog_code,
        entry_name=item.entry_name,
        item_kind=item.item_kind,
        exercise_level=item.exercise_level,
        item_state=item.item_state,
        region_code=item.region_code,
        department_name=item.department_name,
        content=VersionContent(
            name=item.name,
            case_kind="instant" if item.on_the_spot else "promised",
            statutory=item.statutory,
            promised=item.promised,
            applicant_kinds=item.applicant_kinds,
            visits=item.visits,
            online=item.online,
            materials=tuple(MaterialView(order, name) for order, name in enumerate(item.materials or (), 1)),
            materials_stated=item.materials is not None,
            accept_conditions=item.accept_conditions,
            aliases=item.aliases,
        ),
    )


def _bare(path: Path) -> Foreign:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ListUnreadable(name=path.name, reason=error.strerror or "无法打开") from error
    if size > SIZE_LIMIT:
        raise ListUnreadable(name=path.name, reason=f"超过{SIZE_LIMIT // 1024 // 1024} MB")
    reader = {".xlsx": _sheet_rows, ".csv": _csv_rows, ".txt": _csv_rows}.get(path.suffix.lower(), _json_rows)
    lines: list[Listing] = []
    findings: list[str] = []
    seen: set[str] = set()
    for number, row in enumerate(reader(path), 2 if reader is not _json_rows else 1):
        found = {key: _cell(row, names) for key, names in _COLUMNS.items()}
        code = found["code"] or f"行{number}"
        if not any(row.values()):
            continue
        if not found["name"]:
            findings.append(f"第{number}行没有事项名称")
        elif code in seen:
            findings.append(f"第{number}行的编码“{code[:40]}”前面已经出现，没有收录")
        else:
            seen.add(code)
            lines.append(
                bare_line(
                    name=found["name"][:500],
                    code=code[:64],
                    department=found["department"][:200],
                    catalog_code=found["catalog_code"][:12],
                )
            )
        if number > ROW_LIMIT:
            raise ListUnreadable(name=path.name, reason=f"超过{ROW_LIMIT}行")
    if not lines:
        raise ListUnreadable(name=path.name, reason="没有一行带有事项名称")
    return Foreign(tuple(lines), tuple(findings))


def _cell(row: Mapping[str, str], names: Sequence[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _named(header: Sequence[object], values: Sequence[object]) -> dict[str, str]:
    cells = (str(value).strip().replace("\x00", "") if value is not None else "" for value in values)
    keys = (str(key).strip().lower() if key is not None else "" for key in header)
    return dict(zip(keys, cells, strict=False))


def _csv_rows(path: Path) -> Iterator[dict[str, str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise ListUnreadable(name=path.name, reason="编码不是 UTF-8，也不是 GB 18030") from error
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ",")
    try:
        header = next(rows, [])
        for values in rows:
            yield _named(header, values)
    except csv.Error as error:
        raise ListUnreadable(name=path.name, reason=f"第{rows.line_num}行不是完整的 CSV") from error


def _sheet_rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise ListUnreadable(name=path.name, reason="不是完整的 XLSX 文件") from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True) if book.worksheets else iter(())
        header = next(rows, ())
        for values in rows:
            yield _named(header, values)
    finally:
        book.close()


def _json_rows(path: Path) -> Iterator[dict[str, str]]:
    for line in read_lines(path):
        record = line.record or {}
        yield _named(list(record), [value if isinstance(value, str | int) else "" for value in record.values()])
