"""How values stand in cells: every kind of value with its way there and back.

Reading raises `ValueError` with a Chinese sentence that says what is wrong and what is allowed.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn, TypeAlias

from tongban.feeds.sheet_files import Odd, Value
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import DomainError

Written: TypeAlias = "str | int | None"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value. `words`: all that a cell may hold, for drop-down lists; `legend`: the same for people."""

    write: Callable[[Any], Written]
    read: Callable[[Value], Any]
    legend: str
    words: tuple[str, ...] = ()
    number: bool = False


_ODD = {
    "formula": "这一格是公式，请改成数值（复制后选择性粘贴为数值）",
    "error": "这一格是错误值“{text}”，请填写内容",
    "merged": "这一格在合并单元格（{text}）里，请取消合并并逐格填写",
}


#: What a database text cannot hold; a spreadsheet writes them as `_x0000_` and the like.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: Spreadsheets keep fifteen digits of a number; the others become zeros without a word.
_EXACT = 10**15
_DEEPEST = 40


def plain(value: Value) -> str | int | float | bool | None:
    """The value of a cell; raises `ValueError` for formulas, error values, merged cells, dates, broken characters."""
    if isinstance(value, Odd):
        raise ValueError(_ODD[value.kind].format(text=value.text))
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        raise ValueError(f"表格软件把这一格改成了日期或时间（{value}），请把格式设为“文本”后重新填写")
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise ValueError("这一格含有损坏的字符，不能保存，请删去或者重新填写")
    return value


def _text(value: Value) -> str:
    found = plain(value)
    if found is None:
        return ""
    if isinstance(found, bool):
        raise ValueError("这一格是逻辑值，应填文字")
    if isinstance(found, int | float) and not abs(found) < _EXACT:
        raise ValueError("这一格存成了数字，超过15位的部分已经变成0，请把格式设为“文本”后重新填写")
    if isinstance(found, float) and not found.is_integer():
        raise ValueError(f"这一格是数字 {found}，应填文字，请把格式设为“文本”后重新填写")
    return str(int(found)) if isinstance(found, float) else str(found)


def _code(value: Value) -> str:
    found = plain(value)
    if found is not None and not isinstance(found, str):
        raise ValueError(f"这一格存成了数字 {found}，开头的0可能已经丢失，请把格式设为“文本”后重新填写")
    return found or ""


TEXT = Kind(lambda value: value or None, _text, "文字")
CODE = Kind(lambda value: value or None, _code, "文字，单元格格式为“文本”（保住开头的0）")


def _wrong(text: str, allowed: str) -> NoReturn:
    # A character outside GB 2312 is most often a traditional one.
    try:
        text.encode("gb2312")
        hint = ""
    except UnicodeEncodeError:
        hint = "（含繁体字或者生僻字，请用简体字）"
    raise ValueError(f"“{text[:30]}”不能用{hint}，可以填：{allowed}")


def whole(most: int) -> Kind:
    """A whole number from 0, or nothing."""

    def read(value: Value) -> int | None:
        found = plain(value)
        if found is None:
            return None
        if isinstance(found, str) and re.fullmatch(r"\s*[0-9]{1,6}\s*", found):
            found = int(found)
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= most:
            _wrong(str(found), f"0到{most}的整数，或者空着（未知）")
        return found

    return Kind(lambda value: value, read, f"0到{most}的整数；空着表示未知", number=True)


def word(words: Mapping[Any, str], *, empty: Any = "", needed: bool = False) -> Kind:
    """One of the words; `empty` is the value of an empty cell unless a word is `needed`."""
    codes = {label: code for code, label in words.items()}
    allowed = "、".join(codes)

    def read(value: Value) -> Any:
        text = _text(value).strip()
        if not text and not needed:
            return empty
        if text not in codes:
            _wrong(text, allowed)
        return codes[text]

    legend = f"{allowed}" + ("" if needed else "；空着表示没有写明")
    return Kind(lambda value: None if value == empty else words.get(value, str(value)), read, legend, tuple(codes))


def shown(words: Mapping[Any, str]) -> Kind:
    """A code shown by its word, for columns that are read only to see that nobody changed them."""
    return Kind(lambda value: words.get(value, str(value)) or None, _text, "由平台填写")


YES_NO = word({True: "是", False: "否"}, empty=None)
SURE = word({True: "是", False: "否"}, needed=True, empty=None)


