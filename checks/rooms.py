"""What the checks know about the house: the folders that are rooms, and every Python file of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tongban"
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


def python_files(*, tests: bool | None = None, migrations: bool = False) -> Iterator[Path]:
    """Our own Python files; `tests` True or False keeps only those (not) under a tests folder."""
    for top in (PACKAGE, ROOT / "checks", ROOT / "bench"):
        for path in sorted(top.rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            is_test = "tests" in parts or parts[0] == "checks" or path.name == "conftest.py"
            if not migrations and "migrations" in parts:
                continue
            if tests is None or tests == is_test:
                yield path
