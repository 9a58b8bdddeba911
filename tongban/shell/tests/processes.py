"""Cities of their own for tests with real processes."""

from __future__ import annotations

import os
from pathlib import Path

_OURS = ("TONGBAN_DATABASE_URL", "TONGBAN_DATABASE_OWNER_URL", "TONGBAN_EMBEDDED", "TONGBAN_AS_OWNER")


def city_environ(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command in the city of that folder, free of what the test run set for itself."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return {**kept, "TONGBAN_HOME": str(home), "TONGBAN_CITY_KIND": "demo", "TONGBAN_LOG_LEVEL": "WARNING", **more}
