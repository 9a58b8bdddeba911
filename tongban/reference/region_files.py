"""Reads the five files of published divisions, row by row, and says of every bad row why. Touches no table."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tongban.reference import region_codes
from tongban.reference.errors import RegionColumns, RegionFileMissing, UnreadableRegionFile
from tongban.reference.pinyin import spell
from tongban.reference.states import RegionKind

_FILES = {
    1: ("provinces.csv", ""),
    2: ("cities.csv", "provinceCode"),
    3: ("areas.csv", "cityCode"),
    4: ("streets.csv", "areaCode"),
    5: ("villages.csv", "streetCode"),
}
_KNOWN = {"code", "name", "provinceCode", "cityCode", "areaCode", "streetCode"}
_LONGEST_NAME = 64
_FINDINGS_KEPT = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


class RegionRow(NamedTuple):
    """One region ready for its table."""

    code: str
    name: str
    level: int
    parent: str | None
    kind: str
    pinyin: str
    initials: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know about a row. `note` marks what was mended by a known convention."""

    file: str
    line: int
    code: str
    text: str
    note: bool = False


@dataclass(slots=True)
class Reading:
    """What reading has met so far."""

    rows: int = 0
    mended: int = 0
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    cities: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    per_file: dict[str, int] = field(default_factory=dict)

    def find(self, file: str, line: int, code: str, text: str, *, note: bool = False) -> None:
        """Keep a finding; after the first thousand only the counts go on."""
        if len(self.findings) < _FINDINGS_KEPT:
            self.findings.append(Finding(file, line, code, text, note))

    def refuse(self, file: str, line: int, code: str, text: str) -> None:
        """A row that is not taken, and why."""
        self.refused += 1
        self.find(file, line, code, text)


def read_folder(folder: Path, reading: Reading) -> Iterator[RegionRow]:
    """Every good row of the five files, parents before children; `reading` collects the rest.

    All headers are checked before the first row. Raises `RegionFileMissing`, `RegionColumns`, `UnreadableRegionFile`.
    """
    files = [(level, _locate(folder, name), parent) for level, (name, parent) in _FILES.items()]
    texts = [(level, path, parent, _open(path, reading)) for level, path, parent in files]
    columns = [_columns(path, text, parent) for _, path, parent, text in texts]
    for (level, path, _, text), places in zip(texts, columns, strict=True):
        try:
            yield from _rows(level, path.name, text, places, reading)
        except csv.Error as error:
            raise UnreadableRegionFile(name=path.name, reason=f"第 {reading.rows} 行之后不是正确的 CSV") from error


def _locate(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.is_file():
            return candidate
    raise RegionFileMissing(name=name)


def _open(path: Path, reading: Reading) -> str:
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableRegionFile(name=path.name, reason="压缩文件不完整或已损坏") from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise UnreadableRegionFile(name=path.name, reason="不是 UTF-8 或国标编码的文字") from error
        reading.find(path.name, 1, "", "文件不是 UTF-8，按国标编码（GB 18030）读取。")
    if text.startswith("\ufeff"):
        text = text[1:]
        reading.find(path.name, 1, "", "文件开头有字节顺序标记（BOM），已忽略。")
    return text


def _columns(path: Path, text: str, parent: str) -> tuple[int, int, int]:
    header = [name.strip() for name in next(_cells(text), [])]
    missing = [name for name in ("code", "name", parent) if name and name not in header]
    unknown = [name for name in header if name not in _KNOWN or header.count(name) > 1]
    if missing or unknown:
        raise RegionColumns(name=path.name, missing="、".join(missing) or "无", unknown="、".join(unknown) or "无")
    return header.index("code"), header.index("name"), header.index(parent) if parent else -1


def _cells(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""))


def _rows(level: int, file: str, text: str, places: tuple[int, int, int], reading: Reading) -> Iterator[RegionRow]:
    at_code, at_name, at_parent = places
    width = max(places) + 1
    codes = reading.codes
    rows = _cells(text)
    next(rows)
    for line, cells in enumerate(rows, start=2):
        if not cells:
            continue
        reading.rows += 1
        if len(cells) < width:
            reading.refuse(file, line, "", f"只有 {len(cells)} 列，应当至少 {width} 列。")
            continue
        name, reason = cells[at_name].strip(), ""
        code = region_codes.of_level(cells[at_code], level)
        parent = None if level == 1 else region_codes.of_level(cells[at_parent], level - 1)
        kind = ""
        if level == 3 and code and code == parent and name == reading.cities.get(code):
            code, kind = _stand_in(file, line, code, name, reading), RegionKind.OWN_LEVEL.value
        elif level == 4 and parent in reading.moved:
            parent = reading.moved[parent]
        if not code:
            reason = f"代码“{cells[at_code]}”不是第 {level} 级的代码。"
        elif not name or len(name) > _LONGEST_NAME or _CONTROL.search(name):
            reason = "名称为空、过长，或者含有控制字符。"
        elif code in codes:
            reason = f"代码 {code} 重复出现。"
        elif parent is not None and parent not in codes:
            reason = f"上级“{cells[at_parent]}”不在表中。"
        if reason:
            reading.refuse(file, line, cells[at_code], reason)
            continue
        codes.add(code)
        if _PRIVATE.search(name):
            reading.find(file, line, code, "名称含有造字区的字，别处可能显示不出来，请核对用字。", note=True)
        if level == 2:
            reading.cities[code] = name
        pinyin, initials = spell(name) if level < 5 else ("", "")
        yield RegionRow(
            code, name, level, parent, kind or region_codes.kind_of(code, name, level).value, pinyin, initials
        )
    reading.per_file[file] = reading.rows - sum(reading.per_file.values())


def _stand_in(file: str, line: int, city: str, name: str, reading: Reading) -> str:
    """A city without counties appears among the counties under its own code; its towns need a county-level parent."""
    code = region_codes.placeholder(city)
    reading.moved[city] = code
    reading.mended += 1
    text = f"{name}不设县级，以市直代码 {code} 承接所辖镇街，{city} 仍是市级代码。"
    reading.find(file, line, city, text, note=True)
    return code
