"""One way to read what people type: full-width digits, small x, stray blanks and hyphens; and what does not show."""

from __future__ import annotations

import re
import unicodedata

# NFKC leaves these two alone, and both are typed for a hyphen or a blank.
_FILLERS = re.compile(r"[\s\-‐‑–—\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


def normalise(text: str) -> str:
    """Half-width, upper case, without blanks, hyphens and invisible marks.

    `"４１０５０２１９９００１０１００１ｘ"` becomes `"41050219900101001X"`. For codes and numbers only, not for names.
    """
    return _FILLERS.sub("", unicodedata.normalize("NFKC", text)).upper()


def row_number(text: str) -> int | None:
    """The number of a row as an address, a form or a cursor names it; None for anything that cannot be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
"""Characters of names, also those younger than this Python's tables (GB 18030 as amended in 2023)."""
_HIDDEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}


def hides(text: str) -> str:
    """`control` where the text holds marks that do not show (with them one name poses as another), `private` where it
    holds characters of private use (自造字), else empty."""
    for char in text:
        category = unicodedata.category(char)
        if category in _HIDDEN and not HAN.match(char):
            return "control"
        if category == "Co":
            return "private"
    return ""
