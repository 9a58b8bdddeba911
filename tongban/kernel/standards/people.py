"""Citizen numbers (公民身份号码, GB 11643—1999).

The same structure serves residence permits of Hong Kong, Macao and Taiwan residents (81, 82, 83) and
the 2023 card of foreign permanent residents (first digit 9). python-stdnum computes the check digit;
its look-up of birth places is not used because it refuses those cards and younger districts.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field

from stdnum.cn import ric

from tongban.kernel import clock
from tongban.kernel.standards.errors import BadCitizenNo
from tongban.kernel.standards.masking import mask_citizen_no
from tongban.kernel.standards.text import normalise

_PROVINCE_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_PROVINCES = frozenset(_PROVINCE_CODES.split())
_EARLIEST = dt.date(1880, 1, 1)


class Sex(enum.StrEnum):
    """Sex as the number says it: an odd 17th digit is male."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class CitizenNo:
    """A number that can be. `number` (18 characters) stays out of `repr` and `str`, so that logs cannot carry it."""

    number: str = field(repr=False)
    birth_date: dt.date
    sex: Sex
    region_code: str

    def __str__(self) -> str:
        return mask_citizen_no(self.number)

    def age_on(self, day: dt.date) -> int:
        """Full years (周岁) on that day; a birthday counts from the day after it (民法典 204, 法释〔2000〕19号 2)."""
        before_birthday = (day.month, day.day) <= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday


def check_citizen_no(text: str) -> CitizenNo:
    """Read an 18-digit number, or an old 15-digit one (its century 19 and check digit are added).

    Full-width digits, blanks and a small x are mended. Raises `BadCitizenNo` with the reason; the number
    is not in the error.
    """
    value = normalise(text)
    if len(value) == 15 and value.isascii() and value.isdigit():
        value = _from_fifteen(value)
    if len(value) != 18:
        raise BadCitizenNo(reason=f"应为18位，现在是{len(value)}位")
    if not (value.isascii() and value[:17].isdigit() and (value[17].isdigit() or value[17] == "X")):
        raise BadCitizenNo(reason="前17位应为数字，末位应为数字或 X")
    if value[:2] not in _PROVINCES and value[0] != "9":
        raise BadCitizenNo(reason="开头两位不是省、自治区、直辖市的代码")
    born = _birth_date(value)
    if value[17] != ric.calc_check_digit(value):
        raise BadCitizenNo(reason="末位校验码对不上，可能有一位填错")
    sex = Sex.MALE if int(value[16]) % 2 else Sex.FEMALE
    return CitizenNo(number=value, birth_date=born, sex=sex, region_code=value[:6])


def make_citizen_no(region: str, birth: dt.date, seq: int) -> str:
    """A synthetic number with a valid check digit: `region` six digits, `seq` 0–999 (odd = male)."""
    if not 0 <= seq <= 999:
        raise ValueError("seq outside 0..999")
    body = f"{region[:6]}{birth:%Y%m%d}{seq:03d}"
    digit: str = ric.calc_check_digit(body + "0")
    return body + digit


def _from_fifteen(value: str) -> str:
    """Old numbers carry two digits of the year; the holders were all born in the 20th century."""
    body = value[:6] + "19" + value[6:]
    digit: str = ric.calc_check_digit(body + "0")
    return body + digit


def _birth_date(value: str) -> dt.date:
    try:
        born = dt.date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        raise BadCitizenNo(reason="第7到14位不是真实的出生日期") from None
    if born > clock.today():
        raise BadCitizenNo(reason="出生日期在今天之后")
    if born < _EARLIEST:
        raise BadCitizenNo(reason="出生日期太早")
    return born
