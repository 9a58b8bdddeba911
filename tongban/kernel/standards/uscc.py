"""Unified social credit codes (统一社会信用代码, GB 32100—2015) and the organisation code inside (GB 11714).

python-stdnum computes the check digit; its `validate` is not used because it wants digits in the
first eight places and so refuses real registrars such as A1, N1 and Y1.
"""

from __future__ import annotations

from stdnum.cn import uscc as stdnum_uscc

from tongban.kernel.standards.errors import BadUscc
from tongban.kernel.standards.text import normalise

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LETTERS_FOR_DIGITS = {"O": "0", "I": "1", "Z": "2", "S": "5"}


def check_uscc(text: str) -> str:
    """The code in canonical form (18 characters, upper case).

    Raises `BadUscc` for a wrong length, a character outside the alphabet, a region that is not six digits
    or a wrong check digit. The second check (organisation code) fails on many self-built codes and is only
    reported by `uscc_findings`.
    """
    value = normalise(text)
    if len(value) != 18:
        raise BadUscc(value=value[:40], reason=f"应为18位，现在是{len(value)}位")
    wrong = [symbol for symbol in value if symbol not in ALPHABET]
    if wrong:
        raise BadUscc(value=value, reason=_alphabet_reason(wrong[0]))
    if not value[2:8].isdigit():
        raise BadUscc(value=value, reason="第3到8位（登记机关行政区划）应为数字")
    if value[17] != _check_digit(value):
        raise BadUscc(value=value, reason="末位校验码对不上，可能有一位填错")
    return value


def uscc_findings(text: str) -> list[str]:
    """Doubts about a valid code, as sentences; empty where there are none. Warn, do not reject."""
    value = check_uscc(text)
    if organisation_check(value[8:16]) != value[16]:
        return ["主体标识码（第9到17位）的校验位对不上，可能是自编代码"]
    return []


def organisation_check(eight: str) -> str:
    """Check character of an eight-character organisation code (GB 11714): 11 - Σ mod 11; 10 → X, 11 → 0."""
    total = sum(int(symbol, 36) * weight for symbol, weight in zip(eight, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def make_uscc(prefix: str, region: str, serial: int) -> str:
    """A synthetic code that passes both checks.

    `prefix` two characters (11 机关, 12 事业单位, 91 企业, 92 个体 …), `region` six digits, `serial` 0–9,999,999.
    The organisation code starts with `Y`, a block hardly used, so that it is unlikely to meet a real body.
    A serial whose second check would be X is fine: X is in the alphabet.
    """
    if not 0 <= serial <= 9_999_999:
        raise ValueError("serial outside 0..9999999")
    organisation = f"Y{serial:07d}"
    body = f"{prefix}{region[:6]}{organisation}{organisation_check(organisation)}"
    return check_uscc(body + _check_digit(body + "0"))


def _check_digit(value: str) -> str:
    digit: str = stdnum_uscc.calc_check_digit(value[:17])
    return digit


def _alphabet_reason(symbol: str) -> str:
    if symbol in _LETTERS_FOR_DIGITS:
        return f"代码里没有字母“{symbol}”，是不是数字“{_LETTERS_FOR_DIGITS[symbol]}”"
    return f"含有不会出现的字符“{symbol}”"
