"""Numbers of persons inside free text: what is kept for ever (facts, purposes) may not hold them (pure).

Found are citizen numbers of 18 digits, old ones of 15, and mobiles, in whatever width they were typed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from stdnum.cn import ric, uscc

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:(?P<mobile>(?:\+?86[- ]?)?1[3-9][0-9]{9})|(?P<citizen>[0-9]{17}[0-9Xx])|(?P<old>[0-9]{15}))"
    r"(?![0-9A-Za-z])"
)
SHORTEST = 11


def personal_number(text: str) -> str:
    """`citizen` or `mobile` where the text holds what must be such a number, else empty.

    A citizen number is told from other long numbers by its day of birth, so a mistyped one is found too; a credit code
    is taken for one only where it has the check digit of both. Old numbers have none and are let pass.
    """
    plain = text if text.isascii() else _plain(text)
    if len(plain) < SHORTEST:
        return ""
    for found in _NUMBER.finditer(plain):
        if found["mobile"]:
            return "mobile"
        if found["citizen"] and _is_citizen_no(found["citizen"].upper()):
            return "citizen"
    return ""


def holds_number(text: str) -> bool:
    """Whether anything in the text could be such a number, also where it need not be one."""
    return _NUMBER.search(_plain(text)) is not None


def without_numbers(text: str, instead: str = "（号码已隐去）") -> str:
    """The text with everything struck out that could be such a number; unchanged where nothing could."""
    if not holds_number(text):
        return text
    # Sign by sign, so that nothing else of the text changes; a sign that stands for two digits needs all of it changed.
    narrow = "".join(one if len(one := unicodedata.normalize("NFKC", sign)) == 1 else sign for sign in text)
    struck, last = [], 0
    for found in _NUMBER.finditer(narrow):
        struck += [text[last : found.start()], instead]
        last = found.end()
    kept = "".join([*struck, text[last:]])
    return _NUMBER.sub(instead, _plain(kept)) if holds_number(kept) else kept


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _is_citizen_no(number: str) -> bool:
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    if not 1900 <= born.year <= 2100 or number[0] == "0":
        return False
    return number[17] == ric.calc_check_digit(number) or not uscc.is_valid(number)
