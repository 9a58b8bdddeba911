"""One way to read what people type: full-width digits, small x, stray blanks and hyphens."""

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
