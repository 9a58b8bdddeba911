"""Generated pages are current; every error and setting speaks Chinese."""

from __future__ import annotations

import re

import pytest

from checks.rooms import ROOT
from tongban.kernel.errors import DomainError
from tongban.shell.reference_pages import PAGES

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_reference_pages_are_current(name: str) -> None:
    path = ROOT / "docs" / "reference" / name
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == PAGES[name](), f"{name} is stale: run `make docs`"


def test_every_error_speaks_chinese() -> None:
    PAGES["errors.md"]()
    wrong = [
        code
        for code, kind in DomainError.registry.items()
        if not CHINESE.search(kind.text) or not CHINESE.search(kind.hint)
    ]
    assert not wrong
