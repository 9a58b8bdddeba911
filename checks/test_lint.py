"""ruff and mypy --strict over code and tests; migrations complete; Django's own checks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from checks.rooms import ROOT

BIN = Path(sys.executable).parent


def run(*command: str) -> None:
    """Run a tool of the virtual environment; its output is the failure message."""
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]


def test_ruff() -> None:
    run("ruff", "check", ".")


def test_format() -> None:
    run("ruff", "format", "--check", ".")


def test_types() -> None:
    run("mypy", "tongban", "checks")


@pytest.mark.django_db
def test_no_missing_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_django_checks() -> None:
    call_command("check", fail_level="WARNING")
