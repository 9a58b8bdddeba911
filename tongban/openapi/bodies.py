"""What a JSON body may hold, whatever operation reads it."""

from __future__ import annotations

import math
from typing import Any


def keepable(data: dict[str, Any]) -> bool:
    """No NUL characters and no infinite numbers anywhere."""
    waiting: list[Any] = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.keys())
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif (isinstance(one, str) and "\x00" in one) or (isinstance(one, float) and not math.isfinite(one)):
            return False
    return True
