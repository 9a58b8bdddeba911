"""Generated pages are current; every error, fact and setting speaks Chinese; every link leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys

from checks.rooms import ROOT
from tongban.kernel.errors import DomainError
from tongban.ledger.facts import kinds
from tongban.shell.environment import DECLARED
from tongban.shell.reference_pages import PAGES

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_reference_pages_are_current() -> None:
    # In a process of its own: the tests of other rooms register kinds of facts that are no part of the house.
    command = [sys.executable, "-m", "tongban.shell.command", "docs", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run `make docs`\n{done.stdout}{done.stderr[-2000:]}"


def test_every_error_speaks_chinese() -> None:
    PAGES["errors.md"]()
    wrong = [
        code
        for code, kind in DomainError.registry.items()
        if not CHINESE.search(kind.text) or not CHINESE.search(kind.hint)
    ]
    assert not wrong


def test_every_fact_speaks_chinese() -> None:
    PAGES["facts.md"]()
    published = [kind for kind in kinds().values() if kind.kind.split(".")[0] not in ("test", "bench")]
    assert len(published) > 40
    assert not [kind.kind for kind in published if not CHINESE.search(kind.text)]


def test_every_setting_speaks_chinese() -> None:
    assert DECLARED
    assert not [setting.name for setting in DECLARED.values() if not CHINESE.search(setting.help)]


def test_links_lead_somewhere() -> None:
    wrong = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")) and not (page.parent / target).exists():
                wrong.append(f"{page.relative_to(ROOT)}: {target}")
    assert not wrong, "\n".join(wrong)