def words(table: Mapping[str, str]) -> Kind:
    """Several of the words, in their order."""
    codes = {label: code for code, label in table.items()}
    allowed = "、".join(codes)

    def read(value: Value) -> tuple[str, ...]:
        parts = [part.strip() for part in re.split(r"[、,，;；\n]", _text(value))]
        found = [part for part in parts if part]
        for part in found:
            if part not in codes:
                _wrong(part, allowed)
            if found.count(part) > 1:
                raise ValueError(f"“{part}”写了不止一次")
        return tuple(codes[part] for part in found)

    def write(value: tuple[str, ...]) -> str | None:
        return "、".join(table.get(code, code) for code in value) or None

    return Kind(write, read, f"{allowed}；多个用顿号隔开")


def _lines(value: Value) -> tuple[str, ...]:
    text = _code(value)
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(entry, str) for entry in found):
            return tuple(found)
    return tuple(line for line in text.split("\n") if line)


def _write_lines(value: tuple[str, ...]) -> str | None:
    # Lines that would not come back as they are stand as a list in JSON.
    text = "\n".join(value)
    return (text if _lines(text) == tuple(value) else json.dumps(list(value), ensure_ascii=False)) or None


LINES = Kind(_write_lines, _lines, "文字，一行一个")

_LIMIT = re.compile(r"\s*([0-9]{1,6})\s*(?:\(|（)?\s*(个?工作日|个?自然日|日|天|个?小时|个?月|年)\s*(?:\)|）)?\s*")
_UNITS = {
    "工作日": LimitUnit.WORKING_DAY, "自然日": LimitUnit.NATURAL_DAY, "日": LimitUnit.NATURAL_DAY,
    "天": LimitUnit.NATURAL_DAY, "小时": LimitUnit.HOUR, "月": LimitUnit.MONTH, "年": LimitUnit.YEAR,
}  # fmt: skip


def limit_of(text: str) -> Limit | None:
    """`20个工作日`, `11日`, `2小时`, 当场 → the limit; empty → None (unknown, never zero). Raises `ValueError`."""
    if not text.strip():
        return None
    if text.strip() in ("当场", "当场办结", "即办"):
        return Limit(0, LimitUnit.WORKING_DAY)
    match = _LIMIT.fullmatch(text)
    if match is None:
        _wrong(text.strip(), "数字加单位，如 5个工作日、10日、2小时、3个月、1年，或者当场")
    try:
        return Limit(int(match[1]), _UNITS[match[2].removeprefix("个")])
    except DomainError as error:
        raise ValueError(error.sentence) from error


def limit_text(limit: Limit | None) -> str:
    """The limit with its unit, even where it is zero; empty for None."""
    return "" if limit is None else f"{limit.number}{limit.unit.label}"


def _limit(value: Value) -> Limit | None:
    found = plain(value)
    if isinstance(found, int | float):
        _wrong(f"{found:g}", "数字加单位，如 5个工作日（只有数字看不出单位）")
    return limit_of(found or "")


LIMIT = Kind(
    lambda value: limit_text(value) or None, _limit, "数字加单位：5个工作日、10日、2小时、3个月、1年；空着表示未知"
)


def _object(value: Value) -> dict[str, Any]:
    text = _text(value).strip()
    return _parsed(text) if text else {}


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    """The object; rows with the same form share it, as the guides of a city share few forms. Raises `ValueError`."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("不是完整的 JSON，这一列由程序使用，请不要改动") from error
    if not isinstance(found, dict):
        raise ValueError("应为 JSON 对象，这一列由程序使用，请不要改动")
    if not _keepable(found, 0):
        raise ValueError("JSON 里有不能保存的字符、数字或者层数，这一列由程序使用，请不要改动")
    return found


def _keepable(value: Any, depth: int) -> bool:
    """Whether PostgreSQL and the answers of the API can hold a JSON value."""
    if isinstance(value, str):
        return not _UNSTORABLE.search(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) < 2**63
    if isinstance(value, dict):
        value = [*value, *value.values()]
    return not isinstance(value, list) or (depth < _DEEPEST and all(_keepable(one, depth + 1) for one in value))


JSON = Kind(
    lambda value: json.dumps(value, ensure_ascii=False, default=dict) if value else None,
    _object,
    "JSON，由程序使用，请不要改动",
)
