"""Where this process's city lives."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


def city_home() -> Path:
    """The folder of the city this process serves (`TONGBAN_HOME`, default `var/` in the checkout)."""
    return Path(os.environ.get("TONGBAN_HOME") or PACKAGE.parent / "var").expanduser().resolve()
