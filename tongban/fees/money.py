"""Money as whole fen (pure). No fraction of binary arithmetic ever holds an amount."""

from __future__ import annotations

import re
from decimal import Decimal

from tongban.fees.errors import AmountUnreadable

MOST = 10_000_000_000
"""The largest amount taken, in fen: one hundred million yuan. Beyond it somebody has mistyped."""

_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_NAMED = re.compile(r"(?<![0-9.])([0-9]+(?:\.[0-9]{1,2})?)\s*(万?)元")
# Such a standard gives a range or a rate: what one case costs does not stand in it as a number.
_OPEN = ("%", "％", "‰", "最高", "最低", "不超过", "以下", "以上", "以内", "至", "～", "~", "—", "-", "不等")


def fen_of(text: str) -> int:
    """`12`, `12.5`, `1,200.00元` typed by a person or written by a bank, as fen. Raises `AmountUnreadable`."""
    cleaned = text.strip().removesuffix("元").removeprefix("¥").replace(",", "").replace("，", "").strip()
    if not _AMOUNT.fullmatch(cleaned):
        raise AmountUnreadable(typed=text.strip()[:30])
    found = int(Decimal(cleaned) * 100)
    if found > MOST:
        raise AmountUnreadable(typed=text.strip()[:30])
    return found


def yuan(fen: int) -> str:
    """Fen as people write it: 123450 → 1,234.50."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def yuan_text(fen: int) -> str:
    """Fen with its unit: 8000 → 80.00元."""
    return f"{yuan(fen)}元"


def named_amounts(standard: str) -> frozenset[int]:
    """The amounts a published standard fixes, in fen; empty where it gives a range, a rate or no number.

    `80元/证` → 8000; `首次10元，补领20元` → 1000, 2000; `不超过500元`, `按工程造价的0.5‰` → none.
    """
    if any(sign in standard for sign in _OPEN):
        return frozenset()
    return frozenset(
        int(Decimal(number) * (1_000_000 if many else 100))
        for number, many in _NAMED.findall(standard.replace(",", ""))
    )
