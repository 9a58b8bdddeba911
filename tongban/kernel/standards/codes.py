"""Item codes: 基本编码 12, 实施编码 31, 业务办理项编码 33.

They are strings from end to end: they start with zeros and local sub-items carry letters
(`431017004W00`), so nothing here ever turns one into a number. No check digit exists inside them
except that of the issuer's unified social credit code, which `strict` validates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from tongban.kernel.standards.errors import BadCode, BadUscc
from tongban.kernel.standards.text import normalise
from tongban.kernel.standards.uscc import check_uscc

_SYMBOLS = re.compile(r"[0-9A-Z]+")
EXERCISE_LEVELS = {
    "1": "国家级",
    "2": "省级",
    "3": "市级",
    "4": "县级",
    "5": "镇（乡、街道）级",
    "6": "村（社区）级",
    "7": "分级管理",
}
# GB/T 39046—2020 still prints the older widths; they are read on import and never written.
_LEGACY_LENGTHS = {10: "旧版10位基本编码", 24: "旧版24位实施编码"}


def _clean(text: str, name: str, length: int) -> str:
    """The code in canonical form, or `BadCode` with the reason that helps most."""
    value = normalise(text)
    if not value:
        raise BadCode(name=name, value="", reason="没有填写")
    if not _SYMBOLS.fullmatch(value):
        wrong = "".join(sorted(set(_SYMBOLS.sub("", value))))
        raise BadCode(name=name, value=value[:64], reason=f"含有编码里不会出现的字符“{wrong[:10]}”")
    if len(value) != length:
        legacy = _LEGACY_LENGTHS.get(len(value))
        reason = f"应为{length}位，现在是{len(value)}位" + (f"（{legacy}已停用）" if legacy else "")
        raise BadCode(name=name, value=value[:64], reason=reason)
    return value


@dataclass(frozen=True, slots=True)
class _Code:
    """A code is its characters."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class CatalogCode(_Code):
    """基本编码: 编制地前缀 2 (00 = national) · item type 2 · main entry 5 · sub entry 3 (000 = none)."""

    name: ClassVar[str] = "基本编码"

    @classmethod
    def parse(cls, text: str, *, strict: bool = True) -> Self:
        """Read 12 characters; `strict` also wants digits in prefix, type and main entry's department."""
        value = _clean(text, cls.name, 12)
        if strict and not value[:4].isdigit():
            raise BadCode(name=cls.name, value=value, reason="前4位（编制地和事项类型）应为数字")
        return cls(value)

    @property
    def prefix(self) -> str:
        """Who compiled it: `00` the national list, otherwise the first two digits of GB/T 2260."""
        return self.value[:2]

    @property
    def is_national(self) -> bool:
        """Whether the entry stands in the national list."""
        return self.prefix == "00"

    @property
    def type_code(self) -> str:
        """事项类型, two digits (01 许可 … 20 公共服务; 11–19 and 21– are free extensions)."""
        return self.value[2:4]

    @property
    def main_entry(self) -> str:
        """主项代码, five characters."""
        return self.value[4:9]

    @property
    def guiding_department(self) -> str:
        """Number of the competent national department (first two of the main entry; 99 = local)."""
        return self.value[4:6]

    @property
    def sub_entry(self) -> str:
        """子项代码, three characters, may hold letters."""
        return self.value[9:]

    @property
    def is_main(self) -> bool:
        """Whether the main entry is not split (`000`)."""
        return self.sub_entry == "000"


@dataclass(frozen=True, slots=True)
class _ItemCode(_Code):
    """What begins with the issuer's USCC 18 · exercise level 1 · catalog code 12."""

    @property
    def uscc(self) -> str:
        """The implementing authority's unified social credit code."""
        return self.value[:18]

    @property
    def exercise_level(self) -> str:
        """行使层级, one character; a mere acceptance or first review counts too."""
        return self.value[18]

    @property
    def exercise_level_name(self) -> str:
        """行使层级 in words; empty where the character is unknown."""
        return EXERCISE_LEVELS.get(self.exercise_level, "")

    @property
    def catalog_code(self) -> CatalogCode:
        """The catalogue entry it implements."""
        return CatalogCode(self.value[19:31])

    @property
    def issuer_finding(self) -> str:
        """Why the issuer's code is invalid, as a sentence; empty where it is valid."""
        try:
            check_uscc(self.uscc)
        except BadUscc as error:
            return error.sentence
        return ""


@dataclass(frozen=True, slots=True)
class TaskCode(_ItemCode):
    """实施编码: issuer's USCC 18 · exercise level 1 · catalog code 12."""

    name: ClassVar[str] = "实施编码"

    @classmethod
    def parse(cls, text: str, *, strict: bool = True) -> Self:
        """Read 31 characters. `strict=False` (feeds are taken as published) skips the issuer's check digit."""
        value = _clean(text, cls.name, 31)
        _check_inside(cls.name, value, strict=strict)
        return cls(value)

    def handling(self, serial: int) -> HandlingCode:
        """The code of the handling item with this serial (1–99)."""
        if not 1 <= serial <= 99:
            raise BadCode(name=HandlingCode.name, value=str(serial), reason="办理项序号应在1到99之间")
        return HandlingCode(f"{self.value}{serial:02d}")


@dataclass(frozen=True, slots=True)
class HandlingCode(_ItemCode):
    """业务办理项编码: task code 31 · serial of the situation 2 (01…)."""

    name: ClassVar[str] = "业务办理项编码"

    @classmethod
    def parse(cls, text: str, *, strict: bool = True) -> Self:
        """Read 33 characters, the same rules as `TaskCode.parse` for the first 31."""
        value = _clean(text, cls.name, 33)
        _check_inside(cls.name, value, strict=strict)
        if strict and (not value[31:].isdigit() or value[31:] == "00"):
            raise BadCode(name=cls.name, value=value, reason="末2位（办理项序号）应为01到99")
        return cls(value)

    @property
    def task_code(self) -> TaskCode:
        """The implementation code it belongs to."""
        return TaskCode(self.value[:31])

    @property
    def serial(self) -> str:
        """办理项序号, two characters."""
        return self.value[31:]


@dataclass(frozen=True, slots=True)
class LegacyCatalogCode(_Code):
    """The superseded ten-digit code of GB/T 39046—2020: item type 2 · main entry 5 · sub entry 3."""

    name: ClassVar[str] = "旧版基本编码"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ten characters; only imports call this."""
        return cls(_clean(text, cls.name, 10))

    def with_prefix(self, prefix: str) -> CatalogCode:
        """Today's code, once the compiling place (`00` or two digits of GB/T 2260) is known."""
        return CatalogCode.parse(prefix + self.value)


def parse_item_code(text: str, *, strict: bool = True) -> TaskCode | HandlingCode:
    """31 characters give a `TaskCode`, 33 a `HandlingCode`; anything else `BadCode`."""
    if len(normalise(text)) == 33:
        return HandlingCode.parse(text, strict=strict)
    return TaskCode.parse(text, strict=strict)


def _check_inside(name: str, value: str, *, strict: bool) -> None:
    """Level, embedded catalog code and, if `strict`, the issuer's check digit."""
    if not strict:
        return
    if value[18] not in EXERCISE_LEVELS:
        raise BadCode(name=name, value=value, reason=f"第19位（行使层级）应为1到7，现在是“{value[18]}”")
    CatalogCode.parse(value[19:31])
    try:
        check_uscc(value[:18])
    except BadUscc as error:
        reason = f"前18位（实施主体的统一社会信用代码）有误，{error.data['reason']}"
        raise BadCode(name=name, value=value, reason=reason) from error
