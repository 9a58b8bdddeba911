"""JSON into frozen dataclasses, strictly: an unknown or missing key or a wrong type is named with its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
from collections.abc import Mapping
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from tongban.kernel.errors import DomainError

T = TypeVar("T")
#: Keys every file carries to say that it is invented.
MARKS = frozenset({"synthetic", "note"})


class DemoDataUnreadable(DomainError):
    """A file of the demonstration city that does not fit. Data: `where`, `reason`."""

    code = "demo_data_unreadable"
    status = 500
    text = "演示城市的数据有误（{where}）：{reason}。"
    hint = "请按 tongban/demo/model.py 的字段核对这个文件。"


def read(kind: type[T], data: object, where: str) -> T:
    """The dataclass `kind` made from JSON. Raises `DemoDataUnreadable`."""
    if not isinstance(data, Mapping):
        raise DemoDataUnreadable(where=where, reason="应为对象")
    fields = {field.name: field for field in dataclasses.fields(cast("Any", kind))}
    if unknown := set(data) - set(fields):
        raise DemoDataUnreadable(where=where, reason=f"没有这些字段：{'、'.join(sorted(map(str, unknown)))}")
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in data:
            values[name] = _value(hints[name], data[name], f"{where}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise DemoDataUnreadable(where=where, reason=f"缺少字段 {name}")
    return kind(**values)


def read_all(kind: type[T], data: object, where: str) -> tuple[T, ...]:
    """A list of them. Raises `DemoDataUnreadable`."""
    if not isinstance(data, list):
        raise DemoDataUnreadable(where=where, reason="应为列表")
    return tuple(read(kind, row, f"{where}[{index}]") for index, row in enumerate(data))


def _value(hint: Any, value: Any, where: str) -> Any:
    origin = get_origin(hint)
    if hint is Any:
        return value
    if origin in (Union, types.UnionType):
        if value is None and type(None) in get_args(hint):
            return None
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        return _value(inner, value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise DemoDataUnreadable(where=where, reason="应为列表")
        return tuple(_value(get_args(hint)[0], entry, f"{where}[{index}]") for index, entry in enumerate(value))
    if origin in (dict, Mapping) or hint in (dict, Mapping):
        return _plain(dict, value, where)
    return _simple(hint, value, where)


def _simple(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        return read(cast("type[Any]", hint), value, where)
    if hint in (dt.date, dt.datetime) or issubclass(hint, enum.Enum):
        text = _plain(str, value, where)
        try:
            return hint(text) if issubclass(hint, enum.Enum) else hint.fromisoformat(text)
        except ValueError as error:
            raise DemoDataUnreadable(where=where, reason=f"不能理解的值 {text!r}") from error
    return _plain(hint, value, where)


def _plain(kind: type, value: Any, where: str) -> Any:
    # A JSON true is an int to Python; a count must not be one.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise DemoDataUnreadable(where=where, reason=f"应为 {kind.__name__}，现在是 {type(value).__name__}")
    return value
