"""The town of the console, on a Tuesday morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tongban.cases.tests.conftest import MORNING
from tongban.console.tests.test_pages import Town, make_town
from tongban.kernel import clock
from tongban.kernel.tests.standing import standing
from tongban.regulation.tests.conftest import standing_watch, watch

__all__ = ("standing_watch", "watch")  # fixtures of the pages of regulation


@pytest.fixture(scope="module")
def standing_town(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    """The rows of the town, once for a file."""
    yield from standing(request, django_db_blocker, make_town, at=MORNING)


@pytest.fixture
def town(standing_town: Callable[[], Town], db: None) -> Iterator[Town]:
    """The town; the clock stands still."""
    with clock.frozen(MORNING):
        yield standing_town()
