"""Licence identifiers (电子证照标识, GB/T 36904—2018).

`1.2.156.3005.2 . type code 21 . issuer 18 . serial . version 3 . check`; the check character is
ISO 7064 MOD 37,36 over type, issuer, serial and version without root and dots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.kernel.standards.errors import BadLicenceIdentifier
from tongban.kernel.standards.text import normalise

ROOT = "1.2.156.3005.2"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PARTS = (
    ("证照类型代码", re.compile(r"[0-9A-Z]{21}"), "21位数字或大写字母"),
    # Older licences carry the six-digit region code of the issuer instead of its credit code.
    ("证照颁发机构代码", re.compile(r"[0-9A-Z]{18}|[0-9]{6}"), "18位统一社会信用代码"),
    ("流水号", re.compile(r"[0-9A-Z]{1,32}"), "1到32位数字或大写字母"),
    ("版本号", re.compile(r"[0-9]{3}"), "3位数字"),
)


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """The five parts; `str()` gives the full form with root and dots."""

    type_code: str
    issuer_code: str
    serial: str
    version: str
    check: str

    def __str__(self) -> str:
        return f"{ROOT}.{self.short}"

    @property
    def short(self) -> str:
        """Without the root, as it is printed and typed."""
        return f"{self.type_code}.{self.issuer_code}.{self.serial}.{self.version}.{self.check}"


def check_char(text: str) -> str:
    """ISO 7064 MOD 37,36 (hybrid) over digits and capital letters; dots are left out first."""
    remainder = 36
    for symbol in text.replace(".", ""):
        remainder = (remainder + _ALPHABET.index(symbol)) % 36 or 36
        remainder = remainder * 2 % 37
    return _ALPHABET[(37 - remainder) % 36]


def make_licence_identifier(type_code: str, issuer_code: str, serial: str, version: str | int) -> str:
    """The full identifier with its check character. Raises `BadLicenceIdentifier` for a part that does not fit."""
    numbered = f"{version:03d}" if isinstance(version, int) else version
    parts = (type_code, issuer_code, serial, numbered)
    _check_parts(parts, ".".join(parts))
    return f"{ROOT}.{'.'.join(parts)}.{check_char(''.join(parts))}"


def parse_licence_identifier(text: str) -> LicenceIdentifier:
    """Read an identifier with or without its root; raises `BadLicenceIdentifier` with the reason."""
    value = normalise(text).replace("。", ".").removeprefix(ROOT + ".")
    pieces = value.split(".")
    if len(pieces) != 5:
        raise BadLicenceIdentifier(value=value[:120], reason=f"应有5段，现在是{len(pieces)}段")
    _check_parts((pieces[0], pieces[1], pieces[2], pieces[3]), value)
    if pieces[4] != check_char("".join(pieces[:4])):
        raise BadLicenceIdentifier(value=value[:120], reason="末位校验码对不上，可能有一位填错")
    return LicenceIdentifier(*pieces)


def _check_parts(parts: tuple[str, str, str, str], shown: str) -> None:
    for part, (name, pattern, rule) in zip(parts, _PARTS, strict=True):
        if not pattern.fullmatch(part):
            raise BadLicenceIdentifier(value=shown[:120], reason=f"{name}应为{rule}")
