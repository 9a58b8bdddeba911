"""Region codes (GB/T 2260 and the statistical 12 digits) in the one form the house uses: 6, 9 or 12 digits. Pure."""

from __future__ import annotations

import re

from tongban.kernel.errors import InvalidInput
from tongban.kernel.standards.text import normalise

_DIGITS = re.compile(r"[0-9]{2,12}")
_LENGTHS = (2, 4, 6, 9, 12)


def canonical_region(code: str) -> str:
    """The six, nine or twelve digits of a code (`41`, `4105` and `410500000000` mean the same places as six digits
    do); an unreadable one comes back as it is (and is not found)."""
    code = code.strip()
    if not _DIGITS.fullmatch(code):
        return code
    if len(code) < 6:
        return code.ljust(6, "0")
    if len(code) == 12 and code.endswith("000"):
        return code[:6] if code.endswith("000000") else code[:9]
    return code


def clean_region(code: str) -> str:
    """A code that was typed or read, as `canonical_region` writes it, or empty. Raises `InvalidInput`.

    The region need not be loaded: a foreign catalogue names places a city never knows. Nine digits that end in 000 are
    a county as GB/T 39046 writes it.
    """
    code = normalise(code)
    if code and not (_DIGITS.fullmatch(code) and len(code) in _LENGTHS):
        raise InvalidInput(errors={"region_code": "行政区划代码应为 2、4、6、9 或 12 位数字。"})
    return canonical_region(code.ljust(12, "0") if len(code) == 9 else code)
