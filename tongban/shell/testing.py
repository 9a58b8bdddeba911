"""pytest plugin: a test city on the embedded database, and an honest account of what could not run.

Loaded with `-p` before Django reads its settings. `TONGBAN_DATABASE_URL` set from outside is respected, so that the
suite can run on a city's own server.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tongban.shell.database.home import PACKAGE, city_home
from tongban.shell.database.setup import attach

# The same examples in every run, on a slow machine too: randomness in tests is seeded, and time is measured elsewhere.
hypothesis.settings.register_profile(
    "tongban", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("tongban")

_CHROMIUM = Path("/usr/bin/chromium")
_left_out: dict[str, int] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Prepare the environment of the test city."""
    os.environ.setdefault("TONGBAN_HOME", str(PACKAGE.parent / "var" / "test"))
    os.environ["TONGBAN_CITY_KIND"] = "test"
    os.environ["TONGBAN_AS_OWNER"] = "1"
    attach()
    # One server for all, but files, keys and clock of its own for each process of the run: a test that looks into
    # its city's folder must not meet what a neighbour is just writing.
    if process := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["TONGBAN_HOME"] = str(city_home() / process)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what this machine cannot run, and remember how many."""
    missing = set()
    if not os.environ.get("TONGBAN_REAL_DATA"):
        missing.add("real_data")
    if not _CHROMIUM.exists():
        missing.add("browser")
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        reasons = [name for name in missing if item.get_closest_marker(name)]
        (dropped if reasons else kept).append(item)
        for name in reasons:
            _left_out[name] = _left_out.get(name, 0) + 1
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def pytest_collection_finish() -> None:
    """Load the whole product before the first test.

    Hypothesis tries values that it finds in the code of the modules loaded so far. With all of them loaded, the
    examples do not depend on which tests this process happened to run before.
    """
    for module in pkgutil.walk_packages([str(PACKAGE)], f"{PACKAGE.name}."):
        if not ({"tests", "migrations", "__main__"} & set(module.name.split("."))):
            importlib.import_module(module.name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what did not run and why, and what a test used of what this machine has."""
    reasons = {"real_data": "TONGBAN_REAL_DATA is not set", "browser": f"{_CHROMIUM} is not installed"}
    for name, number in sorted(_left_out.items()):
        terminalreporter.write_line(f"not run: {number} tests marked {name} ({reasons[name]})")
    for report in (one for outcome in ("passed", "failed") for one in terminalreporter.stats.get(outcome, ())):
        for name, value in dict(getattr(report, "user_properties", ())).items():
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real input."""
    return Path(os.environ["TONGBAN_REAL_DATA"])


@pytest.fixture(autouse=True)
def _clean_caches() -> Iterator[None]:
    """Tables that rooms cache in the process (calendar, rule pack) are read anew by every test."""
    yield
    from tongban.kernel.caching import forget_all

    forget_all()
