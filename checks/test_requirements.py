"""What we import from others is declared by name in requirements/product.in (checks.in for tests)."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from checks.rooms import ROOT, python_files

OURS = {"tongban", "checks", "bench"}


def declared(name: str) -> set[str]:
    """Normalised names of the distributions in a requirements file."""
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    found = (re.match(r"[A-Za-z0-9._-]+", line.strip()) for line in lines if not line.strip().startswith(("#", "-")))
    return {re.sub(r"[-_.]+", "-", match.group()).lower() for match in found if match}


def imported(path: Path) -> set[str]:
    """Top names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def undeclared(tests: bool, allowed: set[str]) -> set[str]:
    """`file: module` of every import whose distribution is not declared."""
    owners = packages_distributions()
    wrong = set()
    for path in python_files(tests=tests):
        if not tests and path.name in ("testing.py", "testing_database.py"):  # the pytest plugin of the shell
            continue
        for module in imported(path):
            names = {re.sub(r"[-_.]+", "-", name).lower() for name in owners.get(module, ())}
            if not names & allowed:
                wrong.add(f"{path.relative_to(ROOT)}: {module} ({', '.join(sorted(names)) or 'not installed'})")
    return wrong


def test_the_product_declares_what_it_imports() -> None:
    assert not undeclared(False, declared("product.in"))


def test_the_checks_declare_what_they_import() -> None:
    assert not undeclared(True, declared("product.in") | declared("checks.in"))
