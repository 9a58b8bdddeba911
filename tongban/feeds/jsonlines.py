"""One JSON object a line, read in the presence of every mishap: a bad line is reported, the next one is read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn, cast

from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.rows import Json, Note, Weight

#: A guide with everything in it has about 20 KB; a line beyond this is not one.
LINE_LIMIT = 1024 * 1024
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `record` is None where it holds no JSON object; the notes say why."""

    number: int
    record: dict[str, Json] | None
    notes: tuple[Note, ...] = ()


def read_lines(path: Path) -> Iterator[Line]:
    """Every line that is not empty, numbered from 1 as an editor shows them. Raises `FeedUnreadable`."""
    try:
        with path.open("rb") as file:
            yield from _lines(file)
    except OSError as error:
        raise FeedUnreadable(name=path.name, reason=error.strerror or "无法打开") from error


def _lines(file: BinaryIO) -> Iterator[Line]:
    number = 0
    while raw := file.readline(LINE_LIMIT + 1):
        number += 1
        if len(raw) > LINE_LIMIT and not raw.endswith(b"\n"):
            _skip_rest(file)
            yield _refused(number, "line_too_long", f"这一行超过{LINE_LIMIT // 1024} KB，不是一条事项记录")
            continue
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.strip():
            yield _line(number, raw)


def _skip_rest(file: BinaryIO) -> None:
    while (raw := file.readline(LINE_LIMIT)) and not raw.endswith(b"\n"):
        pass


def _line(number: int, raw: bytes) -> Line:
    notes: list[Note] = []
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            return _refused(number, "wrong_encoding", "编码不是 UTF-8，也不是 GB 18030")
        notes.append(Note(Weight.MENDED, "wrong_encoding", "编码不是 UTF-8，已按 GB 18030 读取"))
    repeated: list[str] = []

    def pairs(found: list[tuple[str, Json]]) -> dict[str, Json]:
        seen: dict[str, Json] = {}
        for key, value in found:
            if key in seen:
                repeated.append(key)
            seen.setdefault(key, value)
        return seen

    try:
        record = cast("Json", json.loads(text, parse_constant=_no_constant, object_pairs_hook=pairs))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "内容无法理解"
        where = f"第{error.colno}个字符附近" if isinstance(error, json.JSONDecodeError) else ""
        return _refused(number, "broken_json", f"不是完整的 JSON：{where}{reason}"[:200])
    if not isinstance(record, dict):
        return _refused(number, "not_an_object", "这一行不是一个 JSON 对象")
    notes += [
        Note(Weight.MENDED, "repeated_column", f"“{key[:40]}”在一行中出现多次，取第一次", key[:40]) for key in repeated
    ]
    return Line(number, record, tuple(notes))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _refused(number: int, kind: str, text: str) -> Line:
    return Line(number, None, (Note(Weight.REFUSED, kind, text),))


def storable(value: Json, depth: int = 0) -> Json:
    """The same JSON without what PostgreSQL or an answer of the API cannot hold, cut below eight levels.

    NUL and lone surrogates go, 1e999 becomes nothing, whole numbers beyond 2⁵³ become text.
    """
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value.replace("\x00", ""))
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return str(value)[:40]
    if depth >= 8 and isinstance(value, list | dict):
        return None
    if isinstance(value, list):
        return [storable(entry, depth + 1) for entry in value]
    if isinstance(value, dict):
        return {str(storable(key)): storable(entry, depth + 1) for key, entry in value.items()}
    return value
