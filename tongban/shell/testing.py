"""pytest plugin: a test city on the embedded database, and an honest account of what could not run.

Loaded with `-p` before Django reads its settings. `TONGBAN_DATABASE_URL` set from outside is respected, so that the
suite can run on a city's own server.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tongban.shell.database.home import PACKAGE, city_home
from tongban.shell.database.setup import attach
from tongban.shell.testing_database import do_not_wait, empty_tables

# The same examples in every run, on a slow machine too: randomness in tests is seeded, and time is measured elsewhere.
hypothesis.settings.register_profile(
    "tongban", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("tongban")

#: Files that take longest, in seconds of a quiet machine, roughly: what begins late must be short.
_SECONDS = {
    "checks/test_browser_every_page.py": 250,
    "tongban/openapi/tests/test_schema.py": 215,
    "tongban/openapi/tests/test_schema_second.py": 215,
    "tongban/shell/tests/test_two_platforms.py": 150,
    "checks/test_rights.py": 150,
    "tongban/demo/tests/test_profiles_load.py": 100,
    "tongban/demo/tests/test_walk.py": 90,
    "checks/test_lint.py": 80,
    "tongban/shell/tests/test_serving.py": 75,
    "tongban/demo/tests/test_scenarios.py": 70,
    "tongban/cases/tests/test_imported.py": 70,
    "tongban/demo/tests/test_browser_story.py": 50,
    "tongban/demo/tests/test_build.py": 45,
    "tongban/shell/tests/test_concurrency_cases.py": 40,
    "tongban/shell/tests/test_concurrency_numbers.py": 40,
    "tongban/shell/tests/test_backup.py": 40,
    "tongban/furniture/tests/test_browser.py": 40,
    "tongban/shell/tests/test_concurrency_law.py": 35,
    "tongban/shell/tests/test_concurrency_http.py": 35,
    "tongban/reference/tests/test_regions.py": 35,
    "tongban/cases/tests/test_logged.py": 30,
    "tongban/benchmarking/tests/test_alignment_real.py": 30,
    "tongban/catalogue/tests/test_real_feed.py": 30,
    "checks/test_every_page.py": 25,
    "tongban/portal/tests/test_browser_portal.py": 20,
    "tongban/portal/tests/test_browser_guide.py": 20,
    "tongban/console/tests/test_browser_benchmark.py": 20,
    "tongban/console/tests/test_browser_guides.py": 20,
    "tongban/workbench/tests/test_browser_pages.py": 20,
    "tongban/catalogue/tests/test_exchange_sheet.py": 20,
    "tongban/catalogue/tests/test_exchange_other.py": 20,
    "tongban/catalogue/tests/test_lint_real.py": 20,
    "checks/test_order.py": 20,
}
_CHROMIUM = Path("/usr/bin/chromium")
_left_out: dict[str, int] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Prepare the environment of the test city."""
    os.environ.setdefault("TONGBAN_HOME", str(PACKAGE.parent / "var" / "test"))
    os.environ["TONGBAN_CITY_KIND"] = "test"
    os.environ["TONGBAN_AS_OWNER"] = "1"
    cluster = attach()
    # One server for all, but files, keys and clock of its own for each process of the run: a test that looks into
    # its city's folder must not meet what a neighbour is just writing.
    if process := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["TONGBAN_HOME"] = str(city_home() / process)
    elif cluster is not None:
        do_not_wait(cluster)


def pytest_configure(config: pytest.Config) -> None:
    """Where several processes share the files, they take them in our order, not those with the most tests first."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


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
    if os.environ.get("PYTEST_XDIST_WORKER"):
        # The longest files first: one that began late would be waited for by idle processes. Sorting is stable.
        items.sort(key=lambda item: -_SECONDS.get(item.nodeid.partition("::")[0], 0))


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Load the whole product before the first test, and have committed rows removed in our way.

    Hypothesis tries values that it finds in the code of the modules loaded so far. With all of them loaded, the
    examples do not depend on which tests this process happened to run before.
    """
    if session.config.pluginmanager.hasplugin("dsession"):
        return  # this process only hands the tests to others
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = empty_tables  # type: ignore[attr-defined]  # Django's own seam, unnamed
    for module in pkgutil.walk_packages([str(PACKAGE)], f"{PACKAGE.name}."):
        if not ({"tests", "migrations", "__main__"} & set(module.name.split("."))):
            importlib.import_module(module.name)
    # The entry for servers imports more beside the first requests. Two threads that import what imports each other
    # in a circle find it half made, so nobody goes on before that is done.
    for thread in threading.enumerate():
        if thread.name == "warm-up":
            thread.join()


def pytest_collection_finish() -> None:
    """Code and collected tests stay to the end: the garbage collector need not look through them again and again."""
    gc.collect()
    gc.freeze()


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
    """Tables that rooms cache in the process (calendar, rule pack) are read anew by every test, and counters of rate
    limits start empty."""
    yield
    from django.core.cache import cache

    from tongban.kernel.caching import forget_all

    forget_all()
    cache.clear()
