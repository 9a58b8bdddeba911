"""Case numbers (办件编号): item code 31 or 33 · day 8 · daily serial 4, together 43 or 45 characters.

The structure gives one item 9,999 cases a day, which a kiosk item can exceed. From the ten-thousandth the
serial counts in base 36 from `A000`: 9999 → `9999`, 10000 → `A000`, 10001 → `A001` … `ZZZZ`. Width
and sort order stay, plain numbers are never ambiguous because they hold no letter in the first place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tongban.kernel.standards.codes import HandlingCode, TaskCode, parse_item_code
from tongban.kernel.standards.errors import BadCaseNo, BadCode, SerialExhausted
from tongban.kernel.standards.text import normalise

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLAIN = 9_999
_BASE = 10 * 36**3  # int("A000", 36)
MAX_SERIAL = _PLAIN + 36**4 - _BASE


@dataclass(frozen=True, slots=True)
class CaseNo:
    """The parts of a case number."""

    item_code: TaskCode | HandlingCode
    day: dt.date
    serial: int

    def __str__(self) -> str:
        return f"{self.item_code}{self.day:%Y%m%d}{_write_serial(self.serial)}"


def make_case_no(task_code: str, day: dt.date, serial: int) -> str:
    """The number of the day's `serial`-th case (from 1) of an item (31 or 33 characters).

    Raises `BadCode` for the item code (imported items may carry an invalid issuer, so only the structure is
    checked), `SerialExhausted` past `ZZZZ`.
    """
    return str(CaseNo(parse_item_code(task_code, strict=False), day, serial))


def parse_case_no(text: str) -> CaseNo:
    """Read 43 or 45 characters; raises `BadCaseNo` with the reason."""
    value = normalise(text)
    if len(value) not in (43, 45):
        raise BadCaseNo(value=value[:60], reason=f"应为43位或45位，现在是{len(value)}位")
    try:
        item_code = parse_item_code(value[:-12], strict=False)
    except BadCode as error:
        raise BadCaseNo(value=value, reason=error.data["reason"]) from error
    day = value[-12:-4]
    try:
        if not (day.isascii() and day.isdigit()):
            raise ValueError(day)
        parsed_day = dt.date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        raise BadCaseNo(value=value, reason=f"“{day}”不是日期") from None
    return CaseNo(item_code, parsed_day, _read_serial(value))


def _write_serial(serial: int) -> str:
    if not 1 <= serial <= MAX_SERIAL:
        raise SerialExhausted(limit=MAX_SERIAL)
    if serial <= _PLAIN:
        return f"{serial:04d}"
    rest, symbols = serial - _PLAIN - 1 + _BASE, ""
    for _ in range(4):
        rest, digit = divmod(rest, 36)
        symbols = _DIGITS[digit] + symbols
    return symbols


def _read_serial(value: str) -> int:
    serial = value[-4:]
    if serial.isascii() and serial.isdigit() and serial != "0000":
        return int(serial)
    if serial[0].isalpha():
        return int(serial, 36) - _BASE + _PLAIN + 1
    raise BadCaseNo(value=value, reason=f"末4位“{serial}”不是流水号")
